package dev.backlight.audits.scoring;

import dev.backlight.model.Report.Audit.State;
import dev.backlight.model.StackEntry.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What the source and its configuration alone say about audits that otherwise need a running
/// system. Everything else is not measured.
final class SourceEvidence {

  private static final String HOT_READ_RULE = "uncached-hot-query";

  private final Observed observed;
  private final List<Graded> findings;
  private final Set<String> found;

  SourceEvidence(Observed observed, List<Graded> findings) {
    this.observed = observed;
    this.findings = findings;
    this.found = findings.stream().map(Graded::rule).collect(Collectors.toSet());
  }

  State state(AuditSpec audit) {
    return switch (audit.id()) {
      case "monitoring/routes-traced" -> routed(uncovered(audit, "no-tracing", "tracer", Kind.APM));
      case "monitoring/latency-histogram" ->
          routed(uncovered(audit, "no-latency-histogram", "metrics", Kind.METRICS, Kind.APM));
      case "monitoring/saturation" ->
          uncovered(audit, "no-saturation-metric", "metrics", Kind.METRICS, Kind.APM);
      case "monitoring/slo-alerts" -> alerts(audit);
      case "monitoring/db-spans" -> databaseSpans(audit);
      case "scalability/pool-adequacy" -> pool(audit);
      case "caching/hot-read-uncached" -> hotReads(audit);
      case "caching/hit-miss", "caching/evictions", "caching/fragmentation", "caching/stampede" ->
          cacheCounter(audit);
      case "resources/pg-buffer-miss", "resources/seq-scan-share" -> postgres(audit);
      default -> notMeasured(audit);
    };
  }

  /// True for audits that the source can only show to be bad: their absence proves nothing, so they
  /// must not raise a category.
  static boolean onlyLowers(AuditSpec audit) {
    return audit.id().equals("scalability/pool-adequacy")
        || audit.id().equals("caching/hot-read-uncached");
  }

  private State routed(State state) {
    return observed.routes() > 0
        ? state
        : new State.NotMeasured("no route was recognised in the source");
  }

  private State uncovered(AuditSpec audit, String rule, String tool, Kind... kinds) {
    if (observed.files() == 0) {
      return new State.NotMeasured("no source file was read");
    }
    if (observed.suppressed().contains(rule) && !found.contains(rule)) {
      return new State.NotMeasured("the finding " + rule + " is suppressed");
    }
    for (Kind kind : kinds) {
      if (observed.has(kind) && !found.contains(rule)) {
        return measured(audit, 0, observed.named(kind) + " is set up in the source");
      }
    }
    return measured(
        audit, 1, found.contains(rule) ? "see finding " + rule : "no " + tool + " in the source");
  }

  private State alerts(AuditSpec audit) {
    String rule = "no-alerting";
    if (found.contains(rule)) {
      return measured(audit, 1, "no alerting rule in the source");
    }
    return observed.ran(rule) && observed.files() > 0 && !observed.suppressed().contains(rule)
        ? measured(audit, 0, "alerting rules in the source")
        : notMeasured(audit);
  }

  private State databaseSpans(AuditSpec audit) {
    if (observed.files() == 0 || observed.stack().isEmpty()) {
      return notMeasured(audit);
    }
    if (!observed.has(Kind.DATABASE)) {
      return new State.NotApplicable("no database in the stack");
    }
    return observed.has(Kind.APM) || observed.suppressed().contains("no-tracing")
        ? new State.NotMeasured("whether the tracer covers every query is seen in traces only")
        : measured(audit, 1, "no tracer in the source");
  }

  private State pool(AuditSpec audit) {
    double ratio = findings.stream().mapToDouble(Graded::demandRatio).max().orElse(0);
    return ratio > 0
        ? measured(audit, ratio, "configured pools over the database's connections")
        : notMeasured(audit);
  }

  private State hotReads(AuditSpec audit) {
    if (observed.has(Kind.CACHE) || observed.files() == 0) {
      return notMeasured(audit);
    }
    return found.contains(HOT_READ_RULE)
        ? measured(audit, 1, "hot reads in the source, and no cache in the stack")
        : new State.NotApplicable("no cache in the stack and no hot repeatable read in the source");
  }

  private State cacheCounter(AuditSpec audit) {
    return observed.has(Kind.CACHE) || observed.files() == 0
        ? notMeasured(audit)
        : new State.NotApplicable("no cache in the stack");
  }

  private State postgres(AuditSpec audit) {
    boolean other =
        observed.has(Kind.DATABASE)
            && observed.stack().stream()
                .noneMatch(e -> e.kind() == Kind.DATABASE && e.name().startsWith("Postgre"));
    return other
        ? new State.NotApplicable("the database is " + observed.named(Kind.DATABASE))
        : notMeasured(audit);
  }

  private State.Measured measured(AuditSpec audit, double value, String detail) {
    return new State.Measured(value, audit.score(value, observed.objectiveMs()), detail);
  }

  private static State notMeasured(AuditSpec audit) {
    return new State.NotMeasured("needs " + audit.supply());
  }
}
