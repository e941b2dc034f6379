package dev.backlight.load.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Gives expressions their values.
public final class Evaluator {

  private static final int MAX_REACH = 1_000_000;

  private Evaluator() {}

  public static Value evaluate(Expression expression, Scope scope) throws EvaluationException {
    return switch (expression) {
      case Expression.Literal(Value value) -> value;
      case Expression.Variable(String name) -> scope.get(name);
      case Expression.Template(List<Expression> parts) -> {
        StringBuilder text = new StringBuilder();
        for (Expression part : parts) {
          text.append(Values.text(evaluate(part, scope)));
        }
        yield Value.of(text.toString());
      }
      case Expression.Items(List<Expression> elements) -> new Value.Items(all(elements, scope));
      case Expression.Fields(List<Expression.Fields.Field> fields) -> fields(fields, scope);
      case Expression.Member(Expression of, String name, boolean lenient) ->
          lenient
              ? field(evaluate(of, scope), name).orElse(Value.NOTHING)
              : required(of, evaluate(of, scope), name);
      case Expression.Index(Expression of, Expression index) ->
          element(of, evaluate(of, scope), evaluate(index, scope));
      case Expression.Unary(Operator.Prefix operator, Expression operand) -> {
        Value value = evaluate(operand, scope);
        yield switch (operator) {
          case NOT -> Value.of(!Values.truth(value));
          case MINUS -> Values.arithmetic(Operator.Infix.MINUS, Value.of(0), value);
        };
      }
      case Expression.Binary binary -> binary(binary, scope);
      case Expression.Conditional(Expression condition, Expression then, Expression otherwise) ->
          evaluate(Values.truth(evaluate(condition, scope)) ? then : otherwise, scope);
      case Expression.Call(Function function, List<Expression> arguments) ->
          FunctionCalls.call(function, all(arguments, scope), scope);
      case Expression.Each each -> each(each, scope);
    };
  }

  public static String text(Expression expression, Scope scope) throws EvaluationException {
    return Values.text(evaluate(expression, scope));
  }

  static boolean truth(Expression expression, Scope scope) throws EvaluationException {
    return Values.truth(evaluate(expression, scope));
  }

  private static List<Value> all(List<Expression> expressions, Scope scope)
      throws EvaluationException {
    List<Value> values = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      values.add(evaluate(expression, scope));
    }
    return values;
  }

  private static Value fields(List<Expression.Fields.Field> fields, Scope scope)
      throws EvaluationException {
    Map<String, Value> values = new LinkedHashMap<>();
    for (Expression.Fields.Field field : fields) {
      values.put(text(field.key(), scope), evaluate(field.value(), scope));
    }
    return new Value.Fields(values);
  }

  private static Value binary(Expression.Binary binary, Scope scope) throws EvaluationException {
    Value left = evaluate(binary.left(), scope);
    switch (binary.operator()) {
      case OR -> {
        return Values.truth(left) ? left : evaluate(binary.right(), scope);
      }
      case AND -> {
        return Values.truth(left) ? evaluate(binary.right(), scope) : left;
      }
      default -> {}
    }
    Value right = evaluate(binary.right(), scope);
    return switch (binary.operator()) {
      case EQUAL -> Value.of(Values.equal(left, right));
      case UNEQUAL -> Value.of(!Values.equal(left, right));
      case LESS -> Value.of(Values.compare(left, right) < 0);
      case AT_MOST -> Value.of(Values.compare(left, right) <= 0);
      case GREATER -> Value.of(Values.compare(left, right) > 0);
      case AT_LEAST -> Value.of(Values.compare(left, right) >= 0);
      case IN -> Value.of(Values.in(left, right));
      case PLUS -> plus(left, right);
      case TIMES -> times(left, right);
      case MINUS, DIVIDED, DIVIDED_DOWN, MODULO ->
          Values.arithmetic(binary.operator(), left, right);
      case OR, AND -> throw new IllegalStateException();
    };
  }

  private static Value plus(Value left, Value right) throws EvaluationException {
    if (left instanceof Value.Text || right instanceof Value.Text) {
      return Value.of(Values.text(left) + Values.text(right));
    }
    if (left instanceof Value.Items(List<Value> a) && right instanceof Value.Items(List<Value> b)) {
      List<Value> joined = new ArrayList<>(a);
      joined.addAll(b);
      return new Value.Items(joined);
    }
    return Values.arithmetic(Operator.Infix.PLUS, left, right);
  }

  /// A text or list so many times, or a product.
  private static Value times(Value left, Value right) throws EvaluationException {
    if (left instanceof Value.Text(String text) && right instanceof Value.Whole(long count)) {
      return Value.of(text.repeat(Math.clamp(count, 0, MAX_REACH / Math.max(1, text.length()))));
    }
    if (left instanceof Value.Items(List<Value> items) && right instanceof Value.Whole(long n)) {
      List<Value> repeated = new ArrayList<>();
      for (long i = 0; i < n && repeated.size() < MAX_REACH; i++) {
        repeated.addAll(items);
      }
      return new Value.Items(repeated);
    }
    return Values.arithmetic(Operator.Infix.TIMES, left, right);
  }

  private static Value required(Expression of, Value value, String name)
      throws EvaluationException {
    Optional<Value> field = field(value, name);
    if (field.isEmpty()) {
      throw new EvaluationException(missing("no field '" + name + "'", of, value));
    }
    return field.get();
  }

  private static String missing(String what, Expression of, Value value) {
    String known =
        value instanceof Value.Fields(Map<String, Value> fields)
            ? " (it has " + String.join(", ", fields.keySet().stream().limit(8).toList()) + ")"
            : "";
    return what + " in " + ExpressionText.of(of) + ", a " + Values.type(value) + known;
  }

  static Optional<Value> field(Value value, String name) throws EvaluationException {
    return switch (value) {
      case Value.Fields(Map<String, Value> fields) -> Optional.ofNullable(fields.get(name));
      case Answer answer -> part(answer, name);
      case Value.Items(List<Value> items) when name.equals("length") ->
          Optional.of(Value.of(items.size()));
      case Value.Text(String text) when name.equals("length") ->
          Optional.of(Value.of(text.length()));
      default -> Optional.empty();
    };
  }

  private static Optional<Value> part(Answer answer, String name) throws EvaluationException {
    return switch (name) {
      case "status" -> Optional.of(Value.of(answer.status()));
      case "ok" -> Optional.of(Value.of(answer.isOk()));
      case "text", "body" -> Optional.of(Value.of(answer.text()));
      case "json" -> Optional.of(answer.json());
      case "headers" -> Optional.of(answer.headers());
      case "cookies" -> Optional.of(answer.cookies());
      case "url" -> Optional.of(Value.of(answer.url()));
      case "size" -> Optional.of(Value.of(answer.size()));
      case "error" -> Optional.of(Value.of(answer.error()));
      case "elapsed_ms" -> Optional.of(Value.of(answer.elapsed().toNanos() / 1e6));
      default ->
          throw new EvaluationException(
              "an answer has no '"
                  + name
                  + "', but status, ok, text, json, headers, cookies, url, size, error and"
                  + " elapsed_ms");
    };
  }

  private static Value element(Expression of, Value value, Value index) throws EvaluationException {
    Optional<Value> element = find(value, index);
    if (element.isEmpty()) {
      throw new EvaluationException(missing("no " + Json.write(index), of, value));
    }
    return element.get();
  }

  /// An element by its place or a field by its name; a header in any case.
  static Optional<Value> find(Value value, Value index) throws EvaluationException {
    return switch (value) {
      case Value.Items(List<Value> items) -> {
        long at = Values.whole(index);
        at = at < 0 ? items.size() + at : at;
        yield at >= 0 && at < items.size() ? Optional.of(items.get((int) at)) : Optional.empty();
      }
      case Value.Text(String text) when index instanceof Value.Whole(long place) -> {
        long at = place < 0 ? text.length() + place : place;
        yield at >= 0 && at < text.length()
            ? Optional.of(Value.of(text.substring((int) at, (int) at + 1)))
            : Optional.empty();
      }
      case Value.Fields(Map<String, Value> fields) -> {
        String name = Values.text(index);
        Value field = fields.get(name);
        yield Optional.ofNullable(
            field == null ? fields.get(name.toLowerCase(Locale.ROOT)) : field);
      }
      case Answer _ -> field(value, Values.text(index));
      case Value _ -> Optional.empty();
    };
  }

  private static Value each(Expression.Each each, Scope scope) throws EvaluationException {
    Optional<Value> before = scope.own(each.variable());
    List<Value> results = new ArrayList<>();
    for (Value item : items(evaluate(each.source(), scope))) {
      scope.set(each.variable(), item);
      if (truth(each.condition(), scope)) {
        results.add(evaluate(each.element(), scope));
      }
    }
    scope.restore(each.variable(), before);
    return new Value.Items(results);
  }

  /// What a loop over a value goes through.
  static List<Value> items(Value value) throws EvaluationException {
    return switch (value) {
      case Value.Items(List<Value> items) -> items;
      case Value.Fields(Map<String, Value> fields) ->
          fields.keySet().stream().map(Value::of).toList();
      case Value.Text(String text) ->
          text.chars().mapToObj(c -> Value.of(String.valueOf((char) c))).toList();
      case Value other ->
          throw new EvaluationException("a " + Values.type(other) + " has no elements");
    };
  }
}
