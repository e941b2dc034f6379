/// Holding too much: whole datasets, growing collections, unclosed resources.
@NullMarked
package dev.backlight.crimes.memory;

import org.jspecify.annotations.NullMarked;
