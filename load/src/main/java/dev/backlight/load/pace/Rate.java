package dev.backlight.load.pace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A rate that is linear in pieces, and the integral of it: how many arrivals should have come by a
/// time, and by when a number of them should have come.
final class Rate {

  /// From a rate to a rate, both per second, over some seconds. `before` arrivals came earlier.
  private record Piece(double startSeconds, double seconds, double from, double to, double before) {

    double arrivals() {
      return seconds * (from + to) / 2;
    }

    double arrivalsBy(double elapsed) {
      double slope = (to - from) / seconds;
      return before + elapsed * (from + slope * elapsed / 2);
    }

    /// The stable form of the quadratic's root: exact for a slope of zero, no cancellation.
    double timeOf(double arrival) {
      double y = arrival - before;
      double slope = (to - from) / seconds;
      double root = Math.sqrt(Math.max(0, from * from + 2 * slope * y));
      return startSeconds + (from + root == 0 ? 0 : Math.min(seconds, 2 * y / (from + root)));
    }
  }

  private final List<Piece> pieces = new ArrayList<>();
  private double totalSeconds;
  private double totalArrivals;

  private Rate() {}

  static Rate of(Arrivals arrivals, Duration duration) {
    double seconds = duration.toNanos() / 1e9;
    Rate rate = new Rate();
    switch (arrivals) {
      case Arrivals.Constant(double perSecond) -> rate.add(seconds, perSecond, perSecond);
      case Arrivals.Ramp(double from, double to) -> rate.add(seconds, from, to);
      case Arrivals.Steps(List<Double> steps) ->
          steps.forEach(step -> rate.add(seconds / steps.size(), step, step));
      case Arrivals.Spike(double base, double peak, Duration start, Duration length) -> {
        double begins = Math.min(start.toNanos() / 1e9, seconds);
        double ends = Math.min(begins + length.toNanos() / 1e9, seconds);
        rate.add(begins, base, base);
        rate.add(ends - begins, peak, peak);
        rate.add(seconds - ends, base, base);
      }
      case Arrivals.Replay _ -> throw new IllegalArgumentException("a replay has no rate");
    }
    return rate;
  }

  private void add(double seconds, double from, double to) {
    if (seconds > 0) {
      Piece piece = new Piece(totalSeconds, seconds, from, to, totalArrivals);
      pieces.add(piece);
      totalSeconds += seconds;
      totalArrivals += piece.arrivals();
    }
  }

  double totalArrivals() {
    return totalArrivals;
  }

  double arrivalsBy(double seconds) {
    for (Piece piece : pieces) {
      if (seconds < piece.startSeconds() + piece.seconds()) {
        return piece.arrivalsBy(seconds - piece.startSeconds());
      }
    }
    return totalArrivals;
  }

  /// When the integral reaches `arrival`, in seconds; infinite if it never does.
  double timeOf(double arrival) {
    for (Piece piece : pieces) {
      if (arrival < piece.before() + piece.arrivals()) {
        return piece.timeOf(arrival);
      }
    }
    return Double.POSITIVE_INFINITY;
  }
}
