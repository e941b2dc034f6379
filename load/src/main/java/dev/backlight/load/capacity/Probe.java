package dev.backlight.load.capacity;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/// Holds a rate of Poisson arrivals against the service and says what happened.
public interface Probe {

  /// Settles, then measures until `enough` of the seconds measured so far or at most `most`, and
  /// returns when nothing is in flight any more.
  Step run(double ratePerSecond, Duration settle, Duration most, Predicate<List<Second>> enough)
      throws InterruptedException;

  /// The time, as [System#nanoTime] has it.
  long nanos();
}
