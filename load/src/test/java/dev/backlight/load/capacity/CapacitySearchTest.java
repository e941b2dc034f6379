package dev.backlight.load.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.backlight.load.capacity.JudgedStep.Purpose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Against a queue whose capacity is known by formula, in virtual time.
final class CapacitySearchTest {

  private static final Objective OBJECTIVE = Objective.parse("p99<50ms");
  private static final Searching HOW = Searching.from(50, 5000, 20_000);

  private static Capacity search(Searching how, double voidAbove, long seed) throws Exception {
    SimulatedQueue queue = new SimulatedQueue(4, 0.004, OBJECTIVE, voidAbove, seed);
    return new CapacitySearch(queue, OBJECTIVE, how, SearchListener.NONE).search();
  }

  /// The queue that the searches are tried on is the one of the formula.
  @Test
  void theSimulationAgreesWithTheFormula() throws Exception {
    double truth = SimulatedQueue.truth(4, 0.004, 0.05, 0.01);
    SimulatedQueue queue = new SimulatedQueue(4, 0.004, OBJECTIVE, 1e9, 7);

    Step step = queue.run(truth, Duration.ofSeconds(5), Duration.ofSeconds(4000), _ -> false);

    assertThat(truth).isCloseTo(903, within(1.0));
    assertThat(step.badShare(0)).isBetween(0.009, 0.011);
  }

  @Test
  void findsTheCapacityWithinThreePercent() throws Exception {
    double truth = SimulatedQueue.truth(4, 0.004, 0.05, 0.01);
    List<Capacity.Found> found = new ArrayList<>();
    for (long seed = 1; seed <= 20; seed++) {
      if (search(HOW.within(Duration.ofMinutes(4)), 1e9, seed) instanceof Capacity.Found one) {
        found.add(one);
      }
    }

    assertThat(found).hasSize(20);
    assertThat(found.stream().filter(one -> Math.abs(one.rate() / truth - 1) <= 0.03).count())
        .as("found %s", found.stream().map(Capacity.Found::rate).toList())
        .isGreaterThanOrEqualTo(18);
    assertThat(found.stream().filter(one -> one.low() <= truth && truth <= one.high()).count())
        .isGreaterThanOrEqualTo(17);
    assertThat(found.stream().filter(one -> one.passed() > 1 && one.failsAbove()).count())
        .isGreaterThanOrEqualTo(17);
  }

  @Test
  void staysWithinItsBudget() throws Exception {
    for (int seconds : List.of(60, 120, 300)) {
      SimulatedQueue queue = new SimulatedQueue(4, 0.004, OBJECTIVE, 1e9, seconds);
      var _ =
          new CapacitySearch(
                  queue, OBJECTIVE, HOW.within(Duration.ofSeconds(seconds)), SearchListener.NONE)
              .search();
      assertThat(queue.nanos() / 1e9).isLessThanOrEqualTo(1.25 * seconds);
    }
  }

  @Test
  void saysWhatItFound() throws Exception {
    Capacity found = search(HOW, 1e9, 1);

    assertThat(found.words())
        .matches("\\d{3}/s, 90 % sure of \\d{3} to \\d{3,4}/s, confirmed [0-3]/3.*");
    assertThat(found.steps()).extracting(JudgedStep::purpose).contains(Purpose.WARM_UP);
    assertThat(found.steps().getLast().purpose()).isEqualTo(Purpose.RECOVER);
  }

  @Test
  void aGeneratorThatDoesNotKeepUpEndsTheSearch() throws Exception {
    Capacity capacity = search(HOW, 500, 1);

    assertThat(capacity.words())
        .isEqualTo("at least 450/s: the generator did not keep up at 785/s, twice");
    assertThat(capacity.steps().stream().filter(s -> s.outcome().equals("void"))).hasSize(2);
  }

  @Test
  void whatIsKnownWhenItIsEndedIsSaid() throws Exception {
    SimulatedQueue queue = new SimulatedQueue(4, 0.004, OBJECTIVE, 1e9, 1);
    CapacitySearch[] running = new CapacitySearch[1];
    running[0] =
        new CapacitySearch(
            queue,
            OBJECTIVE,
            HOW,
            step -> {
              if (step.purpose() == Purpose.WARM_UP) {
                running[0].stop();
              }
            });

    assertThat(running[0].search().words())
        .isEqualTo("ended before there was an answer: kept at 450/s, broken at 1,350/s");
  }

  @Test
  void anUpperBoundThatHoldsIsALowerBoundOfTheAnswer() throws Exception {
    assertThat(search(Searching.from(50, 300, 1000), 1e9, 1))
        .isInstanceOfSatisfying(
            Capacity.AtLeast.class, found -> assertThat(found.rate()).isEqualTo(300));
  }

  @Test
  void startsBelowWhereItBegan() throws Exception {
    double truth = SimulatedQueue.truth(4, 0.004, 0.05, 0.01);
    assertThat(search(Searching.from(3000, 5000, 20_000).confirming(0), 1e9, 2))
        .isInstanceOfSatisfying(
            Capacity.Found.class,
            found -> assertThat(found.rate()).isBetween(0.96 * truth, 1.04 * truth));
  }

  @Test
  void aServiceThatNeverKeepsItIsSaidToBeBelow() throws Exception {
    Objective impossible = Objective.parse("p50<1ms");
    SimulatedQueue queue = new SimulatedQueue(4, 0.004, impossible, 1e9, 1);

    Capacity capacity = new CapacitySearch(queue, impossible, HOW, SearchListener.NONE).search();

    assertThat(capacity.words()).startsWith("below 0.").contains("miss p50<1ms");
  }

  @Test
  void refusesToMeasureItself() {
    assertThatThrownBy(() -> Searching.from(50, 5000, 8000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than half of the 8000/s");
  }

  @Test
  void readsObjectives() {
    Objective two = Objective.parse("p95 < 300 ms, errors < 0.5 %");

    assertThat(two.parts().getFirst().limitNanos()).isEqualTo(300_000_000);
    assertThat(two.parts().getFirst().allowedShare()).isCloseTo(0.05, within(1e-12));
    assertThat(two.parts().get(1).allowedShare()).isCloseTo(0.005, within(1e-12));
    for (String wrong : List.of("", "p99", "p99>50ms", "rate>100/s", "p100<1s", "p99<50ms,")) {
      assertThatThrownBy(() -> Objective.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
