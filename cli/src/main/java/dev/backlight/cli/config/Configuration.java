package dev.backlight.cli.config;

import dev.backlight.audits.PathPattern;
import dev.backlight.audits.Suppression;
import dev.backlight.model.Category;
import dev.backlight.model.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What `backlight.yaml` says. `objective` is zero, `trafficPerSecond` 0 and `baseline` empty where
/// nothing is said; `file` is empty if there is no file.
public record Configuration(
    String file,
    Duration objective,
    double trafficPerSecond,
    List<PathPattern> include,
    List<PathPattern> exclude,
    Map<String, Severity> severities,
    Set<String> off,
    BudgetLines budgets,
    List<Suppression> suppressions,
    String baseline) {

  public static final Configuration NONE =
      new Configuration(
          "",
          Duration.ZERO,
          0,
          List.of(),
          List.of(),
          Map.of(),
          Set.of(),
          BudgetLines.NONE,
          List.of(),
          "");

  /// Whether only new findings count is `UNSAID` unless the file decides.
  public enum NewOnly {
    YES,
    NO,
    UNSAID
  }

  /// The budgets as written; 0 stands for no least score.
  public record BudgetLines(
      Map<Severity, Integer> findings,
      double score,
      Map<Category, Double> categories,
      NewOnly newOnly,
      List<String> evidence) {

    static final BudgetLines NONE =
        new BudgetLines(Map.of(), 0, Map.of(), NewOnly.UNSAID, List.of());
  }
}
