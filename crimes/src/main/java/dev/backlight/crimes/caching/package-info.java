/// Caches that are missing, stampede, never expire or lie.
@NullMarked
package dev.backlight.crimes.caching;

import org.jspecify.annotations.NullMarked;
