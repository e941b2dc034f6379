package dev.backlight.reference.proof;

import java.time.Duration;
import java.util.Locale;

/// Numbers as they are read: three figures, and the unit that fits.
final class Numbers {

  private Numbers() {}

  static String time(Duration time) {
    double millis = time.toNanos() / 1e6;
    return millis >= 1_000 ? figures(millis / 1_000) + " s" : figures(millis) + " ms";
  }

  static String nanos(long nanos) {
    return time(Duration.ofNanos(nanos));
  }

  static String bytes(double bytes) {
    if (bytes >= 1e6) {
      return figures(bytes / 1e6) + " MB";
    }
    return bytes >= 1e3 ? figures(bytes / 1e3) + " kB" : figures(bytes) + " B";
  }

  static String figures(double value) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    String form = size >= 99.95 ? "%,.0f" : size >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, form, value);
  }

  /// `×12`: how many times the first is of the second.
  static String times(double one, double other) {
    return other == 0 ? "–" : "×" + figures(one / other);
  }
}
