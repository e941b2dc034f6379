/// The project's own house: generates its documentation and guards its order. Never shipped.
@NullMarked
package dev.backlight.workshop;

import org.jspecify.annotations.NullMarked;
