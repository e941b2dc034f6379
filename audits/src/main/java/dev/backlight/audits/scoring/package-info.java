/// Weighs: the scoring model as data, its curves, the practice score and the total.
@NullMarked
package dev.backlight.audits.scoring;

import org.jspecify.annotations.NullMarked;
