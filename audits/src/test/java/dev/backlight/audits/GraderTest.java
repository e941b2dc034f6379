package dev.backlight.audits;

import static dev.backlight.audits.Sample.NO_TIMEOUT;
import static dev.backlight.audits.Sample.NO_TRACING;
import static dev.backlight.audits.Sample.N_PLUS_ONE;
import static dev.backlight.audits.Sample.sighting;
import static dev.backlight.audits.Sample.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.audits.cost.Priced;
import dev.backlight.audits.cost.Pricing;
import dev.backlight.model.Category;
import dev.backlight.model.Confidence;
import dev.backlight.model.CostFormula;
import dev.backlight.model.Grading;
import dev.backlight.model.Quantity;
import dev.backlight.model.Quantity.Provenance;
import dev.backlight.model.Rule;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Reach;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraderTest {

  private static final Rule TIME =
      Sample.rule(
          "slow",
          Category.RESPONSE_TIMES,
          new CostFormula("t_step", "0", "ms", "per request"),
          new Grading.ByCost());

  private final Grader grader = new Grader(300, Map.of());

  @ParameterizedTest
  @CsvSource({"29.9, LOW", "30, MEDIUM", "98.9, MEDIUM", "99, HIGH", "299, HIGH", "300, CRITICAL"})
  void theShareOfTheObjectiveDecides(double ms, Severity expected) {
    assertThat(grade(TIME, step(ms, ms)).severity()).isEqualTo(expected);
  }

  @Test
  void saysItInNumbers() {
    assertThat(grade(TIME, step(100, 100)).reason())
        .isEqualTo("returns 100 ms of the 300 ms objective (33 %)");
  }

  @Test
  void theLowEndIsGradedAndTheModelSaid() {
    Grade grade = grade(TIME, step(600, 60));

    assertThat(grade.severity()).isEqualTo(Severity.MEDIUM);
    assertThat(grade.reason())
        .isEqualTo("returns at least 60 ms of the 300 ms objective (20 %), 600 ms as modelled");
  }

  @Test
  void workOutsideOfRequestsIsOneStepMilder() {
    Sighting job = with(step(400, 400), Reach.JOB, Confidence.HIGH, quantity(400, 400));
    Sighting unknown = with(job, Reach.UNKNOWN, Confidence.HIGH, quantity(400, 400));

    assertThat(grade(TIME, job).severity()).isEqualTo(Severity.HIGH);
    assertThat(grade(TIME, job).reason()).endsWith("one step milder: it runs in a job");
    assertThat(grade(TIME, unknown).severity()).isEqualTo(Severity.HIGH);
  }

  @Test
  void doubtCapsAtLow() {
    Sighting unsure = with(step(400, 400), Reach.REQUEST, Confidence.LOW, quantity(400, 400));

    assertThat(grade(TIME, unsure).severity()).isEqualTo(Severity.LOW);
    assertThat(grade(TIME, unsure).reason()).endsWith("at most Low: low confidence");
  }

  @Test
  void withoutABoundTheReachDecides() {
    Sighting reached = sighting("missing-timeout", "a.py", 3);
    Sighting unreached = with(reached, Reach.UNKNOWN, Confidence.HIGH);

    assertThat(grade(NO_TIMEOUT, reached).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(grade(NO_TIMEOUT, unreached).severity()).isEqualTo(Severity.MEDIUM);
  }

  @Test
  void fixedSeveritiesStay() {
    Sighting project = with(sighting("no-tracing", "a.py", 1), Reach.PROJECT, Confidence.HIGH);

    assertThat(grade(NO_TRACING, project).severity()).isEqualTo(Severity.MEDIUM);
  }

  @Test
  void aBlockedEventLoopIsCriticalAtAnyTraffic() {
    Rule blocking =
        Sample.rule(
            "blocking-call-on-event-loop",
            Category.RESPONSE_TIMES,
            new CostFormula("t_block", "0", "ms", "per request"),
            new Grading.ByCost());
    Sighting sleep =
        with(
            sighting("blocking-call-on-event-loop", "a.py", 3),
            Reach.REQUEST,
            Confidence.HIGH,
            Quantity.configured("t_block", 100, "ms", "time.sleep(0.1)"));

    assertThat(grade(blocking, sleep))
        .isEqualTo(new Grade(Severity.CRITICAL, "blocks the event loop for at least 100 ms"));
  }

  @Test
  void aMeasuredShareOfServiceTimeCanRaiseAndRareTrafficLower() {
    Quantity share = new Quantity("service_time_share", 0.3, 0.3, "", Provenance.MEASURED, "");
    Quantity rare = new Quantity("traffic_share", 0.001, 0.001, "", Provenance.MEASURED, "");
    Sighting base = step(10, 10);

    assertThat(
            grade(TIME, with(base, Reach.REQUEST, Confidence.HIGH, quantity(10, 10), share))
                .severity())
        .isEqualTo(Severity.CRITICAL);
    assertThat(
            grade(TIME, with(base, Reach.REQUEST, Confidence.HIGH, quantity(900, 900), rare))
                .severity())
        .isEqualTo(Severity.HIGH);
  }

  @ParameterizedTest
  @CsvSource({
    "95, HIGH, HIGH",
    "85, HIGH, MEDIUM",
    "105, MEDIUM, MEDIUM",
    "115, MEDIUM, HIGH",
    "105, LOW, HIGH"
  })
  void aChangeWithinTenPercentOfALimitIsNoChange(double ms, Severity before, Severity expected) {
    Sighting sighting = step(ms, ms);
    Priced price = Pricing.price(TIME.cost(), sighting.quantities());

    assertThat(grader.grade(TIME, sighting, price, Optional.of(before)).severity())
        .isEqualTo(expected);
  }

  @Test
  void theUserHasTheLastWord() {
    Grader overriding = new Grader(300, Map.of("slow", Severity.LOW));
    Sighting sighting = step(900, 900);
    Priced price = Pricing.price(TIME.cost(), sighting.quantities());

    assertThat(overriding.grade(TIME, sighting, price, Optional.empty()))
        .isEqualTo(new Grade(Severity.LOW, "set to Low in the configuration"));
  }

  @Test
  void whatCannotBePricedIsMedium() {
    assertThat(
            grader
                .grade(
                    N_PLUS_ONE,
                    sighting("n-plus-one-query", "a.py", 1),
                    Priced.NOTHING,
                    Optional.empty())
                .severity())
        .isEqualTo(Severity.MEDIUM);
  }

  private Grade grade(Rule rule, Sighting sighting) {
    return grader.grade(
        rule, sighting, Pricing.price(rule.cost(), sighting.quantities()), Optional.empty());
  }

  private static Sighting step(double ms, double low) {
    return with(sighting("slow", "a.py", 3), Reach.REQUEST, Confidence.HIGH, quantity(ms, low));
  }

  private static Quantity quantity(double ms, double low) {
    return new Quantity("t_step", ms, low, "ms", Provenance.CONFIG, "test");
  }
}
