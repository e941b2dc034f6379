/// What the shop stands on: PostgreSQL and Redis (embedded or given), generated data, a slow
/// profile service, and a proxy that makes a network out of loopback.
@NullMarked
package dev.backlight.reference.backing;

import org.jspecify.annotations.NullMarked;
