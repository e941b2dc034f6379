package dev.backlight.load.prove;

import dev.backlight.load.compare.Metric;
import java.util.HashMap;
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

  /// The same without what depends on when requests were sent.
  RunFigures counted() {
    Map<Metric, Double> kept = new HashMap<>(values);
    kept.keySet().removeIf(metric -> metric.nature() != Metric.Nature.COUNTED);
    return new RunFigures(kept, requests, errorShare, achievedShare, voidReason);
  }
}
