package dev.backlight.audits;

import dev.backlight.audits.cost.Figures;
import dev.backlight.audits.cost.Priced;
import dev.backlight.model.Confidence;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Grading;
import dev.backlight.model.Quantity;
import dev.backlight.model.Quantity.Provenance;
import dev.backlight.model.Rule;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Reach;
import java.util.Map;
import java.util.Optional;

/// Grades a priced sighting (scoring model 2026.1, section 4).
final class Grader {

  /// Inputs measured in production that refine a grade: share of all service time that the fix
  /// removes, and share of the traffic on its routes, both 0–1.
  static final String SERVICE_TIME_SHARE = "service_time_share";

  static final String TRAFFIC_SHARE = "traffic_share";

  private static final double BUSY_ROUTE = 0.01;
  private static final double LOOP_BLOCKED_MS = 100;
  private static final double HYSTERESIS = 1.10;

  private final double objectiveMs;
  private final Map<String, Severity> overrides;

  /// `overrides` are the severities that the user set, by rule.
  Grader(double objectiveMs, Map<String, Severity> overrides) {
    this.objectiveMs = objectiveMs;
    this.overrides = Map.copyOf(overrides);
  }

  /// The grade; `before` is the severity in the baseline, which stays when the change is within 10
  /// % of a limit.
  Grade grade(Rule rule, Sighting sighting, Priced price, Optional<Severity> before) {
    Severity override = overrides.get(rule.id());
    if (override != null) {
      return new Grade(override, "set to " + override.title() + " in the configuration");
    }
    return switch (rule.grading()) {
      case Grading.Fixed(Severity severity) ->
          adjusted(
              sighting,
              new Grade(severity, "always " + severity.title() + ": no time effect"),
              true);
      case Grading.Unbounded(Severity reached, Severity otherwise) -> {
        boolean counts = sighting.reach() == Reach.REQUEST || sighting.reach() == Reach.PROJECT;
        String reason =
            counts
                ? "grows without a bound, and requests reach it"
                : "grows without a bound; no known request reaches it";
        yield adjusted(sighting, new Grade(counts ? reached : otherwise, reason), false);
      }
      case Grading.ByCost() -> steady(sighting, price, before);
    };
  }

  private Grade steady(Sighting sighting, Priced price, Optional<Severity> before) {
    Grade now = byCost(sighting, price, 1);
    if (before.isEmpty() || before.get() == now.severity()) {
      return now;
    }
    boolean near =
        byCost(sighting, price, HYSTERESIS).severity() == before.get()
            || byCost(sighting, price, 1 / HYSTERESIS).severity() == before.get();
    return near
        ? new Grade(
            before.get(),
            now.reason() + "; stays " + before.get().title() + " as in the baseline, within 10 %")
        : now;
  }

  private Grade byCost(Sighting sighting, Priced price, double stretch) {
    if (!price.time()) {
      String reason =
          price.cost() instanceof Cost.Modelled
              ? "Medium: its cost is not a time"
              : "Medium: no cost could be calculated";
      return adjusted(sighting, new Grade(Severity.MEDIUM, reason), true);
    }
    double returned = price.savedLow() / objectiveMs * stretch;
    double share = measured(sighting, SERVICE_TIME_SHARE).orElse(0.0) * stretch;
    boolean busy = measured(sighting, TRAFFIC_SHARE).orElse(1.0) >= BUSY_ROUTE;
    double blocked = loopBlockedMs(price.cost()) * stretch;
    boolean reached = sighting.reach() == Reach.REQUEST;
    if (reached && blocked >= LOOP_BLOCKED_MS) {
      return adjusted(
          sighting,
          new Grade(
              Severity.CRITICAL,
              "blocks the event loop for at least " + Figures.time(blocked / stretch)),
          true);
    }
    Severity severity = severity(returned, share, busy);
    return adjusted(sighting, new Grade(severity, timeReason(price, share / stretch)), true);
  }

  private static Severity severity(double returned, double share, boolean busy) {
    if ((returned >= 1 && busy) || share >= 0.25) {
      return Severity.CRITICAL;
    }
    if (returned >= 0.33 || share >= 0.10) {
      return Severity.HIGH;
    }
    return returned >= 0.10 || share >= 0.02 ? Severity.MEDIUM : Severity.LOW;
  }

  private String timeReason(Priced price, double share) {
    String objective = Figures.time(objectiveMs);
    boolean range = price.savedLow() < price.saved();
    String reason =
        "returns "
            + (range ? "at least " : "")
            + Figures.time(price.savedLow())
            + " of the "
            + objective
            + " objective ("
            + Figures.percent(price.savedLow() / objectiveMs)
            + ")"
            + (range ? ", " + Figures.time(price.saved()) + " as modelled" : "");
    return share > 0 ? reason + " and " + Figures.percent(share) + " of all service time" : reason;
  }

  private static double loopBlockedMs(Cost cost) {
    return cost instanceof Cost.Modelled modelled
        ? modelled.inputs().stream()
            .filter(q -> q.name().startsWith("t_block") && q.unit().equals("ms"))
            .mapToDouble(Quantity::low)
            .max()
            .orElse(0)
        : 0;
  }

  private static Optional<Double> measured(Sighting sighting, String name) {
    return sighting.quantities().stream()
        .filter(q -> q.name().equals(name) && q.provenance() == Provenance.MEASURED)
        .map(Quantity::value)
        .findFirst();
  }

  /// One step milder where no request is known to run it; Low where the tool is unsure.
  private static Grade adjusted(Sighting sighting, Grade grade, boolean milderUnreached) {
    Grade result = grade;
    boolean unreached = sighting.reach() == Reach.JOB || sighting.reach() == Reach.UNKNOWN;
    if (milderUnreached && unreached && grade.severity() != Severity.LOW) {
      String who =
          sighting.reach() == Reach.JOB ? "it runs in a job" : "no known entry point reaches it";
      result = new Grade(grade.severity().milder(), grade.reason() + "; one step milder: " + who);
    }
    boolean unsure = sighting.confidence() == Confidence.LOW;
    if (unsure && result.severity() != Severity.LOW) {
      result = new Grade(Severity.LOW, result.reason() + "; at most Low: low confidence");
    }
    return result;
  }

  /// `3 Criticals`, `1 High`.
  static String count(int count, Severity severity) {
    return count + " " + severity.title() + (count == 1 ? "" : "s");
  }
}
