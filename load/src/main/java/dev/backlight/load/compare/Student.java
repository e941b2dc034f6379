package dev.backlight.load.compare;

import org.apache.commons.statistics.distribution.TDistribution;

/// Student's t distribution.
public final class Student {

  private Student() {}

  /// The value that a share `probability` of all do not exceed.
  public static double quantile(double degreesOfFreedom, double probability) {
    return TDistribution.of(degreesOfFreedom).inverseCumulativeProbability(probability);
  }

  /// How probable a greater value is.
  static double above(double degreesOfFreedom, double value) {
    return TDistribution.of(degreesOfFreedom).survivalProbability(value);
  }
}
