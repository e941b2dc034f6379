package dev.backlight.audits;

import dev.backlight.model.Category;
import dev.backlight.model.Severity;
import java.util.List;
import java.util.Map;

/// What a review must keep to. `findings` are the most allowed of each severity; `score` and
/// `categories` the least allowed, 0–10, 0 for none. `newOnly` leaves findings of the baseline out.
/// `evidence` are sources that must be there.
public record Budgets(
    Map<Severity, Integer> findings,
    double score,
    Map<Category, Double> categories,
    boolean newOnly,
    List<String> evidence) {

  public static final Budgets NONE = new Budgets(Map.of(), 0, Map.of(), false, List.of());

  public boolean isNone() {
    return findings.isEmpty() && score == 0 && categories.isEmpty() && evidence.isEmpty();
  }
}
