package dev.backlight.load.compare;

import java.util.Optional;

/// A metric with what its pairs say. `p` is adjusted for the number of metrics; 1 when refused.
public record Judged(PairedRuns runs, Optional<Estimate> estimate, double p, Verdict verdict) {

  public Metric metric() {
    return runs.metric();
  }
}
