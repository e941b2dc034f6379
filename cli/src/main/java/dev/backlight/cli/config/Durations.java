package dev.backlight.cli.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads durations as people write them: `300ms`, `1.5 s`, `2m`.
public final class Durations {

  private static final Pattern SYNTAX = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|min)");
  private static final double MAX_MS = 24 * 3_600_000.0;

  private Durations() {}

  /// Throws IllegalArgumentException, with what is accepted, for anything else, for zero, and for
  /// more than a day.
  public static Duration parse(String text) {
    Matcher matcher = SYNTAX.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration; write it as 300ms, 1.5s or 2m");
    }
    double milliseconds = Double.parseDouble(matcher.group(1)) * factor(matcher.group(2));
    if (milliseconds <= 0 || milliseconds > MAX_MS) {
      throw new IllegalArgumentException("'" + text + "' must be more than 0 and at most a day");
    }
    return Duration.ofNanos(Math.round(milliseconds * 1e6));
  }

  private static double factor(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      default -> 60_000;
    };
  }
}
