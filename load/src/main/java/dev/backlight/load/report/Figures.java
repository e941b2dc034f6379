package dev.backlight.load.report;

import dev.backlight.load.measure.Distribution;
import java.util.Locale;

/// Numbers as people read them: three digits that matter, with their unit.
public final class Figures {

  private Figures() {}

  /// A duration in nanoseconds: `85 µs`, `1.24 ms`, `2.50 s`.
  public static String time(long nanos) {
    return time((double) nanos);
  }

  /// A percentile; a dash where nothing was timed.
  public static String time(Distribution times, double percentile) {
    return times.isEmpty() ? "–" : time(times.percentileNanos(percentile));
  }

  /// The same, of a mean.
  public static String time(double nanos) {
    if (nanos < 999_500) {
      return String.format(Locale.ROOT, "%.0f µs", nanos / 1e3);
    }
    return nanos < 999.5e6 ? three(nanos / 1e6) + " ms" : three(nanos / 1e9) + " s";
  }

  /// Per second: `0.50`, `12.3`, `1,204`.
  public static String rate(double perSecond) {
    return three(perSecond);
  }

  /// A round duration in milliseconds, as an axis has them.
  static String axisTime(double millis) {
    return millis == 0 ? "0" : time(millis * 1e6).replaceFirst("\\.0+ ", " ");
  }

  /// A round number without decimals that say nothing.
  static String plain(double value) {
    return String.format(Locale.ROOT, value % 1 == 0 ? "%,.0f" : "%,.1f", value);
  }

  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /// A share of 0–1: `0 %`, `0.004 %`, `12.5 %`; never 0 or 100 where it is only near.
  public static String share(double share) {
    double percent = share * 100;
    if (percent == 0 || percent == 100) {
      return String.format(Locale.ROOT, "%.0f %%", percent);
    }
    if (percent < 0.001) {
      return "<0.001 %";
    }
    return percent > 99.9
        ? ">99.9 %"
        : String.format(Locale.ROOT, percent < 0.1 ? "%.3f %%" : "%.1f %%", percent);
  }

  public static String bytes(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    int unit = 0;
    double shown = bytes;
    while (shown >= 999.5 && unit < units.length - 1) {
      shown /= 1000;
      unit++;
    }
    return (unit == 0 ? String.format(Locale.ROOT, "%.0f", shown) : three(shown))
        + " "
        + units[unit];
  }

  /// Seconds as `40 s` or `2 min 5 s`.
  public static String seconds(double seconds) {
    long whole = Math.round(seconds);
    if (seconds < 9.95) {
      return three(seconds).replaceFirst("\\.?0+$", "") + " s";
    }
    return whole < 120
        ? whole + " s"
        : whole / 60 + " min" + (whole % 60 == 0 ? "" : " " + whole % 60 + " s");
  }

  private static String three(double value) {
    String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, format, value);
  }
}
