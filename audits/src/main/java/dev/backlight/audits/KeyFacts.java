package dev.backlight.audits;

import dev.backlight.audits.cost.Figures;
import dev.backlight.model.Category;
import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Status;
import dev.backlight.model.LoadTests;
import dev.backlight.model.Report.Audit;
import dev.backlight.model.Severity;
import dev.backlight.model.StackEntry;
import dev.backlight.model.StackEntry.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One short line of data for each category.
final class KeyFacts {

  private final Map<String, Category> categories;
  private final List<Finding> findings;
  private final List<StackEntry> stack;
  private final List<Audit> audits;
  private final LoadTests load;

  /// `categories` by rule id; `findings` costliest first.
  KeyFacts(
      Map<String, Category> categories,
      List<Finding> findings,
      List<StackEntry> stack,
      List<Audit> audits,
      LoadTests load) {
    this.categories = categories;
    this.findings = findings;
    this.stack = stack;
    this.audits = audits;
    this.load = load;
  }

  String of(Category category) {
    List<String> facts = new ArrayList<>();
    facts.add(counts(category));
    switch (category) {
      case RESPONSE_TIMES -> facts.add(load.isNone() ? worstRoute() : LoadFacts.headline(load));
      case CACHING_STRATEGY -> facts.add(named(Kind.CACHE, "no cache in the stack"));
      case MONITORING_COVERAGE -> facts.add(uncovered());
      case SCALABILITY ->
          facts.add(
              load.isNone() ? named(Kind.LOAD_TEST, "no load test") : LoadFacts.coverage(load));
      case RESOURCE_UTILIZATION -> {}
    }
    facts.removeIf(String::isEmpty);
    return String.join(", ", facts);
  }

  private String counts(Category category) {
    for (Severity severity : Severity.values()) {
      long count =
          findings.stream()
              .filter(f -> f.severity() == severity)
              .filter(f -> categories.get(f.sighting().rule()) == category)
              .filter(f -> !(f.status() instanceof Status.Suppressed))
              .count();
      if (count > 0) {
        return count + " " + severity.id();
      }
    }
    return "no finding";
  }

  private String worstRoute() {
    for (Finding finding : findings) {
      boolean counts =
          categories.get(finding.sighting().rule()) == Category.RESPONSE_TIMES
              && !(finding.status() instanceof Status.Suppressed)
              && finding.effect().p95DeltaMs() > 0
              && !finding.sighting().routes().isEmpty();
      if (counts) {
        return "%s +%s modelled"
            .formatted(
                finding.sighting().routes().getFirst(),
                Figures.time(finding.effect().p95DeltaMs()));
      }
    }
    return "";
  }

  private String named(Kind kind, String none) {
    if (stack.isEmpty()) {
      return "";
    }
    return stack.stream()
        .filter(entry -> entry.kind() == kind)
        .map(StackEntry::name)
        .findFirst()
        .orElse(none);
  }

  private String uncovered() {
    for (Audit audit : audits) {
      if (audit.category() == Category.MONITORING_COVERAGE
          && audit.state() instanceof Audit.State.Measured measured
          && measured.value() >= 1
          && !audit.p10().isEmpty()) {
        return measured.detail();
      }
    }
    return named(Kind.APM, "");
  }
}
