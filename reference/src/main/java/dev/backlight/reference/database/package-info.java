/// Statements over a pool of connections whose size is computed, not guessed.
@NullMarked
package dev.backlight.reference.database;

import org.jspecify.annotations.NullMarked;
