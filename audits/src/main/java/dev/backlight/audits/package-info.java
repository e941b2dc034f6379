/// Judges records: pure functions from records to scores.
@NullMarked
package dev.backlight.audits;

import org.jspecify.annotations.NullMarked;
