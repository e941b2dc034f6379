/// Prices a crime: evaluates cost formulas, prints their arithmetic, and holds the default
/// quantities.
@NullMarked
package dev.backlight.audits.cost;

import org.jspecify.annotations.NullMarked;
