package dev.backlight.audits.scoring;

import dev.backlight.model.Category;
import java.util.List;

/// An audit as the scoring model defines it. `p10` and `median` are the control points as written,
/// `T` standing for the objective; both are empty for `practice`.
record AuditSpec(
    String id,
    Category category,
    String title,
    double weight,
    String p10,
    String median,
    String unit,
    List<String> evidence,
    String basis,
    String supply) {

  boolean isPractice() {
    return p10.isEmpty();
  }

  /// The score of a measured value with the objective T in ms.
  double score(double value, double objectiveMs) {
    return new Curve(point(p10, objectiveMs), point(median, objectiveMs)).score(value);
  }

  private static double point(String written, double objectiveMs) {
    if (!written.endsWith("T")) {
      return Double.parseDouble(written);
    }
    String factor = written.substring(0, written.length() - 1);
    return (factor.isEmpty() ? 1 : Double.parseDouble(factor)) * objectiveMs;
  }
}
