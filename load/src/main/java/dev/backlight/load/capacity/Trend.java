package dev.backlight.load.capacity;

import dev.backlight.load.compare.Student;
import java.util.Arrays;

/// Whether a series rises: the Theil-Sen slope, the median of all slopes between two points, with
/// Sen's interval from the variance of Kendall's S (Sen, "Estimates of the regression coefficient
/// based on Kendall's tau", Journal of the American Statistical Association 63, 1968). A burst or
/// two do not bend it.
record Trend(double slope, double low) {

  private static final double NORMAL_DEGREES = 1e6;
  private static final double CONFIDENCE = 0.99;

  /// `low` is the lower end of the one-sided 99 % interval. Needs two values.
  static Trend of(double[] values) {
    int n = values.length;
    double[] slopes = new double[n * (n - 1) / 2];
    int used = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        slopes[used++] = (values[j] - values[i]) / (j - i);
      }
    }
    Arrays.sort(slopes);
    double kendall = Math.sqrt(n * (n - 1.0) * (2 * n + 5) / 18);
    double spread = Student.quantile(NORMAL_DEGREES, CONFIDENCE) * kendall;
    int rank = (int) Math.floor((slopes.length - spread) / 2);
    double low = rank < 0 ? Double.NEGATIVE_INFINITY : slopes[rank];
    return new Trend(slopes[slopes.length / 2], low);
  }

  /// It rises, and over the series by more than its own mean: a queue that fills from nothing rises
  /// by twice its mean.
  static boolean rises(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    Trend trend = of(values);
    return trend.low() > 0 && trend.slope() * values.length > Math.max(1, mean);
  }
}
