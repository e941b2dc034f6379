/// What is particular to Java; the shared programs are in the lowering suite.
@NullMarked
package dev.backlight.source.java;

import org.jspecify.annotations.NullMarked;
