package dev.backlight.report;

import java.util.Locale;

/// Numbers as people read them.
final class Figures {

  private Figures() {}

  /// The same on every machine, whatever its language.
  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library we do not ship
  static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /// Three digits at most after the leading one: `853`, `12.4`, `0.9`, `18,204`.
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return "?";
    }
    double size = Math.abs(value);
    int digits = size >= 100 || size == 0 ? 0 : size >= 1 ? 1 : size >= 0.1 ? 2 : 3;
    String text = Figures.say("%,." + digits + "f", value);
    return digits == 0 ? text : text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }

  /// `853 ms`; ten seconds and more in seconds.
  static String amount(double value, String unit) {
    if (unit.equals("ms") && Math.abs(value) >= 10_000) {
      return number(value / 1000) + " s";
    }
    if (unit.equals("MB") && Math.abs(value) >= 10_000) {
      return number(value / 1024) + " GB";
    }
    return unit.isEmpty() ? number(value) : number(value) + " " + Text.line(unit);
  }

  static String score(double value) {
    return Figures.say("%.1f", value);
  }

  static String percent(double share) {
    return number(share * 100) + " %";
  }

  /// What the fix takes away: `−93 %`.
  static String change(double before, double after) {
    if (!(before > 0) || !Double.isFinite(after)) {
      return "";
    }
    long percent = Math.round(100 * (after - before) / before);
    if (percent == -100 && after > 0) {
      percent = -99;
    }
    return (percent < 0 ? "−" : percent > 0 ? "+" : "") + Math.abs(percent) + " %";
  }

  static String duration(long ms) {
    if (ms < 950) {
      return ms + " ms";
    }
    return ms < 120_000
        ? Figures.say("%.1f s", ms / 1000.0)
        : Figures.say("%d min", Math.round(ms / 60_000.0));
  }

  static String count(long n, String noun) {
    String many = noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
    return Figures.say("%,d %s", n, n == 1 ? noun : many);
  }

  static String poorFairGood(double outOfTen) {
    return outOfTen >= 8 ? "good" : outOfTen >= 5 ? "fair" : "poor";
  }
}
