/// Connections and clients: too few, too many, held too long.
@NullMarked
package dev.backlight.crimes.pools;

import org.jspecify.annotations.NullMarked;
