package dev.backlight.load.compare;

/// What counts as proof. `minimumEffect` is the smallest change worth having (0.05 is 5 %), `alpha`
/// the probability of any false claim over all metrics.
public record Rules(double minimumEffect, double alpha) {

  public static final Rules USUAL = new Rules(0.05, 0.05);

  public Rules {
    if (!(minimumEffect >= 0 && minimumEffect < 1) || !(alpha > 0 && alpha < 0.5)) {
      throw new IllegalArgumentException("effect " + minimumEffect + ", alpha " + alpha);
    }
  }

  /// The effect as a logarithm; the same distance in both directions, so that swapping the sides
  /// swaps the verdict.
  double margin() {
    return Math.log1p(minimumEffect);
  }

  double confidence() {
    return 1 - alpha;
  }
}
