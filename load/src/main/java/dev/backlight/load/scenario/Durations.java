package dev.backlight.load.scenario;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as people write them: `300ms`, `1.5s`, `2m`, `1h`, `1h30m`.
public final class Durations {

  private static final Pattern WHOLE =
      Pattern.compile("(?:\\d+(?:\\.\\d+)?\\s*(?:us|µs|ms|s|min|m|h)\\s*)+");
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(us|µs|ms|s|min|m|h)");
  private static final double MAX_MS = 48 * 3_600_000.0;

  private Durations() {}

  /// Throws IllegalArgumentException, with what is accepted, for anything else.
  public static Duration parse(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (lower.equals("0")) {
      return Duration.ZERO;
    }
    if (!WHOLE.matcher(lower).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration; write it as 300ms, 1.5s, 2m or 1h");
    }
    double milliseconds = 0;
    Matcher part = PART.matcher(lower);
    while (part.find()) {
      milliseconds += Double.parseDouble(part.group(1)) * factor(part.group(2));
    }
    if (milliseconds > MAX_MS) {
      throw new IllegalArgumentException("'" + text + "' is more than two days");
    }
    return Duration.ofNanos(Math.round(milliseconds * 1e6));
  }

  private static double factor(String unit) {
    return switch (unit) {
      case "us", "µs" -> 0.001;
      case "ms" -> 1;
      case "s" -> 1_000;
      case "h" -> 3_600_000;
      default -> 60_000;
    };
  }

  /// As [#parse] reads it, in one unit.
  public static String text(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos % 1_000_000 != 0) {
      return plain(nanos / 1e6) + "ms";
    }
    long ms = nanos / 1_000_000;
    if (ms != 0 && ms % 3_600_000 == 0) {
      return ms / 3_600_000 + "h";
    } else if (ms != 0 && ms % 60_000 == 0) {
      return ms / 60_000 + "m";
    }
    return ms % 1_000 == 0 || ms > 10_000 ? plain(ms / 1e3) + "s" : ms + "ms";
  }

  /// A number without a fraction where it has none.
  public static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.valueOf((long) number)
        : java.math.BigDecimal.valueOf(number).toPlainString();
  }
}
