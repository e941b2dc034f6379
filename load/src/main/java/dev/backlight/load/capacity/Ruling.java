package dev.backlight.load.capacity;

import dev.backlight.load.compare.Student;
import dev.backlight.load.report.Figures;
import java.util.Arrays;
import java.util.List;

/// What a step says about the service. `why` is empty where it passed.
record Ruling(Kind kind, String why) {

  enum Kind {
    PASS,
    FAIL,
    /// The interval contains what is allowed: measure longer.
    OPEN,
    /// The generator did not keep up.
    VOID
  }

  /// Neighbouring seconds of a queue resemble each other; means over blocks hardly do.
  private static final int BLOCKS = 10;

  /// Both ends of a 90 % interval: wrong in at most one of twenty each.
  private static final double QUANTILE = Student.quantile(BLOCKS - 1, 0.95);

  private static final double LEAST_ACHIEVED = 0.98;

  /// Of a share of bad requests nothing is known before three were to be expected.
  private static final double LEAST_EXPECTED = 3;

  private static final int LEAST_SECONDS_FOR_TREND = 15;

  /// So far beyond the limit, or below it, that a short look suffices.
  private static final double UNMISTAKABLE = 5;

  private static final double CLEAR = 2;

  private static final Ruling PASSED = new Ruling(Kind.PASS, "");
  private static final Ruling UNDECIDED = new Ruling(Kind.OPEN, "");

  static Ruling of(Objective objective, Step step) {
    return of(objective, step, 1);
  }

  /// Decided only if it is by a factor: after a few seconds.
  static Ruling early(Objective objective, Step step) {
    return of(objective, step, UNMISTAKABLE);
  }

  /// Decided with some distance: bursts are rare, so a short stretch without one looks too good and
  /// too certain.
  static Ruling soon(Objective objective, Step step) {
    return of(objective, step, CLEAR);
  }

  /// As it looks on average, when there is no more time.
  static Ruling last(Objective objective, Step step) {
    Ruling ruling = of(objective, step);
    if (ruling.kind() != Kind.OPEN) {
      return ruling;
    }
    for (int part = 0; part < objective.parts().size(); part++) {
      if (step.badShare(part) > objective.parts().get(part).allowedShare()) {
        return failed(objective, step, part);
      }
    }
    return PASSED;
  }

  private static Ruling of(Objective objective, Step step, double factor) {
    List<Second> seconds = step.seconds();
    if (seconds.stream().anyMatch(Second::capHit)) {
      return new Ruling(Kind.FAIL, "requests piled up");
    }
    if (step.isVoid()) {
      return new Ruling(Kind.VOID, "the generator did not keep up");
    }
    if (seconds.size() < BLOCKS) {
      return UNDECIDED;
    }
    if (step.completed() < LEAST_ACHIEVED * step.intended()) {
      return new Ruling(
          Kind.FAIL,
          "answered "
              + Figures.share((double) step.completed() / step.intended())
              + " of arrivals");
    }
    if (seconds.size() >= LEAST_SECONDS_FOR_TREND
        && Trend.rises(seconds.stream().mapToDouble(Second::inFlight).toArray())) {
      return new Ruling(Kind.FAIL, "the number in flight keeps rising");
    }
    return byShares(objective, step, factor);
  }

  private static Ruling byShares(Objective objective, Step step, double factor) {
    boolean passed = true;
    for (int part = 0; part < objective.parts().size(); part++) {
      double allowed = objective.parts().get(part).allowedShare();
      double[] shares = blocks(step.seconds(), part);
      double mean = Arrays.stream(shares).average().orElseThrow();
      double squares = Arrays.stream(shares).map(s -> (s - mean) * (s - mean)).sum();
      double half = QUANTILE * Math.sqrt(squares / (shares.length - 1) / shares.length);
      if (mean - half > allowed * factor) {
        return failed(objective, step, part);
      }
      passed &= mean + half < allowed / factor && step.completed() * allowed >= LEAST_EXPECTED;
    }
    return passed ? PASSED : UNDECIDED;
  }

  private static Ruling failed(Objective objective, Step step, int part) {
    return new Ruling(
        Kind.FAIL,
        Figures.share(step.badShare(part)) + " miss " + objective.parts().get(part).text());
  }

  /// The share of bad requests in each of ten stretches of equal length.
  private static double[] blocks(List<Second> seconds, int part) {
    double[] shares = new double[BLOCKS];
    for (int block = 0; block < BLOCKS; block++) {
      List<Second> own =
          seconds.subList(block * seconds.size() / BLOCKS, (block + 1) * seconds.size() / BLOCKS);
      long completed = own.stream().mapToLong(Second::completed).sum();
      long bad = own.stream().mapToLong(second -> second.bad().get(part)).sum();
      boolean silent = own.stream().anyMatch(second -> second.intended() > 0);
      shares[block] = completed > 0 ? (double) bad / completed : silent ? 1 : 0;
    }
    return shares;
  }
}
