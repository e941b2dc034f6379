package dev.backlight.load.capacity;

import java.time.Duration;

/// How a search goes about it. Rates are per second. `generatorMax` is what the generator reached
/// against a sink in its own process; `budget` is how long the search may load the service.
public record Searching(
    double startRate, double highestRate, double generatorMax, Duration budget, int confirmations) {

  public static final Duration USUAL_BUDGET = Duration.ofMinutes(2);
  public static final Duration LEAST_BUDGET = Duration.ofMinutes(1);

  private static final int USUAL_CONFIRMATIONS = 3;

  public static Searching from(double startRate, double highestRate, double generatorMax) {
    return new Searching(startRate, highestRate, generatorMax, USUAL_BUDGET, USUAL_CONFIRMATIONS);
  }

  /// Throws IllegalArgumentException, in words for the user.
  public Searching {
    if (!(startRate > 0) || !(highestRate > startRate)) {
      throw new IllegalArgumentException(
          "cannot search from %.0f/s to %.0f/s".formatted(startRate, highestRate));
    }
    if (highestRate > generatorMax / 2) {
      throw new IllegalArgumentException(
          ("%.0f/s is more than half of the %.0f/s that this generator makes at most: it would"
                  + " measure itself")
              .formatted(highestRate, generatorMax));
    }
    if (budget.compareTo(LEAST_BUDGET) < 0) {
      throw new IllegalArgumentException(
          "a search needs at least %d s".formatted(LEAST_BUDGET.toSeconds()));
    }
    if (confirmations < 0 || confirmations > 10) {
      throw new IllegalArgumentException(confirmations + " confirmations; 0 to 10 are possible");
    }
  }

  public Searching confirming(int times) {
    return new Searching(startRate, highestRate, generatorMax, budget, times);
  }

  public Searching within(Duration time) {
    return new Searching(startRate, highestRate, generatorMax, time, confirmations);
  }

  /// What a new rate gets before it is measured: with a tight objective the queue that it makes is
  /// there at once.
  Duration settle(Objective objective) {
    return Duration.ofSeconds(Math.clamp(Math.round(20 * objective.longestSeconds()), 1, 5));
  }

  /// Of a rate that may be far from the answer.
  Duration glance() {
    return share(45, 2, 10);
  }

  /// Of a rate near the answer, unless it is clearly broken before.
  Duration step() {
    return share(9, 6, 30);
  }

  Duration confirmation() {
    return share(25, 3, 60);
  }

  Duration leastWarmUp() {
    return share(9, 5, 30);
  }

  Duration mostWarmUp() {
    return share(4, 10, 120);
  }

  private Duration share(int part, int leastSeconds, int mostSeconds) {
    return Duration.ofSeconds(Math.clamp(budget.toSeconds() / part, leastSeconds, mostSeconds));
  }
}
