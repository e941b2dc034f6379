package dev.backlight.reference.proof;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Every single measured time, in order, so that a percentile is one of them and no estimate.
final class Latencies {

  private final long[] sortedNanos;

  private Latencies(long[] sortedNanos) {
    this.sortedNanos = sortedNanos;
  }

  static Latencies of(List<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Latencies(sorted);
  }

  int count() {
    return sortedNanos.length;
  }

  /// The smallest one that at least this share of all are not longer than; zero if there are none.
  Duration percentile(double share) {
    if (sortedNanos.length == 0) {
      return Duration.ZERO;
    }
    int rank = (int) Math.ceil(share * sortedNanos.length);
    return Duration.ofNanos(sortedNanos[Math.clamp(rank - 1, 0, sortedNanos.length - 1)]);
  }

  @Override
  public String toString() {
    return Arrays.toString(sortedNanos);
  }
}
