package dev.backlight.load.scenario;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The functions that tell the time, always in UTC.
final class Times {

  /// Conversions of `strftime` and their patterns.
  private static final Map<Character, String> CONVERSIONS =
      Map.ofEntries(
          Map.entry('Y', "yyyy"),
          Map.entry('m', "MM"),
          Map.entry('d', "dd"),
          Map.entry('H', "HH"),
          Map.entry('M', "mm"),
          Map.entry('S', "ss"),
          Map.entry('f', "SSSSSS"),
          Map.entry('y', "yy"),
          Map.entry('j', "DDD"),
          Map.entry('b', "MMM"),
          Map.entry('B', "MMMM"),
          Map.entry('a', "EEE"),
          Map.entry('A', "EEEE"),
          Map.entry('F', "yyyy-MM-dd"),
          Map.entry('T', "HH:mm:ss"));

  private Times() {}

  static Value call(Function function, List<Value> in, InstantSource clock)
      throws EvaluationException {
    return switch (function) {
      case NOW -> Value.of(clock.millis() / 1e3);
      case NOW_MS -> Value.of(clock.millis());
      case FORMAT_TIME -> {
        Instant time = Instant.ofEpochMilli(Math.round(Values.number(in.getFirst()) * 1e3));
        yield Value.of(
            in.size() == 1
                ? time.toString()
                : formatted(time.atZone(ZoneOffset.UTC), Values.text(in.get(1))));
      }
      default -> throw new IllegalArgumentException(function.word());
    };
  }

  private static String formatted(ZonedDateTime time, String pattern) throws EvaluationException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c != '%' || i + 1 == pattern.length()) {
        text.append(c);
        continue;
      }
      char conversion = pattern.charAt(++i);
      String meaning = CONVERSIONS.get(conversion);
      if (meaning == null && conversion != '%') {
        throw new EvaluationException("%" + conversion + " is not known in '" + pattern + "'");
      }
      text.append(
          meaning == null ? "%" : DateTimeFormatter.ofPattern(meaning, Locale.ROOT).format(time));
    }
    return text.toString();
  }
}
