/// Writes the report in every format.
@NullMarked
package dev.backlight.report;

import org.jspecify.annotations.NullMarked;
