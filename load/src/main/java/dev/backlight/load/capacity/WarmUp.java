package dev.backlight.load.capacity;

import dev.backlight.load.compare.Student;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Whether a service still gets faster or slower: the last seconds against those before them, by
/// Welch's t-test on the logarithms of the median and of the throughput (Welch, Biometrika 34,
/// 1947).
final class WarmUp {

  private static final int STRETCH = 5;
  private static final double NEGLIGIBLE = Math.log(1.05);
  private static final double SIGNIFICANT = 0.99;

  private WarmUp() {}

  static boolean isOver(List<Second> seconds) {
    return seconds.size() >= 2 * STRETCH
        && isSteady(seconds, Second::p50Millis)
        && isSteady(seconds, second -> second.completed() / second.seconds());
  }

  private static boolean isSteady(List<Second> seconds, ToDoubleFunction<Second> figure) {
    int n = seconds.size();
    double[] before = logs(seconds.subList(n - 2 * STRETCH, n - STRETCH), figure);
    double[] after = logs(seconds.subList(n - STRETCH, n), figure);
    double distance = Math.abs(mean(after) - mean(before));
    double error = Math.sqrt((variance(before) + variance(after)) / STRETCH);
    return distance < NEGLIGIBLE
        || distance < Student.quantile(2 * STRETCH - 2, (1 + SIGNIFICANT) / 2) * error;
  }

  private static double[] logs(List<Second> seconds, ToDoubleFunction<Second> figure) {
    return seconds.stream().mapToDouble(figure).map(v -> Math.log(Math.max(v, 1e-6))).toArray();
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum / (values.length - 1);
  }
}
