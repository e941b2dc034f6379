package dev.backlight.load.engine;

import java.time.Duration;

/// What a run never exceeds, whatever its plan says. `maxInFlight` caps requests (or journeys of
/// open arrivals) at work at once: arrivals beyond it wait and are counted as late. `drain` is how
/// long unanswered requests are waited for after the last phase.
public record Limits(
    double maxRatePerSecond, int maxUsers, int maxInFlight, Duration maxDuration, Duration drain) {

  public static final Limits USUAL =
      new Limits(50_000, 20_000, 10_000, Duration.ofHours(4), Duration.ofSeconds(30));

  public Limits {
    if (!(maxRatePerSecond > 0) || maxUsers < 1 || maxInFlight < 1) {
      throw new IllegalArgumentException("limits out of range");
    }
  }

  public Limits inFlight(int most) {
    return new Limits(maxRatePerSecond, maxUsers, most, maxDuration, drain);
  }

  public Limits draining(Duration time) {
    return new Limits(maxRatePerSecond, maxUsers, maxInFlight, maxDuration, time);
  }
}
