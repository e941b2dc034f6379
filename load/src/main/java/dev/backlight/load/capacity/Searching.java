package dev.backlight.load.capacity;

import java.time.Duration;

/// How a search goes about it. Rates are per second. `generatorMax` is what the generator reached
/// against a sink in its own process.
public record Searching(
    double startRate,
    double highestRate,
    double generatorMax,
    Duration settle,
    Duration leastWarmUp,
    Duration mostWarmUp,
    Duration extension,
    Duration longest,
    double tolerance,
    int confirmations) {

  public static Searching from(double startRate, double highestRate, double generatorMax) {
    return new Searching(
        startRate,
        highestRate,
        generatorMax,
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        Duration.ofSeconds(120),
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        0.04,
        3);
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
  }

  public Searching confirming(int times) {
    return new Searching(
        startRate,
        highestRate,
        generatorMax,
        settle,
        leastWarmUp,
        mostWarmUp,
        extension,
        longest,
        tolerance,
        times);
  }

  public Searching lasting(Duration newLeastWarmUp, Duration newLongest) {
    return new Searching(
        startRate,
        highestRate,
        generatorMax,
        settle,
        newLeastWarmUp,
        mostWarmUp,
        extension,
        newLongest,
        tolerance,
        confirmations);
  }
}
