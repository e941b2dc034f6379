package dev.backlight.load.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Values as JSON.
public final class Json {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int EXCERPT = 60;

  private Json() {}

  public static Value read(String text) throws EvaluationException {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        throw new EvaluationException("an empty body is not JSON");
      }
      return value(parser);
    } catch (JacksonException e) {
      throw new EvaluationException("not JSON: " + excerpt(text));
    }
  }

  private static String excerpt(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT) + "…";
  }

  private static Value value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Value> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          fields.put(name, value(parser));
        }
        yield new Value.Fields(fields);
      }
      case START_ARRAY -> {
        List<Value> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield new Value.Items(items);
      }
      case VALUE_STRING -> Value.of(parser.getString());
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT, LONG -> Value.of(parser.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> Value.of(parser.getDoubleValue());
          };
      case VALUE_NUMBER_FLOAT -> Value.of(parser.getDoubleValue());
      case VALUE_TRUE -> Value.of(true);
      case VALUE_FALSE -> Value.of(false);
      case VALUE_NULL, NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          Value.NOTHING;
    };
  }

  public static String write(Value value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  static void write(Value value, StringBuilder out) {
    switch (value) {
      case Value.Nothing _ -> out.append("null");
      case Value.Truth(boolean truth) -> out.append(truth);
      case Value.Whole(long number) -> out.append(number);
      case Value.Decimal(double number) ->
          out.append(Double.isFinite(number) ? Double.toString(number) : "null");
      case Value.Text(String text) -> quote(text, out);
      case Value.Items(List<Value> items) -> {
        char before = '[';
        for (Value item : items) {
          out.append(before);
          write(item, out);
          before = ',';
        }
        out.append(items.isEmpty() ? "[]" : "]");
      }
      case Value.Fields(Map<String, Value> fields) -> {
        char before = '{';
        for (Map.Entry<String, Value> field : fields.entrySet()) {
          quote(field.getKey(), out.append(before));
          write(field.getValue(), out.append(':'));
          before = ',';
        }
        out.append(fields.isEmpty() ? "{}" : "}");
      }
      case Answer answer -> quote(answer.toString(), out);
    }
  }

  static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
