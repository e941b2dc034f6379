/// Waiting at the wrong place: blocked loops, serial waits, unbounded fan-out.
@NullMarked
package dev.backlight.crimes.concurrency;

import org.jspecify.annotations.NullMarked;
