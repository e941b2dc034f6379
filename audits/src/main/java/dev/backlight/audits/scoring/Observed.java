package dev.backlight.audits.scoring;

import dev.backlight.model.Category;
import dev.backlight.model.LoadTests;
import dev.backlight.model.StackEntry;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a review knows besides its findings. `rulesRun` has the ids of the rules that ran, by
/// category; `suppressed` the rules with a finding that the user silenced.
public record Observed(
    Map<Category, Set<String>> rulesRun,
    Set<String> suppressed,
    List<StackEntry> stack,
    int routes,
    int files,
    double objectiveMs,
    LoadTests load) {

  boolean ran(String rule) {
    return rulesRun.values().stream().anyMatch(rules -> rules.contains(rule));
  }

  boolean has(StackEntry.Kind kind) {
    return !named(kind).isEmpty();
  }

  /// The first technology of a kind that runs in production; empty if there is none.
  String named(StackEntry.Kind kind) {
    return stack.stream()
        .filter(entry -> entry.kind() == kind && !entry.detail().startsWith("development"))
        .map(StackEntry::name)
        .findFirst()
        .orElse("");
  }
}
