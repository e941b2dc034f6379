package dev.backlight.load.compare;

import java.util.List;

/// One metric of runs made in pairs, close to each other in time.
public record PairedRuns(Metric metric, List<Pair> pairs) {

  /// What a run of each side measured.
  public record Pair(double before, double after) {

    /// The natural logarithm of after/before: 0 for no difference, symmetric for halving and
    /// doubling. Not finite where a side is 0, negative or not a number.
    double logRatio() {
      return before > 0 && after > 0 ? Math.log(after / before) : Double.NaN;
    }
  }

  public PairedRuns {
    pairs = List.copyOf(pairs);
  }

  double[] logRatios() {
    return pairs.stream().mapToDouble(Pair::logRatio).toArray();
  }

  /// The geometric mean of a side.
  public double typicalBefore() {
    return geometricMean(pairs.stream().mapToDouble(Pair::before).toArray());
  }

  public double typicalAfter() {
    return geometricMean(pairs.stream().mapToDouble(Pair::after).toArray());
  }

  private static double geometricMean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += Math.log(value);
    }
    return values.length == 0 ? 0 : Math.exp(sum / values.length);
  }
}
