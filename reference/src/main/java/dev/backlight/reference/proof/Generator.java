package dev.backlight.reference.proof;

import java.time.Duration;
import java.util.Map;
import java.util.function.IntFunction;

/// Something that puts a shop under load. What measures can be exchanged; what it reports stays.
interface Generator {

  /// Sends the calls at a fixed rate, whether answers come or not (an open model), and takes each
  /// time from the moment when the call was due, not from when it could be sent.
  ///
  /// @param call the call to send as number 0, 1, 2…
  Result run(IntFunction<Call> call, double callsPerSecond, Duration duration)
      throws InterruptedException;

  /// @param statuses how many answers had which status; 0 is no answer at all
  record Result(Latencies latencies, Map<Integer, Long> statuses) {
    long failures() {
      return statuses.entrySet().stream()
          .filter(entry -> entry.getKey() < 200 || entry.getKey() >= 400)
          .mapToLong(Map.Entry::getValue)
          .sum();
    }
  }
}
