/// The command `backlight load`: from its options to a plan, from the run to the screen and files.
@NullMarked
package dev.backlight.cli.load;

import org.jspecify.annotations.NullMarked;
