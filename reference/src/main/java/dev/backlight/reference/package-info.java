/// The shop: every crime beside its remedy, as two editions of one running service.
@NullMarked
package dev.backlight.reference;

import org.jspecify.annotations.NullMarked;
