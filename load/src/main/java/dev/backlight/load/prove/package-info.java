/// Proves a fix: fresh processes of two versions in random blocks, measured alike, and judged.
@NullMarked
package dev.backlight.load.prove;

import org.jspecify.annotations.NullMarked;
