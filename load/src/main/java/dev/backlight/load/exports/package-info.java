/// Writes scenarios for other tools (k6, Locust, Hyperfoil), and refuses by step what those cannot
/// say.
@NullMarked
package dev.backlight.load.exports;

import org.jspecify.annotations.NullMarked;
