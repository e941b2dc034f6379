package dev.backlight.load.scenario;

import java.util.List;

/// Something users do as a whole, chosen by its weight among its likes.
public record Task(String name, double weight, List<String> tags, List<Step> steps) {}
