/// Reads Python: lowers a syntax tree to the records of [dev.backlight.source.code].
@NullMarked
package dev.backlight.source.python;

import org.jspecify.annotations.NullMarked;
