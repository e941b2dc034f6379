/// Asks a PostgreSQL database what it did and what its sessions do.
@NullMarked
package dev.backlight.load.postgres;

import org.jspecify.annotations.NullMarked;
