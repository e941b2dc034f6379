package dev.backlight.audits;

import dev.backlight.model.Severity;

/// A severity with the rule of the scoring model that gave it, in numbers.
record Grade(Severity severity, String reason) {}
