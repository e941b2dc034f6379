/// What stops a service from running twice.
@NullMarked
package dev.backlight.crimes.scaling;

import org.jspecify.annotations.NullMarked;
