/// The command `backlight`: its options, its files, its exit codes.
@NullMarked
package dev.backlight.cli;

import org.jspecify.annotations.NullMarked;
