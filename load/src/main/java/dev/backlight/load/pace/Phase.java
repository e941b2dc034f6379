package dev.backlight.load.pace;

import java.time.Duration;

/// A stretch of a run with one model of load.
///
/// Closed: so many users, each of which waits for its answer, so a slow server gets less load.
/// Open: arrivals that come whether or not the server keeps up, as those of the world do. The
/// figures of a `warmUp` are recorded and shown, and count neither in totals nor for thresholds.
public sealed interface Phase {

  /// Unique in its plan.
  String name();

  Duration duration();

  boolean warmUp();

  record Closed(String name, Duration duration, Users users, boolean warmUp) implements Phase {
    public Closed {
      requirePositive(duration);
    }
  }

  record Open(String name, Duration duration, Arrivals arrivals, Rhythm rhythm, boolean warmUp)
      implements Phase {
    public Open {
      requirePositive(duration);
    }
  }

  /// How open arrivals are spread around their rate.
  enum Rhythm {
    /// At equal distances.
    EVEN,
    /// Independent of each other, as many users are: exponential distances, from the plan's seed.
    POISSON
  }

  static Phase users(String name, int users, Duration duration) {
    return new Closed(name, duration, new Users.Constant(users), false);
  }

  static Phase rate(String name, double perSecond, Duration duration) {
    return new Open(name, duration, new Arrivals.Constant(perSecond), Rhythm.EVEN, false);
  }

  static Phase poisson(String name, double perSecond, Duration duration) {
    return new Open(name, duration, new Arrivals.Constant(perSecond), Rhythm.POISSON, false);
  }

  /// The same as a warm-up.
  default Phase asWarmUp() {
    return switch (this) {
      case Closed(String name, Duration duration, Users users, boolean _) ->
          new Closed(name, duration, users, true);
      case Open(String name, Duration duration, Arrivals arrivals, Rhythm rhythm, boolean _) ->
          new Open(name, duration, arrivals, rhythm, true);
    };
  }

  private static void requirePositive(Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException("a phase must last longer than " + duration);
    }
  }
}
