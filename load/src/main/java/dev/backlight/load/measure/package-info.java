/// Records what happened without losing or hiding any of it, and keeps it on disk.
@NullMarked
package dev.backlight.load.measure;

import org.jspecify.annotations.NullMarked;
