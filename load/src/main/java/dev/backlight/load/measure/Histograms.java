package dev.backlight.load.measure;

import org.HdrHistogram.Histogram;

/// One layout for every histogram, so that all of them merge exactly: nanoseconds, three
/// significant digits, a resolution of 64 ns below 131 µs, at most one hour.
final class Histograms {

  static final long LOWEST_NANOS = 100;
  static final long HIGHEST_NANOS = 3_600_000_000_000L;
  static final int DIGITS = 3;

  private Histograms() {}

  /// Grows with what it sees.
  static Histogram growing() {
    Histogram histogram = new Histogram(LOWEST_NANOS, 2 * LOWEST_NANOS, DIGITS);
    histogram.setAutoResize(true);
    return histogram;
  }

  /// A value as histograms take it.
  static long clamp(long nanos) {
    return Math.clamp(nanos, 0, HIGHEST_NANOS);
  }
}
