package dev.backlight.source.config;

import java.util.ArrayList;
import java.util.List;

/// A value of a configuration file with the line it stands on, from 1.
///
/// Every syntax lowers to this tree. Keys may repeat (nginx directives, Terraform blocks). A
/// block's own arguments (`location /api {`, `backend web`, text beside child elements in XML)
/// stand under the empty key; XML attributes under `@name`.
public sealed interface ConfigValue {

  int line();

  /// A number, word, string or null as its text without quotes.
  record Scalar(int line, String text) implements ConfigValue {

    /// What is not there: [#line] 0 and an empty text. It stands here because a constant of the
    /// interface would have two threads wait for each other's class initialization.
    public static final ConfigValue ABSENT = new Scalar(0, "");
  }

  record Sequence(int line, List<ConfigValue> items) implements ConfigValue {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  record Mapping(int line, List<Entry> entries) implements ConfigValue {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /// A key with its value; `line` is the key's.
  record Entry(String key, int line, ConfigValue value) {}

  default boolean isAbsent() {
    return line() == 0;
  }

  /// The first value under these keys, one below the other, or [Scalar#ABSENT].
  default ConfigValue get(String... keys) {
    ConfigValue at = this;
    for (String key : keys) {
      at = at.child(key);
    }
    return at;
  }

  private ConfigValue child(String key) {
    if (this instanceof Mapping mapping) {
      for (Entry entry : mapping.entries()) {
        if (entry.key().equals(key)) {
          return entry.value();
        }
      }
    }
    return Scalar.ABSENT;
  }

  /// All values under a key that may repeat, in order.
  default List<ConfigValue> all(String key) {
    List<ConfigValue> found = new ArrayList<>();
    for (Entry entry : entries()) {
      if (entry.key().equals(key)) {
        found.add(entry.value());
      }
    }
    return found;
  }

  /// A mapping's entries; none for anything else.
  default List<Entry> entries() {
    return this instanceof Mapping mapping ? mapping.entries() : List.of();
  }

  /// A sequence's items; a lone scalar or mapping is one item.
  default List<ConfigValue> items() {
    return switch (this) {
      case Sequence sequence -> sequence.items();
      case Scalar scalar -> scalar.isAbsent() ? List.of() : List.of(scalar);
      case Mapping mapping -> List.of(mapping);
    };
  }

  /// A scalar's text, a sequence's scalars joined by blanks, a mapping's own argument.
  default String text() {
    return switch (this) {
      case Scalar scalar -> scalar.text();
      case Sequence sequence ->
          String.join(" ", sequence.items().stream().map(ConfigValue::text).toList());
      case Mapping mapping -> mapping.get("").text();
    };
  }

  /// The text under these keys, empty if absent.
  default String text(String... keys) {
    return get(keys).text();
  }
}
