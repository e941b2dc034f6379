package dev.backlight.audits;

import static dev.backlight.audits.Sample.POLICY;
import static dev.backlight.audits.Sample.input;
import static dev.backlight.audits.Sample.manyQueries;
import static dev.backlight.audits.Sample.sighting;
import static dev.backlight.audits.Sample.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.backlight.model.Confidence;
import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Finding.Fix;
import dev.backlight.model.Finding.Status;
import dev.backlight.model.Quantity;
import dev.backlight.model.Report;
import dev.backlight.model.Report.Budget;
import dev.backlight.model.Report.ChecklistItem;
import dev.backlight.model.Report.ChecklistItem.Mark;
import dev.backlight.model.Report.Value;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Edit;
import dev.backlight.model.Sighting.Reach;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgeTest {

  @Test
  void makesAFindingOfASighting() {
    Finding finding = only(Judge.report(input(List.of(manyQueries()))));

    assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(finding.cost())
        .isInstanceOfSatisfying(
            Cost.Modelled.class,
            cost -> assertThat(cost.arithmeticBefore()).isEqualTo("1,000 × 2 ms = 2 s"));
    assertThat(finding.excerpt().firstLine()).isEqualTo(5);
    assertThat(finding.excerpt().lines()).hasSize(5);
    assertThat(finding.fix())
        .isEqualTo(new Fix.Worked("Load the set before the loop.", "guilty", "redeemed"));
    assertThat(finding.effect().p95DeltaMs()).isEqualTo(2_000 - 2 - 10);
    assertThat(finding.effect().points()).isPositive();
    assertThat(finding.status()).isEqualTo(new Status.New());
  }

  @Test
  void certainEditsBecomeADiffOfTheUsersCode() {
    int start = Sample.USERS_PY.indexOf("user_ids");
    Sighting sighting =
        with(manyQueries(), new Edit("app/users.py", start, start + 8, "users_by_id"));
    Fix fix = only(Judge.report(input(List.of(sighting)))).fix();

    assertThat(fix)
        .isInstanceOfSatisfying(
            Fix.Diff.class,
            diff -> assertThat(diff.diff()).contains("+    for user_id in users_by_id:"));
  }

  @Test
  void theVerdictIsMadeOfTheData() {
    assertThat(Judge.report(input(List.of(manyQueries()))).run().verdict())
        .isEqualTo(
            "GET /users runs 1,001 queries for 1,000 elements; fixing it is modelled to return"
                + " 2 s per request.");
    assertThat(Judge.report(input(List.of())).run().verdict())
        .isEqualTo(
            "6 rules found nothing in 12 files; how it behaves under load was not measured.");
    assertThat(
            Judge.report(input(List.of(sighting("unclosed-resource", "a.py", 3)))).run().verdict())
        .isEqualTo("GET /users: 1 query per user; 1 High to fix first.");
  }

  @Test
  void keysOutliveMovedLinesAndTellTwinsApart() {
    List<Sighting> twins =
        List.of(
            sighting("n-plus-one-query", "gone.py", 7), sighting("n-plus-one-query", "gone.py", 9));
    List<Sighting> moved =
        List.of(
            sighting("n-plus-one-query", "gone.py", 70),
            sighting("n-plus-one-query", "gone.py", 90));

    List<String> keys = keys(twins);
    assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.matches("[0-9a-f]{16}"));
    assertThat(keys(moved)).isEqualTo(keys);
    assertThat(keys(List.of(sighting("n-plus-one-query", "app/users.py", 7))))
        .doesNotContain(keys.getFirst());
  }

  @Test
  void theOrderOfSightingsDoesNotMatter() {
    Random random = new Random(5);
    List<Sighting> sightings = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String rule = Sample.RULES.get(random.nextInt(Sample.RULES.size())).id();
      sightings.add(sighting(rule, "app/users.py", 1 + random.nextInt(9)));
    }
    Report report = Judge.report(input(sightings));
    Collections.shuffle(sightings, random);

    assertThat(Judge.report(input(sightings))).isEqualTo(report);
  }

  @Test
  void thousandsOfFindingsGetTheirPoints() {
    List<Sighting> sightings = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      sightings.add(sighting(Sample.RULES.get(i % 6).id(), "f" + i % 700 + ".py", 1 + i));
    }
    Report report = Judge.report(input(sightings));

    assertThat(report.findings()).hasSize(5_000);
    assertThat(report.findings()).allMatch(f -> f.effect().points() >= 0);
    assertThat(report.findings().stream().map(Finding::key).distinct()).hasSize(5_000);
  }

  @Test
  void silencedFindingsAreListedButDoNotCount() {
    Ignore ignore = new Ignore("app/users.py", 7, false, List.of("n-plus-one-query"), "two rows");
    Report silenced =
        Judge.report(input(List.of(manyQueries()), POLICY, Baseline.NONE, List.of(ignore)));
    Report clean = Judge.report(input(List.of()));

    assertThat(only(silenced).status()).isEqualTo(new Status.Suppressed("comment", "two rows", ""));
    assertThat(silenced.numbers().suppressed()).isEqualTo(1);
    assertThat(silenced.score()).isEqualTo(clean.score());
    assertThat(silenced.routes().getFirst().findings()).isZero();
  }

  @Test
  void findingsOfTheBaselineExistAndStillCount() {
    Finding first = only(Judge.report(input(List.of(manyQueries()))));
    Baseline baseline =
        new Baseline(
            true,
            List.of(
                new Baseline.Entry(
                    first.key(), "n-plus-one-query", "app/users.py", Severity.CRITICAL)));
    Budgets budgets = new Budgets(Map.of(Severity.CRITICAL, 0), 0, Map.of(), true, List.of());
    Report report =
        Judge.report(input(List.of(manyQueries()), gated(budgets), baseline, List.of()));

    assertThat(only(report).status()).isEqualTo(new Status.Existing());
    assertThat(report.score()).isEqualTo(Judge.report(input(List.of(manyQueries()))).score());
    assertThat(report.gate().passed()).isTrue();
    assertThat(report.gate().budgets()).containsExactly(new Budget("new critical", "0", "0", true));
  }

  @Test
  void budgetsAreHeldAgainstTheResult() {
    Budgets budgets =
        new Budgets(Map.of(Severity.CRITICAL, 0), 6, Map.of(), false, List.of("load", "source"));
    Report report =
        Judge.report(input(List.of(manyQueries()), gated(budgets), Baseline.NONE, List.of()));

    assertThat(report.gate().passed()).isFalse();
    assertThat(report.gate().budgets())
        .extracting(Budget::name, Budget::passed)
        .contains(
            tuple("critical", false),
            tuple("evidence load", false),
            tuple("evidence source", true));
  }

  @Test
  void withoutBudgetsNothingFails() {
    assertThat(Judge.report(input(List.of(manyQueries()))).gate())
        .isEqualTo(new Report.Gate(false, true, List.of()));
  }

  @Test
  void rulesThatAreOffDoNotRun() {
    Policy off = new Policy(300, "", Map.of(), Set.of("n-plus-one-query"), List.of(), Budgets.NONE);
    Report report = Judge.report(input(List.of(manyQueries()), off, Baseline.NONE, List.of()));

    assertThat(report.findings()).isEmpty();
    assertThat(report.run().warnings()).isEmpty();
    assertThat(report.numbers().rulesRun()).isEqualTo(5);
  }

  @Test
  void aFormulaThatCannotBePricedIsAWarningAndNotTheEnd() {
    Sighting broken =
        with(
            manyQueries(),
            Reach.REQUEST,
            Confidence.HIGH,
            Quantity.configured("N", Double.NaN, "", "nonsense"));
    Report report = Judge.report(input(List.of(broken)));

    assertThat(only(report).cost()).isEqualTo(new Cost.None());
    assertThat(report.run().warnings())
        .singleElement()
        .asString()
        .startsWith("the cost of n-plus-one-query was not calculated");
  }

  @Test
  void theChecklistHasTwentyItemsWithEvidence() {
    Report report = Judge.report(input(List.of(manyQueries())));

    assertThat(report.checklist()).hasSize(20).allSatisfy(i -> assertThat(i.why()).isNotBlank());
    ChecklistItem nPlusOne = item(report, "n-plus-one-eliminated");
    assertThat(nPlusOne.title())
        .isEqualTo("N+1 queries eliminated - Eager loading, batch operations");
    assertThat(nPlusOne.mark()).isEqualTo(Mark.NOT_DONE);
    assertThat(nPlusOne.findings()).containsExactly(only(report).key());
    assertThat(item(report, "resource-cleanup-implemented").mark()).isEqualTo(Mark.DONE);
    assertThat(item(report, "garbage-collection-tuned").mark()).isEqualTo(Mark.NOT_MEASURED);
    assertThat(item(report, "cache-stampede-prevention").mark()).isEqualTo(Mark.NOT_APPLICABLE);
    assertThat(item(report, "efficient-serialization").mark()).isEqualTo(Mark.NOT_MEASURED);
  }

  @Test
  void everyCategoryHasAKeyFact() {
    Report report = Judge.report(input(List.of(manyQueries())));

    assertThat(report.categories())
        .extracting(Report.CategoryScore::keyFact)
        .containsExactly(
            "1 critical, GET /users +1.99 s modelled",
            "no finding",
            "no finding, no load test",
            "no finding, no cache in the stack",
            "no finding, no tracer in the source");
    assertThat(report.score().value()).isInstanceOf(Value.Known.class);
  }

  private static Policy gated(Budgets budgets) {
    return new Policy(300, "flag", Map.of(), Set.of(), List.of(), budgets);
  }

  private static Finding only(Report report) {
    assertThat(report.findings()).hasSize(1);
    return report.findings().getFirst();
  }

  private static List<String> keys(List<Sighting> sightings) {
    return Judge.report(input(sightings)).findings().stream().map(Finding::key).toList();
  }

  private static ChecklistItem item(Report report, String id) {
    return report.checklist().stream()
        .filter(item -> item.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
