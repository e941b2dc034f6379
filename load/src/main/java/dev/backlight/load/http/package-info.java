/// Speaks HTTP/1.1 and HTTP/2 as a client, on event loops, with every failure classified.
@NullMarked
package dev.backlight.load.http;

import org.jspecify.annotations.NullMarked;
