package dev.backlight.report;

import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// An object of a JSON document being read. What is missing or of another kind is an error that
/// names its place.
final class Node {

  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  private final String path;
  private final Map<?, ?> members;

  private Node(String path, Map<?, ?> members) {
    this.path = path;
    this.members = members;
  }

  static Node read(Reader reader) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), reader)) {
      parser.nextToken();
      return of("$", value(parser));
    }
  }

  private static @Nullable Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, value(parser));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield items;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case null, default -> throw new IllegalArgumentException("the JSON ends too early");
    };
  }

  private static Node of(String path, @Nullable Object value) {
    if (value instanceof Map<?, ?> members) {
      return new Node(path, members);
    }
    throw new IllegalArgumentException(path + " is not an object");
  }

  boolean has(String name) {
    return members.get(name) != null;
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  Node object(String name) {
    return of(path + "." + name, members.get(name));
  }

  String text(String name) {
    return expect(name, String.class, "a string");
  }

  /// Empty where there is no such member.
  String textOrEmpty(String name) {
    return has(name) ? text(name) : "";
  }

  boolean flag(String name) {
    return expect(name, Boolean.class, "true or false");
  }

  /// Null is a number that was not finite.
  double number(String name) {
    return has(name) ? expect(name, Double.class, "a number") : Double.NaN;
  }

  int whole(String name) {
    return (int) wholeLong(name);
  }

  long wholeLong(String name) {
    return (long) (double) expect(name, Double.class, "a number");
  }

  <T> List<T> objects(String name, Function<Node, T> each) {
    List<T> all = new ArrayList<>();
    for (Object item : list(name)) {
      all.add(each.apply(of(path + "." + name + "[" + all.size() + "]", item)));
    }
    return List.copyOf(all);
  }

  List<String> strings(String name) {
    return list(name).stream().map(String.class::cast).toList();
  }

  /// The member's value, found among `values` by `id`.
  <T> T oneOf(String name, T[] values, Function<T, String> id) {
    String wanted = text(name);
    for (T value : values) {
      if (id.apply(value).equals(wanted)) {
        return value;
      }
    }
    throw new IllegalArgumentException(path + "." + name + " is unknown: " + wanted);
  }

  IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(path + "." + name + " is unknown: " + text(name));
  }

  private List<?> list(String name) {
    return expect(name, List.class, "a list");
  }

  private <T> T expect(String name, Class<T> kind, String what) {
    Object value = members.get(name);
    if (!kind.isInstance(value)) {
      throw new IllegalArgumentException(path + "." + name + " is not " + what);
    }
    return kind.cast(value);
  }
}
