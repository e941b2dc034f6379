package dev.backlight.source.config;

import dev.backlight.source.config.ConfigValue.Entry;
import dev.backlight.source.config.ConfigValue.Mapping;
import dev.backlight.source.config.ConfigValue.Scalar;
import dev.backlight.source.config.ConfigValue.Sequence;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/// JSON with comments and trailing commas.
final class JsonReading {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(Tree.DEPTH_LIMIT).build())
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  private final JsonParser parser;
  private int values;

  private JsonReading(JsonParser parser) {
    this.parser = parser;
  }

  /// A parser for readers that want a few values of a large file.
  static JsonParser parser(String text) {
    return FACTORY.createParser(ObjectReadContext.empty(), text);
  }

  static ConfigValue read(String text) {
    try (JsonParser parser = parser(text)) {
      JsonToken first = parser.nextToken();
      return first == null ? ConfigValue.Scalar.ABSENT : new JsonReading(parser).value(first);
    }
  }

  private ConfigValue value(JsonToken token) {
    int line = line();
    if (++values > Tree.VALUE_LIMIT) {
      throw new DamagedException(line, "too large");
    }
    if (token == JsonToken.START_OBJECT) {
      List<Entry> entries = new ArrayList<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = parser.currentName();
        int at = line();
        entries.add(new Entry(key, at, value(parser.nextToken())));
      }
      return new Mapping(line, entries);
    }
    if (token == JsonToken.START_ARRAY) {
      List<ConfigValue> items = new ArrayList<>();
      for (JsonToken next = parser.nextToken();
          next != JsonToken.END_ARRAY && next != null;
          next = parser.nextToken()) {
        items.add(value(next));
      }
      return new Sequence(line, items);
    }
    return new Scalar(line, String.valueOf(parser.getString()));
  }

  private int line() {
    return Math.max(1, parser.currentTokenLocation().getLineNr());
  }
}
