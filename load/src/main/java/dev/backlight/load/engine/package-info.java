/// Runs a plan: virtual users on virtual threads, single requests on event loops.
@NullMarked
package dev.backlight.load.engine;

import org.jspecify.annotations.NullMarked;
