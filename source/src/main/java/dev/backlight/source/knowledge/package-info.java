/// What library calls cost, as data: one `.lib` file per library, read here.
@NullMarked
package dev.backlight.source.knowledge;

import org.jspecify.annotations.NullMarked;
