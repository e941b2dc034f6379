package dev.backlight.audits.cost;

/// The units a quantity may have. Times are calculated in ms and sizes in bytes; everything else is
/// a count.
final class Units {

  private Units() {}

  static boolean isTime(String unit) {
    return switch (unit) {
      case "µs", "us", "ms", "s", "min" -> true;
      default -> false;
    };
  }

  static boolean isSize(String unit) {
    return switch (unit) {
      case "bytes", "kB", "KB", "MB", "GB" -> true;
      default -> false;
    };
  }

  /// To ms or bytes; other units as they are.
  static double toBase(double value, String unit) {
    return value * factor(unit);
  }

  static double fromBase(double value, String unit) {
    return value / factor(unit);
  }

  private static double factor(String unit) {
    return switch (unit) {
      case "µs", "us" -> 1e-3;
      case "s", "kB", "KB" -> 1e3;
      case "min" -> 60e3;
      case "MB" -> 1e6;
      case "GB" -> 1e9;
      default -> 1;
    };
  }
}
