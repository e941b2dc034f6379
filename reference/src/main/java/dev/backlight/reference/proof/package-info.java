/// Measures both editions of the shop and writes what was measured beside what the seed claims.
@NullMarked
package dev.backlight.reference.proof;

import org.jspecify.annotations.NullMarked;
