/// The suite that all front ends pass: the same small programs in four languages, and what they
/// lower to.
@NullMarked
package dev.backlight.source.lowering;

import org.jspecify.annotations.NullMarked;
