package dev.backlight.load.prove;

import dev.backlight.load.compare.Metric;
import java.util.Map;

/// What one run measured. `voidReason` is empty where the generator kept up.
public record RunFigures(
    Map<Metric, Double> values,
    long requests,
    double errorShare,
    double achievedShare,
    String voidReason) {

  public RunFigures {
    values = Map.copyOf(values);
  }
}
