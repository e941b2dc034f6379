package dev.backlight.load.scenario;

/// Users who behave alike. `weight` is their share among the kinds; `fixedCount` their number,
/// whatever the weights say, or 0. `headers` gives a map that every request carries, or nothing.
public record UserKind(
    String name, double weight, int fixedCount, Expression headers, TaskSet tasks) {}
