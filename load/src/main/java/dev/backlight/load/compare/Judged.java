package dev.backlight.load.compare;

import java.util.Optional;

/// A metric with what its pairs say. `p` is adjusted for the number of metrics; 1 when refused.
public record Judged(PairedRuns runs, Optional<Estimate> estimate, double p, Verdict verdict) {

  public Metric metric() {
    return runs.metric();
  }

  /// The same without its claim, because its control claims a difference too.
  public Judged withheld() {
    return new Judged(
        runs,
        Optional.empty(),
        1,
        new Verdict.Refused("the control differs from itself: this machine is not quiet"));
  }
}
