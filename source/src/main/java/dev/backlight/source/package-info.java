/// Reads programs: parsers, facts, library knowledge, call graph and stack.
@NullMarked
package dev.backlight.source;

import org.jspecify.annotations.NullMarked;
