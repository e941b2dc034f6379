package dev.backlight.report;

import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Status;
import dev.backlight.model.LoadTests;
import dev.backlight.model.Report;
import dev.backlight.model.Rule;
import dev.backlight.model.Severity;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What every format asks of a report: what counts, how many, and the rule behind a finding.
final class Tally {

  private final List<Finding> counted;
  private final List<Finding> suppressed;
  private final Map<String, Rule> rules = new HashMap<>();
  private final List<Rule> passed;
  private final LoadTests load;

  Tally(Report report) {
    load = report.load();
    suppressed = report.findings().stream().filter(Tally::isSuppressed).toList();
    counted = report.findings().stream().filter(f -> !isSuppressed(f)).toList();
    report.rules().forEach(rule -> rules.put(rule.id(), rule));
    Set<String> broken = new HashSet<>();
    counted.forEach(f -> broken.add(f.sighting().rule()));
    passed = report.rules().stream().filter(r -> !broken.contains(r.id())).toList();
  }

  static boolean isSuppressed(Finding finding) {
    return finding.status() instanceof Status.Suppressed;
  }

  /// All that are not suppressed, costliest first.
  List<Finding> counted() {
    return counted;
  }

  List<Finding> suppressed() {
    return suppressed;
  }

  /// Rules that found nothing.
  List<Rule> passed() {
    return passed;
  }

  long count(Severity severity) {
    return counted.stream().filter(f -> f.severity() == severity).count();
  }

  /// `2 critical, 5 high`: what of `findings` there is.
  static String counts(List<Finding> findings) {
    return Arrays.stream(Severity.values())
        .map(s -> Map.entry(s, findings.stream().filter(f -> f.severity() == s).count()))
        .filter(e -> e.getValue() > 0)
        .map(e -> Figures.say("%,d %s", e.getValue(), e.getKey().id()))
        .collect(Collectors.joining(", "));
  }

  String title(Finding finding) {
    Rule rule = rules.get(finding.sighting().rule());
    return rule == null ? finding.sighting().rule() : rule.title();
  }

  String why(Finding finding) {
    Rule rule = rules.get(finding.sighting().rule());
    return rule == null ? "" : rule.why();
  }

  /// The category's id of the finding's rule, empty if the report lacks the rule.
  String category(Finding finding) {
    Rule rule = rules.get(finding.sighting().rule());
    return rule == null ? "" : rule.category().id();
  }

  String theme(Finding finding) {
    Rule rule = rules.get(finding.sighting().rule());
    return rule == null ? "" : rule.theme();
  }

  /// What load tests measured on the routes that reach a finding, the slowest first.
  List<LoadTests.Task> measured(Finding finding) {
    return finding.sighting().routes().stream()
        .flatMap(route -> load.ofRoute(route).stream())
        .sorted(Comparator.comparingDouble(task -> -task.served().p95Ms()))
        .toList();
  }

  static String status(Status status) {
    return switch (status) {
      case Status.New() -> "new";
      case Status.Existing() -> "existing";
      case Status.Suppressed _ -> "suppressed";
    };
  }
}
