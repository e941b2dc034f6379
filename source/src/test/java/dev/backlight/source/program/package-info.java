/// Tests of what linking makes of lowered files.
@NullMarked
package dev.backlight.source.program;

import org.jspecify.annotations.NullMarked;
