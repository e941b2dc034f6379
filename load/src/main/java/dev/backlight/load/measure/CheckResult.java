package dev.backlight.load.measure;

/// How often a named check held.
public record CheckResult(String name, long passed, long failed) {}
