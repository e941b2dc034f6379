package dev.backlight.audits.scoring;

import dev.backlight.model.Category;
import dev.backlight.model.Severity;

/// A finding as the score sees it. `demandRatio` is connections wanted over connections available
/// for findings about pools, else 0.
public record Graded(String rule, Category category, Severity severity, double demandRatio) {}
