package dev.backlight.load.compare;

import dev.backlight.load.compare.Metric.Nature;
import dev.backlight.load.compare.PairedRuns.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Judges metrics over pairs of runs.
///
/// "Better" and "worse" test the interval hypothesis that the difference is smaller than the
/// minimum worthwhile effect (Hodges and Lehmann, "Testing the approximate validity of statistical
/// hypotheses", Journal of the Royal Statistical Society B 16, 1954): the t-interval must lie
/// beyond it as a whole. "No worse" is the one-sided half of TOST (Schuirmann, "A comparison of the
/// two one-sided tests procedure…", Journal of Pharmacokinetics and Biopharmaceutics 15, 1987),
/// read from the same interval, so at half of alpha. It needs no correction for many metrics: a
/// claim about all of them is an intersection-union test (Berger, Technometrics 24, 1982).
public final class Comparison {

  /// Fewer pairs say nothing: t(3) is so wide that only absurd effects are found.
  public static final int LEAST_PAIRS = 4;

  private static final int MOST_PAIRS = 1000;
  private static final double POWER = 0.8;

  private final Rules rules;

  public Comparison(Rules rules) {
    this.rules = rules;
  }

  private record Tested(PairedRuns runs, Optional<Estimate> estimate, String refusal, double p) {}

  /// One judgement per metric, in the order given.
  public List<Judged> judge(List<PairedRuns> metrics) {
    List<Tested> tested = metrics.stream().map(this::test).toList();
    List<Tested> claims = tested.stream().filter(t -> t.estimate().isPresent()).toList();
    List<Double> adjusted = Holm.adjusted(claims.stream().map(Tested::p).toList());
    List<Judged> judged = new ArrayList<>();
    for (Tested one : tested) {
      int index = claims.indexOf(one);
      double p = index < 0 ? 1 : adjusted.get(index);
      Verdict verdict =
          one.estimate()
              .map(estimate -> verdict(estimate, one.p(), p, claims.size()))
              .orElseGet(() -> new Verdict.Refused(one.refusal()));
      judged.add(new Judged(one.runs(), one.estimate(), p, verdict));
    }
    return judged;
  }

  private Tested test(PairedRuns runs) {
    String refusal = refusal(runs);
    if (!refusal.isEmpty()) {
      return new Tested(runs, Optional.empty(), refusal, 1);
    }
    Estimate estimate = Estimate.of(runs.logRatios(), rules.confidence());
    if (estimate.isExact() && runs.metric().nature() == Nature.MEASURED) {
      return new Tested(
          runs, Optional.empty(), "every pair differs by exactly the same: not a measurement", 1);
    }
    return new Tested(runs, Optional.of(estimate), "", pValue(estimate));
  }

  private static String refusal(PairedRuns runs) {
    int n = runs.pairs().size();
    if (n < LEAST_PAIRS) {
      return "%d %s; at least %d are needed".formatted(n, n == 1 ? "pair" : "pairs", LEAST_PAIRS);
    }
    if (runs.pairs().stream().allMatch(pair -> pair.before() == 0 && pair.after() == 0)) {
      return "0 on both sides";
    }
    if (!Arrays.stream(runs.logRatios()).allMatch(Double::isFinite)) {
      Pair odd =
          runs.pairs().stream()
              .filter(pair -> !Double.isFinite(pair.logRatio()))
              .findFirst()
              .orElseThrow();
      return "no ratio of %s and %s".formatted(odd.before(), odd.after());
    }
    return "";
  }

  /// Two-sided, of "smaller than the minimum effect"; at most alpha just when the interval is
  /// beyond it.
  private double pValue(Estimate estimate) {
    double beyond = Math.abs(estimate.mean()) - rules.margin();
    if (beyond <= 0) {
      return 1;
    }
    return estimate.isExact()
        ? 0
        : 2 * Student.above(estimate.pairs() - 1, beyond / estimate.standardError());
  }

  private Verdict verdict(Estimate estimate, double alone, double adjusted, int metrics) {
    if (adjusted <= rules.alpha()) {
      return estimate.mean() < 0 ? new Verdict.Better() : new Verdict.Worse();
    }
    if (estimate.high() < rules.margin()) {
      return new Verdict.NoWorse(estimate.high() < 0);
    }
    String why =
        alone <= rules.alpha() ? "alone it would be worse, not among %d metrics (Holm); " : "";
    return new Verdict.NotProven(pairsNeeded(estimate, metrics), why.formatted(metrics));
  }

  /// The pairs with which, at this mean and scatter, the nearest claim succeeds in four of five
  /// repetitions: the sum of the t quantiles of confidence and power times the standard error must
  /// fit between the mean and the margin (as for any t-test; Chow, Shao and Wang, "Sample Size
  /// Calculations in Clinical Research"). The claim is "better" or "worse" where the mean is beyond
  /// the margin, else "no worse".
  private OptionalInt pairsNeeded(Estimate estimate, int metrics) {
    boolean beyond = Math.abs(estimate.mean()) > rules.margin();
    double room =
        beyond ? Math.abs(estimate.mean()) - rules.margin() : rules.margin() - estimate.mean();
    double tail = rules.alpha() / 2 / (beyond ? metrics : 1);
    if (!suffices(MOST_PAIRS, estimate, tail, room)) {
      return OptionalInt.empty();
    }
    int tooFew = estimate.pairs();
    int enough = MOST_PAIRS;
    while (enough - tooFew > 1) {
      int middle = (tooFew + enough) / 2;
      if (suffices(middle, estimate, tail, room)) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return OptionalInt.of(enough);
  }

  private static boolean suffices(int pairs, Estimate estimate, double tail, double room) {
    double quantiles = Student.quantile(pairs - 1, 1 - tail) + Student.quantile(pairs - 1, POWER);
    return quantiles * estimate.sd() / Math.sqrt(pairs) <= room;
  }
}
