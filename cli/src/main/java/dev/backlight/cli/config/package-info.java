/// Reads `backlight.yaml`: what the user decided, with the line and column of every mistake.
@NullMarked
package dev.backlight.cli.config;

import org.jspecify.annotations.NullMarked;
