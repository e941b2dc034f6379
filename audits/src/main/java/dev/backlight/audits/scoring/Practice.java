package dev.backlight.audits.scoring;

import dev.backlight.model.Severity;
import java.util.Collection;
import java.util.List;

/// The score of code and configuration: the product of 1 − p/k over the findings, the k-th instance
/// of one rule counting p/k, worst first.
final class Practice {

  private Practice() {}

  /// The score, 0–1, of the severities of each rule's findings.
  static double score(Collection<List<Severity>> byRule, ScoringModel model) {
    double score = 1;
    for (List<Severity> severities : byRule) {
      int k = 1;
      for (Severity severity : severities.stream().sorted().toList()) {
        score *= 1 - model.penalty(severity) / k++;
      }
    }
    return score;
  }
}
