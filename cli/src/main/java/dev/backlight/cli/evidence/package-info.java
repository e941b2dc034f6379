/// Joins what was measured on a running service to what stands in its source.
@NullMarked
package dev.backlight.cli.evidence;

import org.jspecify.annotations.NullMarked;
