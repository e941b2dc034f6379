package dev.backlight.source.stack;

import dev.backlight.model.Location;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One setting: the keys on the way to it joined by dots, as written. `profile` is the environment
/// it belongs to (`application-prod.yml`: `prod`), empty for all.
public record Setting(String key, String value, String profile, Location place) {

  private static final Pattern DEFAULTED = Pattern.compile("\\$\\{[\\w.]+:-?([^{}]*)\\}");

  /// The value with placeholders that have a default replaced by it.
  public String effective() {
    return effective(value);
  }

  /// The effective value if it is a plain number.
  public OptionalDouble number() {
    return number(value);
  }

  static String effective(String text) {
    String value = text;
    for (int round = 0; round < 3 && value.contains("${"); round++) {
      value =
          DEFAULTED.matcher(value).replaceAll(match -> Matcher.quoteReplacement(match.group(1)));
    }
    return value;
  }

  static OptionalDouble number(String text) {
    String value = effective(text).strip().replace("_", "");
    return value.matches("-?\\d{1,15}(\\.\\d{1,15})?")
        ? OptionalDouble.of(Double.parseDouble(value))
        : OptionalDouble.empty();
  }

  /// A key without what the notations differ in: case, `-`, `_`, `:` and dots. `open-in-view`,
  /// `openInView`, `OPEN_IN_VIEW` are one key.
  static String canonical(String key) {
    StringBuilder kept = new StringBuilder(key.length());
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        kept.append(c);
      }
    }
    return kept.toString().toLowerCase(Locale.ROOT);
  }
}
