package dev.backlight.audits;

import dev.backlight.model.Category;
import dev.backlight.model.Confidence;
import dev.backlight.model.CostFormula;
import dev.backlight.model.Grading;
import dev.backlight.model.Language;
import dev.backlight.model.LoadTests;
import dev.backlight.model.Location;
import dev.backlight.model.Quantity;
import dev.backlight.model.Report.EvidenceSource;
import dev.backlight.model.Report.Numbers;
import dev.backlight.model.Report.RouteEntry;
import dev.backlight.model.Rule;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Edit;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.model.Span;
import dev.backlight.model.StackEntry;
import dev.backlight.model.StackEntry.Kind;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A small review, by hand.
final class Sample {

  static final LocalDate TODAY = LocalDate.of(2026, 3, 1);

  static final String USERS_PY =
      """
      from app import db, fetch

      @app.route('/users')
      def get_users():
          users = []
          for user_id in user_ids:
              user = db.session.query(User).get(user_id)
              profile = fetch(user.id)
              users.append({**user.to_dict(), **profile})
          return jsonify(users)
      """;

  static final Rule N_PLUS_ONE =
      rule(
          "n-plus-one-query",
          Category.RESPONSE_TIMES,
          new CostFormula("N * t_db", "t_db + N * t_row", "ms", "per request"),
          new Grading.ByCost());

  static final Rule NO_TIMEOUT =
      rule(
          "missing-timeout",
          Category.RESPONSE_TIMES,
          new CostFormula("t_tail", "min(t_tail, timeout)", "ms", "per request"),
          new Grading.Unbounded(Severity.CRITICAL, Severity.MEDIUM));

  static final Rule NO_TRACING =
      rule(
          "no-tracing",
          Category.MONITORING_COVERAGE,
          CostFormula.NONE,
          new Grading.Fixed(Severity.MEDIUM));

  static final Rule STAMPEDE =
      rule(
          "cache-stampede",
          Category.CACHING_STRATEGY,
          new CostFormula("d * t_db", "t_db", "ms", "per expiry"),
          new Grading.ByCost());

  static final Rule UNCLOSED =
      rule(
          "unclosed-resource",
          Category.RESOURCE_UTILIZATION,
          CostFormula.NONE,
          new Grading.Fixed(Severity.HIGH));

  static final Rule LOCAL_STATE =
      rule(
          "local-file-state",
          Category.SCALABILITY,
          CostFormula.NONE,
          new Grading.Fixed(Severity.HIGH));

  static final List<Rule> RULES =
      List.of(N_PLUS_ONE, NO_TIMEOUT, NO_TRACING, STAMPEDE, UNCLOSED, LOCAL_STATE);

  static final Policy POLICY =
      new Policy(300, "default objective", Map.of(), Set.of(), List.of(), Budgets.NONE);

  private Sample() {}

  static Rule rule(String id, Category category, CostFormula cost, Grading grading) {
    return new Rule(
        id,
        "Title of " + id,
        category,
        "theme",
        "Why.",
        List.of(new Rule.Remedy(Language.PYTHON, "Load the set before the loop.")),
        cost,
        grading,
        List.of(new Rule.Example(Language.PYTHON, "app.py", "guilty", "redeemed")));
  }

  static Sighting sighting(String rule, String path, int line) {
    return new Sighting(
        rule,
        new Location(path, new Span(line, 9, line, 40), "get_users"),
        Confidence.HIGH,
        Language.PYTHON,
        "1 query per user.",
        Reach.REQUEST,
        List.of("GET /users"),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        "");
  }

  static Sighting with(Sighting s, Reach reach, Confidence confidence, Quantity... quantities) {
    return new Sighting(
        s.rule(),
        s.location(),
        confidence,
        s.language(),
        s.message(),
        reach,
        s.routes(),
        s.chain(),
        s.labels(),
        List.of(quantities),
        s.edits(),
        s.context());
  }

  static Sighting with(Sighting s, Edit... edits) {
    return new Sighting(
        s.rule(),
        s.location(),
        s.confidence(),
        s.language(),
        s.message(),
        s.reach(),
        s.routes(),
        s.chain(),
        s.labels(),
        s.quantities(),
        List.of(edits),
        s.context());
  }

  /// The flagship: 1,000 queries on `GET /users`.
  static Sighting manyQueries() {
    return with(
        sighting("n-plus-one-query", "app/users.py", 7),
        Reach.REQUEST,
        Confidence.HIGH,
        Quantity.configured("N", 1_000, "", "page size at app/users.py:5"));
  }

  static ReviewInput input(List<Sighting> sightings) {
    return input(sightings, POLICY, Baseline.NONE, List.of());
  }

  static ReviewInput input(
      List<Sighting> sightings, Policy policy, Baseline baseline, List<Ignore> ignores) {
    return new ReviewInput(
        new ReviewInput.RunInfo(
            "0.1.0",
            "orders-api",
            "8f31c0e",
            "main",
            false,
            "2026-03-01T10:00:00Z",
            1_900,
            TODAY,
            List.of()),
        policy,
        baseline,
        RULES,
        sightings,
        ignores,
        List.of(entry(Kind.FRAMEWORK, "Flask"), entry(Kind.DATABASE, "PostgreSQL")),
        List.of(
            new RouteEntry(
                "GET /users", new Location("app/users.py", Span.line(4), "get_users"), 0)),
        new Numbers(12, 900, 0, 0, 80, 400, 300, 0, 0, List.of(), List.of()),
        List.of(
            new EvidenceSource("source", "ok", "12 files"),
            new EvidenceSource("load", "missing", "no load test was run")),
        LoadTests.NONE,
        path -> path.equals("app/users.py") ? Optional.of(USERS_PY) : Optional.empty());
  }

  static StackEntry entry(Kind kind, String name) {
    return new StackEntry(kind, name, "", "", Confidence.HIGH, List.of());
  }
}
