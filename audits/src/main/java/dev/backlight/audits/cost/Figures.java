package dev.backlight.audits.cost;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/// Prints numbers for people: three significant digits, units that fit the size, the same on every
/// machine.
public final class Figures {

  private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);
  private static final double LARGEST_EXACT = 1e9;

  private Figures() {}

  /// Whole numbers exactly and grouped (`10,000`), others with three significant digits (`0.0125`).
  public static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "unknown" : value > 0 ? "∞" : "−∞";
    }
    if (value < 0) {
      return "−" + number(-value);
    }
    if (value == Math.rint(value) && value < LARGEST_EXACT) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    BigDecimal rounded = new BigDecimal(value).round(THREE_DIGITS).stripTrailingZeros();
    return rounded.scale() <= 0
        ? String.format(Locale.ROOT, "%,d", rounded.toBigInteger())
        : rounded.toPlainString();
  }

  /// A time: `12 µs`, `0.5 ms`, `853 ms`, `1.1 s`, `12.5 min`.
  public static String time(double milliseconds) {
    double size = rounded(Math.abs(milliseconds));
    if (size == 0) {
      return "0 ms";
    }
    if (size < 0.1) {
      return number(rounded(milliseconds * 1000)) + " µs";
    }
    if (size < 1000) {
      return number(rounded(milliseconds)) + " ms";
    }
    return size < 600_000
        ? number(rounded(milliseconds / 1000)) + " s"
        : number(rounded(milliseconds / 60_000)) + " min";
  }

  /// A size: `512 bytes`, `50 kB`, `2.1 MB`, `3 GB`.
  public static String size(double bytes) {
    double size = rounded(Math.abs(bytes));
    if (size < 1000) {
      return number(rounded(bytes)) + " bytes";
    }
    if (size < 1e6) {
      return number(rounded(bytes / 1e3)) + " kB";
    }
    return size < 1e9 ? number(rounded(bytes / 1e6)) + " MB" : number(rounded(bytes / 1e9)) + " GB";
  }

  /// A value in a unit of the cost model; times and sizes change to the unit that fits.
  public static String quantity(double value, String unit) {
    if (Units.isTime(unit)) {
      return time(Units.toBase(value, unit));
    }
    if (Units.isSize(unit)) {
      return size(Units.toBase(value, unit));
    }
    return unit.isEmpty() ? number(value) : number(value) + " " + unit;
  }

  /// A ratio as percent: `33 %`, `0.4 %`.
  public static String percent(double ratio) {
    double percent = ratio * 100;
    double shown = Math.abs(percent) < 1 ? rounded(percent) : Math.rint(percent);
    return number(shown) + " %";
  }

  private static double rounded(double value) {
    return Double.isFinite(value) ? new BigDecimal(value).round(THREE_DIGITS).doubleValue() : value;
  }
}
