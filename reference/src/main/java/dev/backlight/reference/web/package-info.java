/// What every endpoint shares: the server and its drain, JSON, errors, tokens, limits and metrics.
@NullMarked
package dev.backlight.reference.web;

import org.jspecify.annotations.NullMarked;
