/// Finds how much load a service takes while it keeps its objective, with a stated confidence.
@NullMarked
package dev.backlight.load.capacity;

import org.jspecify.annotations.NullMarked;
