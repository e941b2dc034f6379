/// The static rules, one file each.
@NullMarked
package dev.backlight.crimes;

import org.jspecify.annotations.NullMarked;
