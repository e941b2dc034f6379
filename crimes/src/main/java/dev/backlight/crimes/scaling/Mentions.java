package dev.backlight.crimes.scaling;

import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import java.util.regex.Pattern;

/// Whether a configuration file says a word anywhere.
final class Mentions {

  private static final int MAX_DEPTH = 20;

  private Mentions() {}

  static boolean in(ConfigFile file, Pattern words) {
    return !file.syntax().name().endsWith("_LOCK")
        && file.documents().stream().anyMatch(document -> in(document, words, 0));
  }

  private static boolean in(ConfigValue value, Pattern words, int depth) {
    if (depth > MAX_DEPTH) {
      return false;
    }
    return switch (value) {
      case ConfigValue.Scalar scalar -> words.matcher(scalar.text()).find();
      case ConfigValue.Sequence sequence ->
          sequence.items().stream().anyMatch(item -> in(item, words, depth + 1));
      case ConfigValue.Mapping mapping ->
          mapping.entries().stream()
              .anyMatch(entry ->
                  words.matcher(entry.key()).find() || in(entry.value(), words, depth + 1));
    };
  }
}
