package dev.backlight.audits.scoring;

import dev.backlight.model.LoadTests;
import dev.backlight.model.LoadTests.Served;
import dev.backlight.model.Report.Audit.State;
import java.util.Locale;
import java.util.Set;

/// What load tests say about response times and errors.
///
/// A closed model measures too little when a server stalls: its users wait instead of coming. Its
/// times therefore count where they are bad, and are no proof of being good.
final class LoadEvidence {

  static final String CLOSED_IS_NO_PROOF =
      "; a closed model cannot show that it is good: load with --rate";

  private static final int LEAST = 200;

  private static final Set<String> TIMES =
      Set.of(
          "response/p95-objective",
          "response/p99-objective",
          "response/apdex-miss",
          "response/tail-ratio");

  private final LoadTests load;
  private final double objectiveMs;

  LoadEvidence(LoadTests load, double objectiveMs) {
    this.load = load;
    this.objectiveMs = objectiveMs;
  }

  boolean speaksOf(AuditSpec audit) {
    return !load.isNone()
        && (TIMES.contains(audit.id()) || audit.id().equals("response/error-rate"));
  }

  /// True where the value counts only if it is worse than the rest of its category.
  boolean onlyLowers(AuditSpec audit) {
    return !load.isNone() && !load.open() && TIMES.contains(audit.id());
  }

  State state(AuditSpec audit) {
    Served served = load.total();
    return switch (audit.id()) {
      case "response/p95-objective" ->
          served.knowsP95()
              ? time(audit, "p95", served.p95Ms())
              : tooFew("successful answers", LEAST);
      case "response/p99-objective" ->
          served.knowsP99()
              ? time(audit, "p99", served.p99Ms())
              : tooFew("successful answers", 1_000);
      case "response/tail-ratio" -> {
        double ratio = served.p99Ms() / Math.max(served.p50Ms(), 1e-3);
        yield served.knowsP99()
            ? measured(audit, ratio, "p99 over p50" + basis())
            : tooFew("successful answers", 1_000);
      }
      case "response/apdex-miss" ->
          served.requests() >= LEAST
              ? measured(
                  audit,
                  served.apdexMiss(),
                  say(
                      "%,d of %,d within the objective, %,d within four times of it",
                      served.satisfied(), served.requests(), served.tolerating()))
              : tooFew("requests", LEAST);
      case "response/error-rate" ->
          served.requests() >= LEAST
              ? measured(
                  audit,
                  served.brokenShare(),
                  say("%,d of %,d requests failed", served.broken(), served.requests())
                      + refused(served))
              : tooFew("requests", LEAST);
      default -> throw new IllegalStateException("load says nothing about " + audit.id());
    };
  }

  /// Answers such as 401 or 404 are failures of the test, not of the server.
  private static String refused(Served served) {
    long refused = served.failed() - served.broken();
    return refused == 0 ? "" : say(", besides %,d with a status of 400 to 499", refused);
  }

  private State time(AuditSpec audit, String percentile, double ms) {
    return measured(audit, ms, percentile + basis());
  }

  private String basis() {
    Served served = load.total();
    return say(
        " of %,d answers at %.4g/s, %s model",
        served.succeeded(), served.perSecond(), load.open() ? "open" : "closed");
  }

  private State tooFew(String of, int least) {
    Served served = load.total();
    long there = of.equals("requests") ? served.requests() : served.succeeded();
    return new State.NotMeasured(say("the load test has %,d %s, this needs %,d", there, of, least));
  }

  private State.Measured measured(AuditSpec audit, double value, String detail) {
    return new State.Measured(value, audit.score(value, objectiveMs), detail);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library we do not ship
  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
