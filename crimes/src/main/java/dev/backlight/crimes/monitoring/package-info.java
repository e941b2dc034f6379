/// What nobody would see.
@NullMarked
package dev.backlight.crimes.monitoring;

import org.jspecify.annotations.NullMarked;
