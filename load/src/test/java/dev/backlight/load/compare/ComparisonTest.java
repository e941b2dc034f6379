package dev.backlight.load.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backlight.load.compare.PairedRuns.Pair;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Whether claims keep what they promise, over thousands of simulated experiments.
final class ComparisonTest {

  private static final int EXPERIMENTS = 1000;

  private final Comparison usual = new Comparison(Rules.USUAL);

  private static boolean claims(Judged judged) {
    return judged.verdict() instanceof Verdict.Better || judged.verdict() instanceof Verdict.Worse;
  }

  private static double share(Rules rules, int pairs, double change, Predicate<Judged> any) {
    Comparison comparison = new Comparison(rules);
    return LongStream.range(0, EXPERIMENTS)
            .filter(seed ->
                comparison.judge(SimulatedExperiment.of(pairs, change, seed)).stream()
                    .anyMatch(any))
            .count()
        / (double) EXPERIMENTS;
  }

  @Test
  void identicalVersionsAreHardlyEverToldApart() {
    for (int pairs : new int[] {4, 5, 8, 12}) {
      assertThat(share(Rules.USUAL, pairs, 0, ComparisonTest::claims))
          .as("%d pairs", pairs)
          .isLessThanOrEqualTo(0.01);
    }
  }

  /// Without a minimum effect nothing but the t-interval and Holm hold claims back.
  @Test
  void withoutAMinimumEffectTheLevelIsKept() {
    Rules anyEffect = new Rules(0, 0.05);
    for (int pairs : new int[] {5, 8, 12}) {
      assertThat(share(anyEffect, pairs, 0, ComparisonTest::claims))
          .as("%d pairs", pairs)
          .isLessThanOrEqualTo(0.065);
    }
  }

  @Test
  void aFixOfATenthIsProvenWithEightPairs() {
    assertThat(share(Rules.USUAL, 8, -0.10, j -> j.verdict() instanceof Verdict.Better))
        .isGreaterThanOrEqualTo(0.75);
    assertThat(share(Rules.USUAL, 8, -0.10, j -> j.verdict() instanceof Verdict.Worse)).isZero();
  }

  @Test
  void aWorseningOfATenthIsHardlyEverCalledNoWorse() {
    assertThat(share(Rules.USUAL, 8, 0.10, j -> j.verdict() instanceof Verdict.NoWorse))
        .isLessThanOrEqualTo(0.025);
  }

  @Test
  void intervalsCoverTheTruth() {
    long covered =
        LongStream.range(0, EXPERIMENTS)
            .mapToObj(seed -> SimulatedExperiment.of(8, -0.1, seed).getFirst())
            .map(runs -> Estimate.of(runs.logRatios(), 0.95))
            .filter(e -> e.low() <= Math.log(0.9) && Math.log(0.9) <= e.high())
            .count();

    assertThat(covered / (double) EXPERIMENTS).isBetween(0.93, 0.97);
  }

  @Test
  void swappingTheSidesSwapsTheVerdict() {
    PairedRuns runs = SimulatedExperiment.of(8, -0.2, 1).getFirst();
    List<Pair> swapped = runs.pairs().stream().map(p -> new Pair(p.after(), p.before())).toList();

    assertThat(verdict(runs)).isEqualTo(new Verdict.Better());
    assertThat(verdict(new PairedRuns(runs.metric(), swapped))).isEqualTo(new Verdict.Worse());
  }

  /// With so many pairs of the same scatter the claim is made, and with two fewer less surely.
  @Test
  void itSaysHowManyPairsItWouldNeed() {
    PairedRuns few = scattered(5, 0.09, 0.05);
    int needed = ((Verdict.NotProven) verdict(few)).pairsNeeded().orElseThrow();

    assertThat(needed).isBetween(10, 30);
    assertThat(verdict(scattered(needed, 0.09, 0.05))).isEqualTo(new Verdict.Worse());
    assertThat(verdict(scattered(6, Rules.USUAL.margin(), 0.05)))
        .extracting(v -> ((Verdict.NotProven) v).pairsNeeded().isPresent())
        .isEqualTo(false);
  }

  /// Pairs of this mean and about this scatter, as logarithms.
  private static PairedRuns scattered(int pairs, double mean, double sd) {
    return new PairedRuns(
        Metric.P99,
        IntStream.range(0, pairs)
            .mapToDouble(i -> mean + sd * (i % 2 == 0 ? 1 : -1) * (i < pairs / 2 * 2 ? 1 : 0))
            .mapToObj(log -> new Pair(1, Math.exp(log)))
            .toList());
  }

  @Test
  void countsThatAgreeInEveryPairProveAFix() {
    PairedRuns fixed = constant(Metric.STATEMENTS, 21, 2);

    Judged judged = usual.judge(List.of(fixed)).getFirst();

    assertThat(judged.verdict()).isEqualTo(new Verdict.Better());
    assertThat(judged.estimate().orElseThrow().change()).isCloseTo(2.0 / 21 - 1, within(1e-9));
    assertThat(verdict(constant(Metric.STATEMENTS, 3, 3))).isEqualTo(new Verdict.NoWorse(false));
  }

  @Test
  void whatCannotBeJudgedIsRefusedInWords() {
    assertThat(verdict(new PairedRuns(Metric.P50, List.of(new Pair(4, 3)))))
        .isEqualTo(new Verdict.Refused("1 pair; at least 4 are needed"));
    assertThat(verdict(constant(Metric.P50, 4, 3)))
        .isEqualTo(
            new Verdict.Refused("every pair differs by exactly the same: not a measurement"));
    assertThat(verdict(constant(Metric.STATEMENTS, 0, 0)))
        .isEqualTo(new Verdict.Refused("0 on both sides"));
    assertThat(verdict(constant(Metric.STATEMENTS, 0, 5)))
        .isEqualTo(new Verdict.Refused("no ratio of 0.0 and 5.0"));
    assertThat(verdict(constant(Metric.P50, Double.NaN, 5)))
        .isEqualTo(new Verdict.Refused("no ratio of NaN and 5.0"));
    assertThat(usual.judge(List.of())).isEmpty();
  }

  @Test
  void aRefusedMetricDoesNotTightenTheOthers() {
    PairedRuns good = SimulatedExperiment.of(8, -0.1, 5).getFirst();
    PairedRuns none = constant(Metric.STATEMENTS, 0, 0);

    assertThat(usual.judge(List.of(none, good)).get(1).p())
        .isEqualTo(usual.judge(List.of(good)).getFirst().p());
  }

  private Verdict verdict(PairedRuns runs) {
    return usual.judge(List.of(runs)).getFirst().verdict();
  }

  private static PairedRuns constant(Metric metric, double before, double after) {
    return new PairedRuns(
        metric, IntStream.range(0, 8).mapToObj(_ -> new Pair(before, after)).toList());
  }
}
