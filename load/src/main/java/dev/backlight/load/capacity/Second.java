package dev.backlight.load.capacity;

import dev.backlight.load.measure.Window;
import java.util.List;

/// One second of steady load. `bad` counts, for each part of the objective, the requests that do
/// not keep it. `isVoid` says that the generator did not keep up.
public record Second(
    double seconds,
    long intended,
    long completed,
    List<Long> bad,
    int inFlight,
    double p50Millis,
    boolean capHit,
    boolean isVoid) {

  public Second {
    bad = List.copyOf(bad);
  }

  static Second of(Window window, Objective objective) {
    return new Second(
        window.seconds(),
        window.intended(),
        window.completed(),
        objective.parts().stream().map(part -> bad(window, part, objective)).toList(),
        window.inFlight(),
        window.response().percentileMillis(50),
        window.capHits() > 0,
        window.isVoid());
  }

  private static long bad(Window window, Objective.Part part, Objective objective) {
    if (part.isAboutErrors()) {
      return window.failed();
    }
    long slow = window.response().countAbove(part.limitNanos());
    return Math.min(window.completed(), slow + (objective.judgesErrors() ? 0 : window.failed()));
  }
}
