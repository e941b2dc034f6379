package dev.backlight.load.capacity;

import dev.backlight.load.report.Figures;

/// What a step by itself says about the service. `why` is empty where it passed.
record Ruling(Kind kind, String why) {

  enum Kind {
    PASS,
    FAIL,
    /// The generator did not keep up.
    VOID
  }

  private static final double TOLERATED_UNANSWERED = 0.02;
  private static final int LEAST_SECONDS_FOR_TREND = 15;
  private static final Ruling PASSED = new Ruling(Kind.PASS, "");

  static Ruling of(Objective objective, Step step) {
    if (step.piledUp()) {
      return new Ruling(Kind.FAIL, "requests piled up");
    }
    if (step.isVoid()) {
      return new Ruling(Kind.VOID, "the generator did not keep up");
    }
    // A queue that the objective still tolerates may have grown meanwhile.
    double open = step.rate() * objective.longestSeconds();
    if (step.intended() - step.completed() > TOLERATED_UNANSWERED * step.intended() + open) {
      String share = Figures.share((double) step.completed() / step.intended());
      return new Ruling(Kind.FAIL, "answered " + share + " of arrivals");
    }
    if (step.seconds().size() >= LEAST_SECONDS_FOR_TREND
        && Trend.rises(step.seconds().stream().mapToDouble(Second::inFlight).toArray())) {
      return new Ruling(Kind.FAIL, "the number in flight keeps rising");
    }
    for (int part = 0; part < objective.parts().size(); part++) {
      if (step.badShare(part) > objective.parts().get(part).allowedShare()) {
        return new Ruling(
            Kind.FAIL,
            Figures.share(step.badShare(part)) + " miss " + objective.parts().get(part).text());
      }
    }
    return PASSED;
  }
}
