/// Caches in two levels: Caffeine in the process, Redis between the processes, and a promise of how
/// old a value may be when any part of it is slow, cut off or dead.
///
/// Start at [TieredCaches]. How the promise is kept is told at four places: `LoadRun` (who loads,
/// and who may publish), `Tether` (how nodes hear of each other's invalidations), `RemoteLink`
/// (what a slow or dead Redis costs) and `Recovery` (what happens to what could not be said).
@NullMarked
package dev.backlight.cache;

import org.jspecify.annotations.NullMarked;
