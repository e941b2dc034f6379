package dev.backlight.model;

import java.util.List;

/// A sighting, priced and graded. `key` is stable when lines move (see `FindingKey` in the audits).
/// `severityReason` is the rule of the scoring model that gave the severity, with its numbers.
public record Finding(
    String key,
    Sighting sighting,
    Severity severity,
    String severityReason,
    Cost cost,
    Fix fix,
    Excerpt excerpt,
    Effect effect,
    Status status) {

  /// What it costs. Sealed: some crimes have no formula.
  public sealed interface Cost {

    /// Nothing to calculate.
    record None() implements Cost {}

    /// The model's answer. `arithmetic…` is the formula with numbers (`50 × 2 ms = 100 ms`);
    /// `inputs` all quantities used. `basis` is `modelled` or `measured`.
    record Modelled(
        double before,
        double after,
        String unit,
        String per,
        String formulaBefore,
        String formulaAfter,
        String arithmeticBefore,
        String arithmeticAfter,
        List<Quantity> inputs,
        String basis)
        implements Cost {}
  }

  /// How to mend it.
  public sealed interface Fix {

    /// A unified diff of the user's own code, relative to the reviewed root, that `git apply`
    /// takes.
    record Diff(String text, String diff) implements Fix {}

    /// The worked pair for this language: sentence, guilty and redeemed example.
    record Worked(String text, String guilty, String redeemed) implements Fix {}
  }

  /// The guilty lines with some around them. `firstLine` counts from 1; a line is cut at 400
  /// characters.
  public record Excerpt(int firstLine, List<String> lines) {}

  /// `points`: how much the total score would rise without this finding. `p95DeltaMs`: modelled
  /// time a request on its routes gets back, 0 if unknown.
  public record Effect(double points, double p95DeltaMs) {}

  public sealed interface Status {
    record New() implements Status {}

    /// In the baseline already.
    record Existing() implements Status {}

    /// Silenced: `by` is `comment`, `configuration` or `baseline`; `until` is an ISO date or empty.
    record Suppressed(String by, String reason, String until) implements Status {}
  }
}
