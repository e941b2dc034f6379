/// The command.
@NullMarked
package dev.backlight.cli;

import org.jspecify.annotations.NullMarked;
