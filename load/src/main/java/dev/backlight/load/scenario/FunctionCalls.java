package dev.backlight.load.scenario;

import static dev.backlight.load.scenario.Values.number;
import static dev.backlight.load.scenario.Values.text;
import static dev.backlight.load.scenario.Values.whole;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Carries out [Function]s.
final class FunctionCalls {

  private static final int MAX_ITEMS = 1_000_000;

  private FunctionCalls() {}

  static Value call(Function function, List<Value> in, Scope scope) throws EvaluationException {
    return switch (function) {
      case RANDOM_INT, RANDOM_DECIMAL, RANDOM_CHOICE, RANDOM_TEXT, SAMPLE, CHOICES, UUID ->
          Randomness.call(function, in, scope.random());
      case FAKE -> FakeData.call(in, scope.random());
      case ROWS -> scope.rows(text(in.getFirst()));
      case NOW, NOW_MS, FORMAT_TIME -> Times.call(function, in, scope.clock());
      case USER -> Value.of(scope.user());
      case ITERATION -> Value.of(scope.iteration());
      case ENV -> environment(in, scope);
      case COOKIE ->
          scope
              .cookie(text(in.getFirst()))
              .map(Value::of)
              .orElse(in.size() > 1 ? in.get(1) : Value.NOTHING);
      case JSON -> Value.of(Json.write(in.getFirst()));
      case PARSE_JSON -> Json.read(text(in.getFirst()));
      case POINTER -> found(in, Selection.json(in.get(0), text(in.get(1))));
      case REGEX -> regex(in);
      case GET -> found(in, Evaluator.find(in.get(0), in.get(1)));
      case LENGTH -> Value.of(length(in.getFirst()));
      case KEYS -> new Value.Items(Evaluator.items(new Value.Fields(fields(in.getFirst()))));
      case VALUES -> new Value.Items(List.copyOf(fields(in.getFirst()).values()));
      case ENTRIES ->
          new Value.Items(
              fields(in.getFirst()).entrySet().stream()
                  .map(e -> (Value) new Value.Items(List.of(Value.of(e.getKey()), e.getValue())))
                  .toList());
      case MERGE -> merged(in);
      case WITHOUT -> without(in.get(0), in.get(1));
      case RANGE -> range(in);
      case SLICE -> slice(in.get(0), in.get(1), in.get(2));
      case UPPER -> Value.of(text(in.getFirst()).toUpperCase(Locale.ROOT));
      case LOWER -> Value.of(text(in.getFirst()).toLowerCase(Locale.ROOT));
      case TRIM -> Value.of(text(in.getFirst()).strip());
      case REPLACE -> Value.of(text(in.get(0)).replace(text(in.get(1)), text(in.get(2))));
      case SPLIT -> split(in);
      case JOIN -> joined(Evaluator.items(in.get(0)), text(in.get(1)));
      case STARTS_WITH -> Value.of(text(in.get(0)).startsWith(text(in.get(1))));
      case ENDS_WITH -> Value.of(text(in.get(0)).endsWith(text(in.get(1))));
      case INDEX_OF -> Value.of(indexOf(in.get(0), in.get(1)));
      case FORMAT -> Formatting.format(text(in.getFirst()), in.subList(1, in.size()));
      case TEXT -> Value.of(text(in.getFirst()));
      case NUMBER ->
          in.getFirst() instanceof Value.Text(String text)
              ? Values.parse(text)
              : Values.isNumber(in.getFirst()) ? in.getFirst() : Value.of(whole(in.getFirst()));
      case WHOLE -> Value.of(whole(in.getFirst()));
      case DECIMAL -> Value.of(number(in.getFirst()));
      case ROUND -> Formatting.round(in);
      case FLOOR -> Value.of((long) Math.floor(number(in.getFirst())));
      case CEIL -> Value.of((long) Math.ceil(number(in.getFirst())));
      case ABS ->
          in.getFirst() instanceof Value.Whole(long number)
              ? Value.of(Math.abs(number))
              : Value.of(Math.abs(number(in.getFirst())));
      case MIN -> extreme(in, -1);
      case MAX -> extreme(in, 1);
      case SUM -> sum(Evaluator.items(in.getFirst()));
      case POWER -> power(in.get(0), in.get(1));
      case ANY -> Value.of(Evaluator.items(in.getFirst()).stream().anyMatch(Values::truth));
      case ALL -> Value.of(Evaluator.items(in.getFirst()).stream().allMatch(Values::truth));
      case BASE64 -> Value.of(Base64.getEncoder().encodeToString(bytes(in.getFirst())));
      case FROM_BASE64 -> fromBase64(text(in.getFirst()));
      case URL_ENCODE -> Value.of(encoded(text(in.getFirst())));
      case SHA256 -> Value.of(Digests.sha256(bytes(in.getFirst())));
      case HMAC_SHA256 -> Value.of(Digests.hmacSha256(bytes(in.get(0)), bytes(in.get(1))));
      case TYPE -> Value.of(Values.type(in.getFirst()));
    };
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static byte[] bytes(Value value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  private static Value fromBase64(String text) throws EvaluationException {
    try {
      return Value.of(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new EvaluationException("not Base64: " + text);
    }
  }

  private static Value environment(List<Value> in, Scope scope) {
    String value = scope.environment().get(text(in.getFirst()));
    return value != null ? Value.of(value) : in.size() > 1 ? in.get(1) : Value.NOTHING;
  }

  /// What was found, or the third value.
  private static Value found(List<Value> in, Optional<Value> found) {
    return found.orElse(in.size() > 2 ? in.get(2) : Value.NOTHING);
  }

  private static Value regex(List<Value> in) throws EvaluationException {
    int group = in.size() > 2 ? (int) whole(in.get(2)) : -1;
    return Selection.regex(text(in.get(0)), text(in.get(1)), group).orElse(Value.NOTHING);
  }

  private static long length(Value value) throws EvaluationException {
    return switch (value) {
      case Value.Text(String text) -> text.length();
      case Answer answer -> answer.size();
      default -> Evaluator.items(value).size();
    };
  }

  private static Map<String, Value> fields(Value value) throws EvaluationException {
    if (value instanceof Value.Fields(Map<String, Value> fields)) {
      return fields;
    }
    throw new EvaluationException("a " + Values.type(value) + " is not a map");
  }

  private static Value merged(List<Value> maps) throws EvaluationException {
    Map<String, Value> merged = new LinkedHashMap<>();
    for (Value map : maps) {
      if (!(map instanceof Value.Nothing)) {
        merged.putAll(fields(map));
      }
    }
    return new Value.Fields(merged);
  }

  private static Value without(Value whole, Value part) throws EvaluationException {
    if (whole instanceof Value.Items(List<Value> items)) {
      List<Value> left = new ArrayList<>(items);
      long at = whole(part);
      at = at < 0 ? items.size() + at : at;
      if (at >= 0 && at < items.size()) {
        left.remove((int) at);
      }
      return new Value.Items(left);
    }
    Map<String, Value> left = new LinkedHashMap<>(fields(whole));
    left.remove(text(part));
    return new Value.Fields(left);
  }

  private static Value range(List<Value> in) throws EvaluationException {
    long from = in.size() == 1 ? 0 : whole(in.getFirst());
    long to = whole(in.get(in.size() == 1 ? 0 : 1));
    long step = in.size() == 3 ? whole(in.get(2)) : 1;
    if (step == 0 || (to - from) / step > MAX_ITEMS) {
      throw new EvaluationException("a range from " + from + " to " + to + " by " + step);
    }
    List<Value> numbers = new ArrayList<>();
    for (long n = from; step > 0 ? n < to : n > to; n += step) {
      numbers.add(Value.of(n));
    }
    return new Value.Items(numbers);
  }

  private static Value slice(Value value, Value from, Value to) throws EvaluationException {
    int size = (int) length(value);
    int start = place(from, 0, size);
    int end = Math.max(start, place(to, size, size));
    return value instanceof Value.Text(String text)
        ? Value.of(text.substring(start, end))
        : new Value.Items(List.copyOf(Evaluator.items(value).subList(start, end)));
  }

  private static int place(Value value, int otherwise, int size) throws EvaluationException {
    if (value instanceof Value.Nothing) {
      return otherwise;
    }
    long at = whole(value);
    return Math.clamp(at < 0 ? at + size : at, 0, size);
  }

  private static Value split(List<Value> in) {
    String text = text(in.getFirst());
    String[] parts =
        in.size() == 1
            ? text.strip().split("\\s+")
            : text.split(Pattern.quote(text(in.get(1))), -1);
    return new Value.Items(Arrays.stream(parts).map(Value::of).toList());
  }

  private static Value joined(List<Value> items, String between) {
    return Value.of(String.join(between, items.stream().map(Values::text).toList()));
  }

  private static long indexOf(Value whole, Value part) throws EvaluationException {
    if (whole instanceof Value.Text(String text)) {
      return text.indexOf(text(part));
    }
    List<Value> items = Evaluator.items(whole);
    for (int i = 0; i < items.size(); i++) {
      if (Values.equal(items.get(i), part)) {
        return i;
      }
    }
    return -1;
  }

  private static Value extreme(List<Value> in, int sign) throws EvaluationException {
    List<Value> values = in.size() == 1 ? Evaluator.items(in.getFirst()) : in;
    if (values.isEmpty()) {
      throw new EvaluationException("an empty list has no least and no greatest element");
    }
    Value best = values.getFirst();
    for (Value value : values) {
      best = Values.compare(value, best) * sign > 0 ? value : best;
    }
    return best;
  }

  private static Value sum(List<Value> values) throws EvaluationException {
    Value sum = Value.of(0);
    for (Value value : values) {
      sum = Values.arithmetic(Operator.Infix.PLUS, sum, value);
    }
    return sum;
  }

  private static Value power(Value base, Value exponent) throws EvaluationException {
    double result = Math.pow(number(base), number(exponent));
    boolean whole =
        base instanceof Value.Whole
            && exponent instanceof Value.Whole(long n)
            && n >= 0
            && Math.abs(result) < 1L << 52;
    return whole ? Value.of((long) result) : Value.of(result);
  }
}
