package dev.backlight.load.capacity;

import java.util.List;
import java.util.OptionalDouble;

/// Where the share of bad requests reaches what is allowed: the logarithm of the share is nearly
/// straight over a few percent of rate (the tail of a queue is exponential, and its exponent falls
/// with the rate), so a weighted line through the steps near it is read there.
final class Crossing {

  /// Steps whose share is further from what is allowed, by this factor, say little about it; those
  /// far above were not stationary.
  private static final double FAR = 15;

  private static final int LEAST_STEPS = 3;

  private Crossing() {}

  /// Weighted by the time measured: weights by the number of bad requests would prefer the steps
  /// that had a burst. Empty where too few steps are near, or the share does not rise.
  static OptionalDouble of(List<Step> steps, int part, double allowed) {
    double w = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    int used = 0;
    for (Step step : steps) {
      double share = step.badShare(part);
      boolean piledUp = step.seconds().stream().anyMatch(Second::capHit);
      if (!piledUp && share > allowed / FAR && share < allowed * FAR) {
        double weight = step.length();
        double rate = step.rate();
        double log = Math.log(share / allowed);
        w += weight;
        x += weight * rate;
        y += weight * log;
        xx += weight * rate * rate;
        xy += weight * rate * log;
        used++;
      }
    }
    double slope = (w * xy - x * y) / (w * xx - x * x);
    return used >= LEAST_STEPS && slope > 0 && Double.isFinite(slope)
        ? OptionalDouble.of((x - y / slope) / w)
        : OptionalDouble.empty();
  }
}
