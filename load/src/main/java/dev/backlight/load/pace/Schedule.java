package dev.backlight.load.pace;

import dev.backlight.load.pace.Phase.Open;
import dev.backlight.load.pace.Phase.Rhythm;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// The arrivals of an open phase, one after the other, as nanoseconds from its start. The same
/// phase and seed give the same arrivals, on any machine and however they are shared out: part `i`
/// of `n` gets arrivals i, i + n, i + 2n…
public final class Schedule {

  /// There are no more arrivals.
  public static final long END = Long.MAX_VALUE;

  private interface Source {
    /// The next arrival of all parts.
    long next();
  }

  private final Source source;
  private final int parts;
  private int skip;

  private Schedule(Source source, int part, int parts) {
    this.source = source;
    this.parts = parts;
    this.skip = part;
  }

  /// All arrivals.
  public static Schedule of(Open phase, long seed) {
    return of(phase, seed, 0, 1);
  }

  public static Schedule of(Open phase, long seed, int part, int parts) {
    if (part < 0 || part >= parts) {
      throw new IllegalArgumentException("part " + part + " of " + parts);
    }
    Source source =
        switch (phase.arrivals()) {
          case Arrivals.Replay(List<Duration> times) -> replay(times, phase.duration());
          default -> {
            Rate rate = Rate.of(phase.arrivals(), phase.duration());
            yield phase.rhythm() == Rhythm.POISSON
                ? poisson(rate, new SplittableRandom(seed ^ phase.name().hashCode()))
                : even(rate);
          }
        };
    return new Schedule(source, part, parts);
  }

  /// The next arrival of this part, never before the last one, or [#END].
  public long next() {
    for (; skip > 0; skip--) {
      if (source.next() == END) {
        return END;
      }
    }
    skip = parts - 1;
    return source.next();
  }

  /// How many arrivals a phase intends, on average where it is left to chance.
  public static double expected(Open phase) {
    return phase.arrivals() instanceof Arrivals.Replay(List<Duration> times)
        ? times.stream().filter(time -> time.compareTo(phase.duration()) < 0).count()
        : Rate.of(phase.arrivals(), phase.duration()).totalArrivals();
  }

  /// The highest rate of a phase, per second; of a replay, its busiest second.
  public static double peakPerSecond(Open phase) {
    return switch (phase.arrivals()) {
      case Arrivals.Constant(double perSecond) -> perSecond;
      case Arrivals.Ramp(double from, double to) -> Math.max(from, to);
      case Arrivals.Steps(List<Double> steps) ->
          steps.stream().mapToDouble(Double::doubleValue).max().orElse(0);
      case Arrivals.Spike(double base, double peak, Duration _, Duration _) -> Math.max(base, peak);
      case Arrivals.Replay(List<Duration> times) ->
          times.stream()
              .collect(Collectors.groupingBy(Duration::toSeconds, Collectors.counting()))
              .values()
              .stream()
              .mapToDouble(Long::doubleValue)
              .max()
              .orElse(0);
    };
  }

  private static Source even(Rate rate) {
    double[] arrival = {0};
    return () -> nanos(rate.timeOf(arrival[0]++));
  }

  /// A Poisson process of any rate is one of rate 1 with its time stretched by the integral.
  private static Source poisson(Rate rate, SplittableRandom random) {
    double[] sum = {0};
    return () -> {
      sum[0] -= Math.log(1 - random.nextDouble());
      return nanos(rate.timeOf(sum[0]));
    };
  }

  private static Source replay(List<Duration> times, Duration duration) {
    int[] index = {0};
    return () -> {
      boolean left = index[0] < times.size() && times.get(index[0]).compareTo(duration) < 0;
      return left ? times.get(index[0]++).toNanos() : END;
    };
  }

  private static long nanos(double seconds) {
    return Double.isInfinite(seconds) ? END : Math.round(seconds * 1e9);
  }
}
