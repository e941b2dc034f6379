/// Tests of the written report.
@NullMarked
package dev.backlight.report;

import org.jspecify.annotations.NullMarked;
