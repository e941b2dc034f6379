package dev.backlight.load.report;

/// A threshold and whether it held: `p95 < 300ms`, `412 ms`, false.
public record Judgement(String expected, String actual, boolean passed) {}
