package dev.backlight.source.config;

import dev.backlight.source.config.ConfigValue.Entry;
import dev.backlight.source.config.ConfigValue.Mapping;
import dev.backlight.source.config.ConfigValue.Scalar;
import java.util.ArrayList;
import java.util.List;

/// A mapping under construction, in the order of the file.
final class Tree {

  /// Nesting that no honest configuration file reaches.
  static final int DEPTH_LIMIT = 100;

  /// Values of one file; beyond it the file is data, not configuration (and aliases may multiply).
  static final int VALUE_LIMIT = 200_000;

  private final int line;
  private final List<Entry> entries = new ArrayList<>();

  Tree(int line) {
    this.line = Math.max(1, line);
  }

  Tree add(String key, int at, ConfigValue value) {
    entries.add(new Entry(key, at, value));
    return this;
  }

  Tree add(String key, int at, String text) {
    return add(key, at, new Scalar(at, text));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  Mapping done() {
    return new Mapping(line, entries);
  }
}
