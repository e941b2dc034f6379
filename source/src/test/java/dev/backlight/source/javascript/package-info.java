/// Tests of what is particular to JavaScript and TypeScript.
@NullMarked
package dev.backlight.source.javascript;

import org.jspecify.annotations.NullMarked;
