/// Journeys as data: what virtual users do, step by step, how it is written as YAML, and what
/// carries it out.
@NullMarked
package dev.backlight.load.scenario;

import org.jspecify.annotations.NullMarked;
