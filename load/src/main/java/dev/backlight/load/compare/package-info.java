/// Tells a difference from noise: paired comparison of runs, verdicts, and changes in a history.
///
/// Pure functions. The unit is the run, never the request: requests of one run share its memory
/// layout, its JIT decisions and its neighbours, so treating them as independent finds
/// "differences" between identical programs in more than half of all comparisons (measured in
/// simulation with the noise of real machines).
@NullMarked
package dev.backlight.load.compare;

import org.jspecify.annotations.NullMarked;
