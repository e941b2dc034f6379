package dev.backlight.source.stack;

import dev.backlight.source.stack.Technologies.DataLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `facts.txt`: which settings and directives are facts, and of which topic.
final class FactLines {

  /// A setting's key: `name` as in the file, canonical `key`, `suffix` if any prefix may stand
  /// before.
  record Key(Topic topic, String name, String key, boolean suffix) {}

  private static final FactLines SHIPPED = read();

  private final List<Key> settings = new ArrayList<>();
  private final Map<String, Topic> directives = new HashMap<>();

  private FactLines() {}

  static FactLines shipped() {
    return SHIPPED;
  }

  private static FactLines read() {
    FactLines lines = new FactLines();
    for (DataLine line : DataLine.read("facts.txt")) {
      Topic topic = Topic.of(line.name());
      for (String word : line.words()) {
        if (word.startsWith("setting:")) {
          String name = word.substring("setting:".length());
          boolean suffix = name.startsWith("*.");
          lines.settings.add(new Key(topic, name, Setting.canonical(name), suffix));
        } else {
          lines.directives.put(word, topic);
        }
      }
    }
    return lines;
  }

  List<Key> settings() {
    return settings;
  }

  /// The topic of a directive (`nginx:gzip`), if it is a fact.
  Optional<Topic> directive(String name) {
    return Optional.ofNullable(directives.get(name));
  }
}
