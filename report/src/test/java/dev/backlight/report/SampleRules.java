package dev.backlight.report;

import dev.backlight.model.CostFormula;
import dev.backlight.model.Grading;
import dev.backlight.model.Language;
import dev.backlight.model.Rule;
import dev.backlight.model.Severity;
import java.util.List;

/// The rules of the sample.
final class SampleRules {

  private SampleRules() {}

  static List<Rule> rules() {
    return List.of(
        rule("n-plus-one-query", "One query per element", "data", new Grading.ByCost()),
        rule("blocking-call", "Blocking call on the event loop", "concurrency", unbounded()),
        rule("small-pool", "Connection pool smaller than demand", "pools", new Grading.ByCost()),
        rule("no-timeout", "Remote call without a timeout", "pools", unbounded()),
        rule("unbounded-query", "Query without a limit", "memory", new Grading.ByCost()),
        rule("uncached-hot-read", "Hot read is never cached", "caching", new Grading.ByCost()),
        rule("no-keepalive", "New connection per request", "pools", new Grading.ByCost()),
        rule(
            "no-tracing",
            "No trace of any request",
            "monitoring",
            new Grading.Fixed(Severity.MEDIUM)),
        rule("sticky-session", "Session in the process", "scaling", new Grading.ByCost()));
  }

  private static Grading unbounded() {
    return new Grading.Unbounded(Severity.CRITICAL, Severity.HIGH);
  }

  private static Rule rule(String id, String title, String theme, Grading grading) {
    return new Rule(
        id,
        title,
        Sample.category(id),
        theme,
        """
        Every iteration waits for **one more** round trip, so a request grows with the data.

        - one query for the list
        - then one for each of its `N` elements
        """,
        List.of(new Rule.Remedy(Language.PYTHON, "Load the set before the loop: `IN`.")),
        grading instanceof Grading.ByCost
            ? new CostFormula("N * t_db", "t_db", "ms", "per request")
            : CostFormula.NONE,
        grading,
        List.of(
            new Rule.Example(
                Language.PYTHON,
                "orders.py",
                "for i in ids:\n    get(i)  # guilty\n",
                "for o in get_all(ids):\n    show(o)\n")));
  }
}
