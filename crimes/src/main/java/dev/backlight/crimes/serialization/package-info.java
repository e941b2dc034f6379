/// Turning objects to bytes the expensive way.
@NullMarked
package dev.backlight.crimes.serialization;

import org.jspecify.annotations.NullMarked;
