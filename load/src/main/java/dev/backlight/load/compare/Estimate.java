package dev.backlight.load.compare;

import java.util.Arrays;

/// How the two sides differ, as logarithms of after/before over independent pairs.
///
/// `low` to `high` is Student's t-interval of the mean: mean ± t(n-1) sd / √n (Student, "The
/// probable error of a mean", Biometrika 6, 1908), whose exponential is an interval of the
/// geometric mean ratio. `hodgesLehmann` is the median of all pairwise means (Hodges and Lehmann,
/// "Estimates of location based on rank tests", Annals of Mathematical Statistics 34, 1963): one
/// disturbed run moves it little, so a large distance to `mean` says that a run was disturbed.
public record Estimate(
    int pairs, double mean, double sd, double low, double high, double hodgesLehmann) {

  /// The estimate of `confidence` (as 0.95); needs two finite differences.
  static Estimate of(double[] differences, double confidence) {
    int n = differences.length;
    if (n < 2 || !Arrays.stream(differences).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("no estimate of " + Arrays.toString(differences));
    }
    double mean = Arrays.stream(differences).average().orElseThrow();
    double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
    double sd = Math.sqrt(squares / (n - 1));
    double half = Student.quantile(n - 1, (1 + confidence) / 2) * sd / Math.sqrt(n);
    return new Estimate(n, mean, sd, mean - half, mean + half, hodgesLehmann(differences));
  }

  double standardError() {
    return sd / Math.sqrt(pairs);
  }

  /// No scatter beyond what rounding leaves.
  boolean isExact() {
    return sd <= 1e-12 * Math.max(1, Math.abs(mean));
  }

  /// after/before - 1: -0.1 is a tenth less.
  public double change() {
    return Math.expm1(mean);
  }

  public double lowChange() {
    return Math.expm1(low);
  }

  public double highChange() {
    return Math.expm1(high);
  }

  public double hodgesLehmannChange() {
    return Math.expm1(hodgesLehmann);
  }

  private static double hodgesLehmann(double[] values) {
    int n = values.length;
    double[] means = new double[n * (n + 1) / 2];
    int used = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        means[used++] = (values[i] + values[j]) / 2;
      }
    }
    return median(means);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
