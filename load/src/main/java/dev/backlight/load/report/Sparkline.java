package dev.backlight.load.report;

import java.util.List;

/// A row of small bars.
public final class Sparkline {

  private static final String BARS = "▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /// The last `width` values, the highest of them at full height.
  public static String of(List<Double> values, int width) {
    List<Double> last = values.subList(Math.max(0, values.size() - width), values.size());
    double most = last.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    StringBuilder bars = new StringBuilder();
    for (double value : last) {
      int height = most <= 0 ? 0 : (int) Math.round(value / most * (BARS.length() - 1));
      bars.append(BARS.charAt(Math.clamp(height, 0, BARS.length() - 1)));
    }
    return bars.toString();
  }
}
