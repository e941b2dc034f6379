package dev.backlight.audits;

import dev.backlight.audits.cost.Figures;
import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Finding.Status;
import dev.backlight.model.LoadTests;
import dev.backlight.model.Quantity;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Says in one sentence what a review found.
final class Verdict {

  private static final String QUERY_PER_ELEMENT = "n-plus-one-query";

  private Verdict() {}

  /// `findings` come costliest first.
  static String of(List<Finding> findings, int files, int rules, LoadTests load) {
    List<Finding> counted =
        findings.stream().filter(f -> !(f.status() instanceof Status.Suppressed)).toList();
    if (files == 0) {
      return "No source file was read, so nothing was judged.";
    }
    if (counted.isEmpty()) {
      return "%s found nothing in %s; %s."
          .formatted(
              plural(rules, "rule"),
              plural(files, "file"),
              load.isNone()
                  ? "how it behaves under load was not measured"
                  : LoadFacts.headline(load) + " was measured under load");
    }
    Finding worst = counted.getFirst();
    String saved = saved(counted, worst.severity());
    String measured = load.isNone() ? "" : " Under load: " + LoadFacts.headline(load) + ".";
    return worstOf(worst) + (saved.isEmpty() ? "." : "; " + saved + ".") + measured;
  }

  private static String worstOf(Finding worst) {
    Sighting sighting = worst.sighting();
    String where =
        sighting.routes().isEmpty() ? sighting.location().toString() : sighting.routes().getFirst();
    if (sighting.rule().equals(QUERY_PER_ELEMENT)
        && worst.cost() instanceof Cost.Modelled modelled) {
      for (Quantity input : modelled.inputs()) {
        if (input.name().equals("N")) {
          return "%s runs %s queries for %s elements"
              .formatted(where, Figures.number(input.value() + 1), Figures.number(input.value()));
        }
      }
    }
    return where + ": " + withoutStop(sighting.message());
  }

  /// The time that fixing all findings of the worst severity gives back on the route that gains
  /// most; Low findings are not worth the promise.
  private static String saved(List<Finding> findings, Severity severity) {
    Map<String, Double> byRoute = new TreeMap<>();
    int count = 0;
    for (Finding finding : findings) {
      if (finding.severity() == severity) {
        count++;
        List<String> routes = finding.sighting().routes();
        for (String route : routes.isEmpty() ? List.of("") : routes) {
          byRoute.merge(route, finding.effect().p95DeltaMs(), Double::sum);
        }
      }
    }
    double most = byRoute.values().stream().mapToDouble(v -> v).max().orElse(0);
    String what = count == 1 ? "it" : "the " + Grader.count(count, severity);
    return most <= 0 || severity == Severity.LOW
        ? "%s to fix first".formatted(Grader.count(count, severity))
        : "fixing %s is modelled to return %s per request".formatted(what, about(most));
  }

  /// Two digits are all that a model with default inputs can stand for.
  private static String about(double ms) {
    double unit = Math.pow(10, Math.floor(Math.log10(ms)) - 1);
    return Figures.time(Math.rint(ms / unit) * unit);
  }

  static String plural(int count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }

  private static String withoutStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }
}
