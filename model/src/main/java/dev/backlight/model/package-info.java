/// The records everybody speaks.
@NullMarked
package dev.backlight.model;

import org.jspecify.annotations.NullMarked;
