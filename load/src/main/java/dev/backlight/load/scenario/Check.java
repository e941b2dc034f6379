package dev.backlight.load.scenario;

/// A condition with a name.
public record Check(String name, Expression condition) {}
