package dev.backlight.audits;

import dev.backlight.audits.cost.Figures;
import dev.backlight.model.LoadTests;
import dev.backlight.model.LoadTests.Served;
import java.util.Locale;

/// What load tests measured, in a few words.
final class LoadFacts {

  private LoadFacts() {}

  /// `2 runs, 12,000 requests, 8 routes of the source`.
  static String coverage(LoadTests load) {
    long routes = load.tasks().stream().filter(task -> !task.route().isEmpty()).count();
    return "%s, %s, %s of the source"
        .formatted(
            Verdict.plural(load.runs().size(), "run"),
            String.format(Locale.ROOT, "%,d requests", load.total().requests()),
            Verdict.plural((int) routes, "route"));
  }

  /// `p95 82 ms at 50/s`, or how many failed where too few succeeded; empty without a load test.
  static String headline(LoadTests load) {
    Served total = load.total();
    if (load.isNone()) {
      return "";
    }
    String rate = Figures.number(total.perSecond()) + "/s";
    return total.knowsP95()
        ? "p95 " + Figures.time(total.p95Ms()) + " at " + rate
        : Figures.percent(total.failedShare()) + " failed at " + rate;
  }
}
