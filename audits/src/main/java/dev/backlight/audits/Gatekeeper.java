package dev.backlight.audits;

import dev.backlight.model.Category;
import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Status;
import dev.backlight.model.Report.Budget;
import dev.backlight.model.Report.CategoryScore;
import dev.backlight.model.Report.EvidenceSource;
import dev.backlight.model.Report.Gate;
import dev.backlight.model.Report.Value;
import dev.backlight.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Holds the result against the budgets.
final class Gatekeeper {

  private Gatekeeper() {}

  static Gate gate(
      Budgets budgets,
      List<Finding> findings,
      Value total,
      List<CategoryScore> categories,
      List<EvidenceSource> evidence) {
    if (budgets.isNone()) {
      return new Gate(false, true, List.of());
    }
    List<Budget> checked = new ArrayList<>();
    for (Severity severity : Severity.values()) {
      Integer most = budgets.findings().get(severity);
      if (most != null) {
        checked.add(findings(severity, most, findings, budgets.newOnly()));
      }
    }
    if (budgets.score() > 0) {
      checked.add(score("score", budgets.score(), total));
    }
    for (CategoryScore category : categories) {
      Double least = budgets.categories().get(category.category());
      if (least != null) {
        checked.add(score(name(category.category()), least, category.value()));
      }
    }
    for (String source : budgets.evidence()) {
      boolean there =
          evidence.stream().anyMatch(e -> e.name().equals(source) && e.status().equals("ok"));
      checked.add(
          new Budget("evidence " + source, "present", there ? "present" : "missing", there));
    }
    return new Gate(true, checked.stream().allMatch(Budget::passed), List.copyOf(checked));
  }

  private static Budget findings(
      Severity severity, int most, List<Finding> findings, boolean newOnly) {
    long count =
        findings.stream()
            .filter(f -> f.severity() == severity)
            .filter(f -> !(f.status() instanceof Status.Suppressed))
            .filter(f -> !newOnly || f.status() instanceof Status.New)
            .count();
    return new Budget(
        (newOnly ? "new " : "") + severity.id(),
        most == 0 ? "0" : "at most " + most,
        Long.toString(count),
        count <= most);
  }

  private static Budget score(String name, double least, Value actual) {
    String expected = "≥ " + oneDecimal(least);
    return switch (actual) {
      case Value.Known(double value) ->
          new Budget(name, expected, oneDecimal(value), shown(value) >= least);
      case Value.NotMeasured _ -> new Budget(name, expected, "not measured", false);
    };
  }

  private static String name(Category category) {
    return category.id() + " score";
  }

  /// A gate judges the number that is shown.
  private static double shown(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static String oneDecimal(double value) {
    return String.format(Locale.ROOT, "%.1f", shown(value));
  }
}
