package dev.backlight.source.config;

import dev.backlight.source.config.ConfigValue.Entry;
import dev.backlight.source.config.ConfigValue.Mapping;
import dev.backlight.source.config.ConfigValue.Scalar;
import dev.backlight.source.config.ConfigValue.Sequence;

/// Moves values that were read from a piece of a file to their place in the file.
final class Placing {

  private Placing() {}

  static ConfigValue allOn(int line, ConfigValue value) {
    return switch (value) {
      case Scalar scalar -> new Scalar(line, scalar.text());
      case Sequence sequence ->
          new Sequence(line, sequence.items().stream().map(item -> allOn(line, item)).toList());
      case Mapping mapping ->
          new Mapping(
              line,
              mapping.entries().stream()
                  .map(entry -> new Entry(entry.key(), line, allOn(line, entry.value())))
                  .toList());
    };
  }
}
