package dev.backlight.audits.scoring;

/// Lighthouse's log-normal curve: 0.9 at `p10`, 0.5 at `median`, towards 1 at 0 and towards 0
/// above.
record Curve(double p10, double median) {

  /// The 90th percentile of the standard normal distribution.
  private static final double Z90 = 1.2815515655446004;

  Curve {
    if (!(p10 > 0 && p10 < median)) {
      throw new IllegalArgumentException("not a curve: 0.9 at " + p10 + ", 0.5 at " + median);
    }
  }

  /// The score of a value, 0–1; lower values are better.
  double score(double value) {
    if (value <= 0) {
      return 1;
    }
    double z = (Math.log(value) - Math.log(median)) / (Math.log(median) - Math.log(p10)) * Z90;
    return 0.5 * complementaryErrorFunction(z / Math.sqrt(2));
  }

  /// Abramowitz and Stegun 7.1.26, absolute error below 1.5e-7.
  private static double complementaryErrorFunction(double x) {
    double size = Math.abs(x);
    double t = 1 / (1 + 0.3275911 * size);
    double polynomial =
        t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    double upper = polynomial * Math.exp(-size * size);
    return x >= 0 ? upper : 2 - upper;
  }
}
