package dev.backlight.audits.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backlight.model.Category;
import dev.backlight.model.Confidence;
import dev.backlight.model.LoadTests;
import dev.backlight.model.LoadTests.Run;
import dev.backlight.model.LoadTests.Served;
import dev.backlight.model.Report.Audit;
import dev.backlight.model.Report.Audit.State;
import dev.backlight.model.Report.Value;
import dev.backlight.model.Severity;
import dev.backlight.model.StackEntry;
import dev.backlight.model.StackEntry.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScorecardTest {

  private static final Map<Category, Set<String>> RULES = rules();

  @Test
  void cleanCodeScoresTenInWhatItCoversAndSaysSo() {
    Scorecard card = Scorecard.of(observed(entry(Kind.DATABASE, "PostgreSQL")), List.of());

    Tally response = card.category(Category.RESPONSE_TIMES);
    assertThat(response.value()).isEqualTo(new Value.Known(10));
    assertThat(response.measuredShare()).isCloseTo(0.30, within(1e-9));
    assertThat(response.lo()).isCloseTo(3.0, within(1e-9));
    assertThat(response.hi()).isCloseTo(10.0, within(1e-9));
    assertThat(card.provisional()).isTrue();
  }

  @Test
  void penaltiesMultiplyAndRepeatsCountLess() {
    Scorecard once = Scorecard.of(observed(), List.of(finding("a", Severity.CRITICAL)));
    Scorecard twice =
        Scorecard.of(
            observed(), List.of(finding("a", Severity.LOW), finding("a", Severity.CRITICAL)));
    Scorecard two =
        Scorecard.of(
            observed(), List.of(finding("a", Severity.CRITICAL), finding("b", Severity.HIGH)));

    assertThat(practice(once)).isCloseTo(0.70, within(1e-9));
    assertThat(practice(twice)).isCloseTo(0.70 * (1 - 0.015 / 2), within(1e-9));
    assertThat(practice(two)).isCloseTo(0.70 * 0.86, within(1e-9));
  }

  @Test
  void manyRepeatsOfOneLowDoNotZeroAMonolith() {
    Scorecard card = Scorecard.of(observed(), Collections.nCopies(200, finding("a", Severity.LOW)));

    assertThat(practice(card)).isGreaterThan(0.9);
  }

  private static Scorecard loaded(boolean open, Served served, Graded... findings) {
    Run run = new Run("run", "http://127.0.0.1/", "", 60, open, 0, 50, 1, List.of());
    LoadTests load = new LoadTests(List.of(run), open, served, List.of());
    return Scorecard.of(
        new Observed(RULES, Set.of(), List.of(), 3, 10, 300, load), List.of(findings));
  }

  private static Served served(long requests, long broken, double p95) {
    return new Served(
        requests, 50, broken, broken, 1, p95 / 3, p95, 2 * p95, 3 * p95, requests - broken, 0);
  }

  @Test
  void whatALoadTestMeasuredIsScored() {
    Scorecard card = loaded(true, served(10_000, 10, 300));

    assertThat(score(card, "response/p95-objective")).isCloseTo(0.9, within(1e-6));
    assertThat(score(card, "response/p99-objective")).isCloseTo(0.9, within(1e-6));
    assertThat(score(card, "response/error-rate")).isCloseTo(0.9, within(1e-6));
    assertThat(score(card, "response/apdex-miss")).isGreaterThan(0.99);
    assertThat(score(card, "response/tail-ratio")).isBetween(0.8, 0.9);
    assertThat(state(card, "response/slow-route-share")).isInstanceOf(State.NotMeasured.class);
    assertThat(card.category(Category.RESPONSE_TIMES).measuredShare())
        .isCloseTo(0.94, within(1e-9));
  }

  @Test
  void tooFewAnswersAreNoPercentile() {
    Scorecard card = loaded(true, served(900, 0, 300));

    assertThat(state(card, "response/p95-objective")).isInstanceOf(State.Measured.class);
    assertThat(state(card, "response/p99-objective"))
        .isEqualTo(
            new State.NotMeasured("the load test has 900 successful answers, this needs 1,000"));
    assertThat(state(loaded(true, served(100, 0, 300)), "response/error-rate"))
        .isInstanceOf(State.NotMeasured.class);
  }

  @Test
  void aServerThatOnlyFailsIsNotFast() {
    Scorecard card = loaded(true, served(10_000, 9_900, 5));

    assertThat(state(card, "response/p95-objective")).isInstanceOf(State.NotMeasured.class);
    assertThat(score(card, "response/apdex-miss")).isLessThan(0.2);
    assertThat(score(card, "response/error-rate")).isLessThan(0.05);
  }

  @Test
  void aClosedModelCanShowThatTimesAreBadButNotThatTheyAreGood() {
    Scorecard good = loaded(false, served(10_000, 0, 30), finding("a", Severity.HIGH));
    Scorecard bad = loaded(false, served(10_000, 0, 900), finding("a", Severity.HIGH));

    assertThat(state(good, "response/p95-objective"))
        .isInstanceOfSatisfying(
            State.NotMeasured.class, state -> assertThat(state.why()).contains("--rate"));
    assertThat(score(good, "response/error-rate")).isEqualTo(1);
    assertThat(score(bad, "response/p95-objective")).isLessThan(0.5);
  }

  @Test
  void nothingReadIsNoScore() {
    Observed nothing = new Observed(RULES, Set.of(), List.of(), 0, 0, 300, LoadTests.NONE);
    Scorecard card = Scorecard.of(nothing, List.of());

    assertThat(card.total().value()).isInstanceOf(Value.NotMeasured.class);
    assertThat(card.total().lo()).isZero();
    assertThat(card.total().hi()).isCloseTo(10, within(1e-9));
  }

  @Test
  void cachingDoesNotApplyWithoutACacheAndWithoutAHotRead() {
    Scorecard card = Scorecard.of(observed(), List.of());

    assertThat(state(card, "caching/hit-miss")).isInstanceOf(State.NotApplicable.class);
    assertThat(state(card, "caching/hot-read-uncached")).isInstanceOf(State.NotApplicable.class);
  }

  @Test
  void aHotReadWithoutACacheIsMeasuredBad() {
    Graded hotRead =
        new Graded("uncached-hot-query", Category.CACHING_STRATEGY, Severity.MEDIUM, 0);
    Scorecard without = Scorecard.of(observed(), List.of(hotRead));
    Scorecard with = Scorecard.of(observed(entry(Kind.CACHE, "Redis")), List.of(hotRead));

    assertThat(state(without, "caching/hot-read-uncached"))
        .isInstanceOfSatisfying(
            State.Measured.class, measured -> assertThat(measured.score()).isLessThan(0.5));
    assertThat(state(with, "caching/hot-read-uncached")).isInstanceOf(State.NotMeasured.class);
    assertThat(state(with, "caching/hit-miss")).isInstanceOf(State.NotMeasured.class);
  }

  @Test
  void monitoringIsJudgedFromTheStack() {
    Scorecard blind = Scorecard.of(observed(), List.of());
    Scorecard traced = Scorecard.of(observed(entry(Kind.APM, "OpenTelemetry")), List.of());

    assertThat(score(blind, "monitoring/routes-traced")).isLessThan(0.3);
    assertThat(score(traced, "monitoring/routes-traced")).isEqualTo(1);
    assertThat(traced.category(Category.MONITORING_COVERAGE).measuredShare()).isGreaterThan(0.5);
  }

  @Test
  void connectionsBeyondTheDatabaseAreMeasuredFromConfiguration() {
    Graded pool = new Graded("pool", Category.SCALABILITY, Severity.HIGH, 2.5);

    assertThat(state(Scorecard.of(observed(), List.of(pool)), "scalability/pool-adequacy"))
        .isInstanceOfSatisfying(
            State.Measured.class, measured -> assertThat(measured.value()).isEqualTo(2.5));
    assertThat(state(Scorecard.of(observed(), List.of()), "scalability/pool-adequacy"))
        .isInstanceOf(State.NotMeasured.class);
  }

  @Test
  void removingAFindingNeverLowersAnyScoreAndBoundsHoldTheValue() {
    Random random = new Random(7);
    for (int round = 0; round < 100; round++) {
      Observed observed = randomObserved(random);
      List<Graded> findings = randomFindings(random, random.nextInt(25));
      Scorecard card = Scorecard.of(observed, findings);
      requireBounds(card.total());
      for (Category category : Category.values()) {
        requireBounds(card.category(category));
      }
      for (int i = 0; i < findings.size(); i++) {
        List<Graded> fewer = new ArrayList<>(findings);
        fewer.remove(i);
        Scorecard after = Scorecard.of(observed, fewer);
        for (Category category : Category.values()) {
          assertThat(known(after.category(category)))
              .as("%s without %s of %s", category, findings.get(i), findings)
              .isGreaterThanOrEqualTo(known(card.category(category)) - 1e-9);
        }
        assertThat(card.points().get(i))
            .isCloseTo(known(after.total()) - known(card.total()), within(1e-9));
      }
    }
  }

  @Test
  void theOrderOfFindingsDoesNotMatter() {
    Random random = new Random(11);
    List<Graded> findings = randomFindings(random, 60);
    List<Graded> shuffled = new ArrayList<>(findings);
    Collections.shuffle(shuffled, random);

    assertThat(Scorecard.of(observed(), shuffled).total())
        .isEqualTo(Scorecard.of(observed(), findings).total());
  }

  @Test
  void fixingTheWorstCannotScoreLess() {
    List<Graded> findings = List.of(finding("a", Severity.CRITICAL), finding("b", Severity.LOW));
    Scorecard card = Scorecard.of(observed(), findings);

    assertThat(card.ifFixed())
        .isEqualTo(Scorecard.of(observed(), List.of(finding("b", Severity.LOW))).total().value());
  }

  private static void requireBounds(Tally tally) {
    assertThat(tally.lo()).isBetween(0.0, 10.0);
    assertThat(tally.hi()).isBetween(tally.lo() - 1e-9, 10.0 + 1e-9);
    if (tally.value() instanceof Value.Known(double value)) {
      assertThat(value).isBetween(tally.lo() - 1e-9, tally.hi() + 1e-9);
    }
  }

  private static double known(Tally tally) {
    return tally.value() instanceof Value.Known(double value) ? value : 0;
  }

  private static List<Graded> randomFindings(Random random, int count) {
    List<Graded> findings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Category category = List.of(Category.values()).get(random.nextInt(5));
      List<String> rules = RULES.getOrDefault(category, Set.of()).stream().sorted().toList();
      String rule = rules.get(random.nextInt(rules.size()));
      Severity severity = List.of(Severity.values()).get(random.nextInt(4));
      double demand = rule.equals("pool") ? 1 + random.nextInt(3) : 0;
      findings.add(new Graded(rule, category, severity, demand));
    }
    return findings;
  }

  private static Observed randomObserved(Random random) {
    List<StackEntry> stack = new ArrayList<>();
    for (Kind kind : List.of(Kind.DATABASE, Kind.CACHE, Kind.APM, Kind.METRICS)) {
      if (random.nextBoolean()) {
        stack.add(entry(kind, "some " + kind.id()));
      }
    }
    return new Observed(RULES, Set.of(), stack, random.nextInt(3), 10, 300, LoadTests.NONE);
  }

  private static Map<Category, Set<String>> rules() {
    Map<Category, Set<String>> rules = new EnumMap<>(Category.class);
    rules.put(Category.RESPONSE_TIMES, Set.of("a", "b"));
    rules.put(Category.RESOURCE_UTILIZATION, Set.of("c"));
    rules.put(Category.SCALABILITY, Set.of("d", "pool"));
    rules.put(Category.CACHING_STRATEGY, Set.of("uncached-hot-query", "cache-stampede"));
    rules.put(
        Category.MONITORING_COVERAGE,
        Set.of("no-tracing", "no-latency-histogram", "no-saturation-metric", "no-alerting"));
    return rules;
  }

  private static Graded finding(String rule, Severity severity) {
    return new Graded(rule, Category.RESPONSE_TIMES, severity, 0);
  }

  private static Observed observed(StackEntry... stack) {
    return new Observed(RULES, Set.of(), Arrays.asList(stack), 3, 10, 300, LoadTests.NONE);
  }

  private static StackEntry entry(Kind kind, String name) {
    return new StackEntry(kind, name, "", "", Confidence.HIGH, List.of());
  }

  private static double practice(Scorecard card) {
    return score(card, "response/practice");
  }

  private static double score(Scorecard card, String audit) {
    return state(card, audit) instanceof State.Measured measured ? measured.score() : -1;
  }

  private static State state(Scorecard card, String id) {
    return card.audits().stream()
        .filter(audit -> audit.id().equals(id))
        .map(Audit::state)
        .findFirst()
        .orElseThrow();
  }
}
