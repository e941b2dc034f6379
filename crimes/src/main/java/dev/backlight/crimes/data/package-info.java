/// Asking the database the wrong way: N+1, unbounded, offset, filtered in memory.
@NullMarked
package dev.backlight.crimes.data;

import org.jspecify.annotations.NullMarked;
