/// Says when load arrives: phases of users or arrivals as pure functions of elapsed time.
@NullMarked
package dev.backlight.load.pace;

import org.jspecify.annotations.NullMarked;
