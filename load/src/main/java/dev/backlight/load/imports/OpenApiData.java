package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Expression.Fields.Field;
import dev.backlight.load.scenario.Function;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Examples of an OpenAPI description, and values made up from its schemas.
final class OpenApiData {

  private static final int MAX_DEPTH = 8;
  private static final int MAX_REFERENCES = 16;

  private final Map<?, ?> root;

  private final Set<String> missing = new LinkedHashSet<>();
  private final Set<String> patterns = new LinkedHashSet<>();

  OpenApiData(Map<?, ?> root) {
    this.root = root;
  }

  static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  /// What a `$ref` in the same document leads to.
  Map<?, ?> resolved(@Nullable Object written) {
    Map<?, ?> at = map(written);
    for (int i = 0; i < MAX_REFERENCES && at.get("$ref") instanceof String reference; i++) {
      if (!reference.startsWith("#/")) {
        missing.add(reference);
        return Map.of();
      }
      @Nullable Object found = root;
      for (String segment : reference.substring(2).split("/")) {
        found = map(found).get(segment.replace("~1", "/").replace("~0", "~"));
      }
      at = map(found);
      if (found == null) {
        missing.add(reference);
      }
    }
    return at;
  }

  /// References that lead to nothing in this document.
  Set<String> missing() {
    return missing;
  }

  /// Patterns that values were made up without.
  Set<String> patterns() {
    return patterns;
  }

  /// The example or default of a parameter, media type or schema.
  Optional<Expression> example(Map<?, ?> holder) {
    if (holder.get("example") instanceof Object example) {
      return Optional.of(literal(example));
    }
    for (Object each : map(holder.get("examples")).values()) {
      if (resolved(each).get("value") instanceof Object value) {
        return Optional.of(literal(value));
      }
    }
    if (holder.get("examples") instanceof List<?> list && !list.isEmpty()) {
      return Optional.of(literal(list.getFirst()));
    }
    if (holder.get("default") instanceof Object value) {
      return Optional.of(literal(value));
    }
    return holder.containsKey("schema")
        ? example(resolved(holder.get("schema")))
        : Optional.empty();
  }

  private static Expression literal(Object value) {
    return switch (value) {
      case Boolean truth -> Expression.truth(truth);
      case Integer number -> Expression.whole(number);
      case Long number -> Expression.whole(number);
      case Number number -> Expression.decimal(number.doubleValue());
      case List<?> list -> new Expression.Items(list.stream().map(OpenApiData::any).toList());
      case Map<?, ?> map ->
          new Expression.Fields(
              map.entrySet().stream()
                  .map(each ->
                      new Field(
                          Expression.text(String.valueOf(each.getKey())), any(each.getValue())))
                  .toList());
      default -> Expression.text(value.toString());
    };
  }

  private static Expression any(Object value) {
    return value == null ? Expression.NOTHING : literal(value);
  }

  /// A value that a schema allows.
  Expression made(@Nullable Object written, int depth) {
    Map<?, ?> schema = resolved(written);
    if (depth > MAX_DEPTH) {
      return Expression.NOTHING;
    }
    Optional<Expression> example = example(schema);
    if (example.isPresent()) {
      return example.get();
    }
    if (schema.get("enum") instanceof List<?> values && !values.isEmpty()) {
      return Expression.call(
          Function.RANDOM_CHOICE,
          new Expression.Items(values.stream().map(OpenApiData::any).toList()));
    }
    if (schema.get("const") instanceof Object value) {
      return literal(value);
    }
    for (String choice : List.of("oneOf", "anyOf")) {
      if (schema.get(choice) instanceof List<?> options && !options.isEmpty()) {
        return made(options.getFirst(), depth + 1);
      }
    }
    return switch (type(schema)) {
      case "object" -> object(schema, depth);
      case "array" -> {
        long count = Math.clamp((long) number(schema, "minItems", 1), 1, 10);
        List<Expression> items = new ArrayList<>();
        for (long i = 0; i < count; i++) {
          items.add(made(schema.get("items"), depth + 1));
        }
        yield new Expression.Items(List.copyOf(items));
      }
      case "integer" -> {
        long least = (long) number(schema, "minimum", 1);
        yield Expression.call(
            Function.RANDOM_INT,
            Expression.whole(least),
            Expression.whole(
                (long) number(schema, "maximum", (double) Math.max(100, least + 100))));
      }
      case "number" -> {
        double least = number(schema, "minimum", 0);
        yield Expression.call(
            Function.ROUND,
            Expression.call(
                Function.RANDOM_DECIMAL,
                Expression.decimal(least),
                Expression.decimal(number(schema, "maximum", least + 100))),
            Expression.whole(2));
      }
      case "boolean" ->
          Expression.call(
              Function.RANDOM_CHOICE,
              new Expression.Items(List.of(Expression.truth(true), Expression.truth(false))));
      default -> text(schema);
    };
  }

  private static String type(Map<?, ?> schema) {
    Object type = schema.get("type");
    if (type instanceof List<?> several) {
      return several.stream()
          .map(String::valueOf)
          .filter(each -> !each.equals("null"))
          .findFirst()
          .orElse("string");
    }
    if (type instanceof String word) {
      return word;
    }
    return schema.containsKey("properties") || schema.containsKey("allOf") ? "object" : "string";
  }

  private static double number(Map<?, ?> schema, String key, double otherwise) {
    return schema.get(key) instanceof Number number ? number.doubleValue() : otherwise;
  }

  /// All properties that a client may write.
  private Expression object(Map<?, ?> schema, int depth) {
    Map<String, Object> properties = new LinkedHashMap<>();
    collect(schema, properties, 0);
    List<Field> fields = new ArrayList<>();
    properties.forEach((name, property) -> {
      if (!Boolean.TRUE.equals(resolved(property).get("readOnly"))) {
        fields.add(new Field(Expression.text(name), made(property, depth + 1)));
      }
    });
    return new Expression.Fields(List.copyOf(fields));
  }

  private void collect(Map<?, ?> schema, Map<String, Object> properties, int depth) {
    if (depth < MAX_DEPTH && schema.get("allOf") instanceof List<?> parts) {
      parts.forEach(part -> collect(resolved(part), properties, depth + 1));
    }
    map(schema.get("properties"))
        .forEach((name, property) -> {
          if (property != null) {
            properties.put(String.valueOf(name), property);
          }
        });
  }

  private Expression text(Map<?, ?> schema) {
    if (schema.get("pattern") instanceof String pattern) {
      patterns.add(pattern);
    }
    Expression eight = Expression.whole((long) number(schema, "minLength", 8));
    Expression now = Expression.call(Function.NOW);
    return switch (String.valueOf(schema.get("format"))) {
      case "uuid" -> Expression.call(Function.UUID);
      case "date" -> Expression.call(Function.FORMAT_TIME, now, Expression.text("%Y-%m-%d"));
      case "date-time" -> Expression.call(Function.FORMAT_TIME, now);
      case "email" ->
          new Expression.Template(
              List.of(
                  Expression.call(Function.RANDOM_TEXT, Expression.whole(8)),
                  Expression.text("@example.com")));
      case "uri", "url" -> Expression.text("https://example.com/");
      default ->
          Expression.call(
              Function.RANDOM_TEXT,
              schema.get("maxLength") instanceof Number most && most.longValue() < 8
                  ? Expression.whole(most.longValue())
                  : eight);
    };
  }
}
