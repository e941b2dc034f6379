package dev.backlight.load.scenario;

import java.util.List;

/// Steps with a name. `locals` are variables that the caller does not see.
public record Procedure(
    String name, List<String> parameters, List<String> locals, List<Step> steps) {}
