package dev.backlight.audits;

import dev.backlight.model.Severity;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the user decided. `severities` overrides by rule id, `off` the rules that are switched off.
/// `objectiveSource` says where the objective comes from (`backlight.yaml`, `default objective`).
public record Policy(
    double objectiveMs,
    String objectiveSource,
    Map<String, Severity> severities,
    Set<String> off,
    List<Suppression> suppressions,
    Budgets budgets) {}
