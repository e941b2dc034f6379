package dev.backlight.load.pace;

import java.time.Duration;
import java.util.List;

/// How the rate of open arrivals runs over a phase; rates are per second.
public sealed interface Arrivals {

  record Constant(double perSecond) implements Arrivals {
    public Constant {
      requireRate(perSecond);
    }
  }

  /// Straight from one rate to another over the phase.
  record Ramp(double fromPerSecond, double toPerSecond) implements Arrivals {
    public Ramp {
      requireRate(fromPerSecond);
      requireRate(toPerSecond);
    }
  }

  /// Equal parts of the phase, one after the other.
  record Steps(List<Double> perSecond) implements Arrivals {
    public Steps {
      perSecond = List.copyOf(perSecond);
      if (perSecond.isEmpty()) {
        throw new IllegalArgumentException("no steps");
      }
      perSecond.forEach(Arrivals::requireRate);
    }
  }

  /// A base rate with a peak of `length` that begins `start` after the phase.
  record Spike(double basePerSecond, double peakPerSecond, Duration start, Duration length)
      implements Arrivals {
    public Spike {
      requireRate(basePerSecond);
      requireRate(peakPerSecond);
      if (start.isNegative() || length.isNegative()) {
        throw new IllegalArgumentException("a spike at " + start + " of " + length);
      }
    }
  }

  /// Exactly these arrivals, counted from the start of the phase, such as those of an access log.
  /// The phase's rhythm does not matter.
  record Replay(List<Duration> times) implements Arrivals {
    public Replay {
      times = times.stream().sorted().toList();
      if (!times.isEmpty() && times.getFirst().isNegative()) {
        throw new IllegalArgumentException("an arrival before the start: " + times.getFirst());
      }
    }
  }

  private static void requireRate(double perSecond) {
    if (!(perSecond >= 0) || perSecond > 10_000_000) {
      throw new IllegalArgumentException("a rate of " + perSecond + " per second");
    }
  }
}
