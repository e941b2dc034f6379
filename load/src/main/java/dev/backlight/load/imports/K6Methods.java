package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.source.code.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Translates methods of texts, lists, dates and answers in k6 scripts.
final class K6Methods {

  private static final Map<String, Function> METHODS =
      Map.ofEntries(
          Map.entry("toUpperCase", Function.UPPER),
          Map.entry("toLowerCase", Function.LOWER),
          Map.entry("trim", Function.TRIM),
          Map.entry("split", Function.SPLIT),
          Map.entry("join", Function.JOIN),
          Map.entry("startsWith", Function.STARTS_WITH),
          Map.entry("endsWith", Function.ENDS_WITH),
          Map.entry("indexOf", Function.INDEX_OF),
          Map.entry("replaceAll", Function.REPLACE),
          Map.entry("toString", Function.TEXT));

  private static final Set<String> LOOPS = Set.of("map", "filter", "find", "some", "every");

  private final Code code;
  private final K6Expressions expressions;
  private final K6Calls calls;

  K6Methods(Code code, K6Expressions expressions, K6Calls calls) {
    this.code = code;
    this.expressions = expressions;
    this.calls = calls;
  }

  Expression translate(Expr.Call call, Expr.Member member, Frame frame) throws RefusedException {
    String name = member.name();
    Expression receiver = expressions.translate(member.receiver(), frame);
    if (LOOPS.contains(name)) {
      return loop(call, name, receiver, frame);
    }
    switch (name) {
      case "json" -> {
        Expression json = Expression.maybe(receiver, "json");
        return call.arguments().isEmpty()
            ? json
            : Expression.call(Function.POINTER, json, calls.argument(call, 0, frame));
      }
      case "includes" -> {
        return Expression.binary(Infix.IN, calls.argument(call, 0, frame), receiver);
      }
      case "slice", "substring", "substr" -> {
        if (name.equals("substr") && call.arguments().size() > 1) {
          throw new RefusedException(call, "substr with a length");
        }
        Expression end =
            call.arguments().size() > 1 ? calls.argument(call, 1, frame) : Expression.NOTHING;
        return Expression.call(Function.SLICE, receiver, calls.argument(call, 0, frame), end);
      }
      case "toISOString" -> {
        return Expression.call(Function.FORMAT_TIME, receiver);
      }
      case "getTime" -> {
        return receiver.equals(Expression.call(Function.NOW))
            ? Expression.call(Function.NOW_MS)
            : Expression.binary(Infix.TIMES, receiver, Expression.whole(1000));
      }
      case "toFixed" -> {
        String places =
            call.arguments().isEmpty()
                ? "0"
                : code.text(K6Calls.first(call).start(), K6Calls.first(call).end());
        return Expression.call(Function.FORMAT, Expression.text("%." + places + "f"), receiver);
      }
      case "concat" -> {
        return Expression.binary(Infix.PLUS, receiver, calls.argument(call, 0, frame));
      }
      case "replace" -> {
        return PythonCalls.checked(
            call,
            Function.REPLACE,
            List.of(receiver, calls.argument(call, 0, frame), calls.argument(call, 1, frame)));
      }
      case "match" -> {
        return match(call, receiver);
      }
      case "padStart" -> {
        return padded(call, receiver, frame);
      }
      default -> {
        Function function = METHODS.get(name);
        if (function == null) {
          throw new RefusedException(call, "." + name + "() has no counterpart");
        }
        List<Expression> all = new ArrayList<>(List.of(receiver));
        all.addAll(calls.arguments(call, frame));
        return PythonCalls.checked(call, function, all);
      }
    }
  }

  private Expression padded(Expr.Call call, Expression receiver, Frame frame)
      throws RefusedException {
    if (!calls.argument(call, 1, frame).equals(Expression.text("0"))) {
      throw new RefusedException(call, "padStart with anything but zeros");
    }
    String width = code.text(K6Calls.first(call).start(), K6Calls.first(call).end());
    return Expression.call(Function.FORMAT, Expression.text("%0" + width + "d"), receiver);
  }

  /// All groups of a match as a list, so that `[1]` is the first one.
  private Expression match(Expr.Call call, Expression receiver) throws RefusedException {
    if (!(K6Calls.first(call) instanceof Expr.Literal literal
        && JsStrings.isPattern(code, literal))) {
      throw new RefusedException(call, "a match of a computed pattern");
    }
    String source = code.text(literal.start(), literal.end());
    int end = source.lastIndexOf('/');
    String flags = source.substring(end + 1);
    if (flags.contains("g")) {
      throw new RefusedException(call, "a match of all occurrences");
    }
    Expression pattern =
        Expression.text((flags.contains("i") ? "(?i)" : "") + source.substring(1, end));
    return new Expression.Conditional(
        Expression.binary(
            Infix.EQUAL,
            Expression.call(Function.REGEX, receiver, pattern, Expression.whole(0)),
            Expression.NOTHING),
        Expression.NOTHING,
        new Expression.Items(
            List.of(
                Expression.call(Function.REGEX, receiver, pattern, Expression.whole(0)),
                Expression.call(Function.REGEX, receiver, pattern))));
  }

  private Expression loop(Expr.Call call, String name, Expression receiver, Frame frame)
      throws RefusedException {
    String variable = frame.temporary("each");
    Expression element = new Expression.Variable(variable);
    Expression result = expressions.applied(K6Calls.first(call), List.of(element), frame);
    Expression yes = Expression.truth(true);
    return switch (name) {
      case "map" -> new Expression.Each(variable, receiver, yes, result);
      case "some" ->
          Expression.call(Function.ANY, new Expression.Each(variable, receiver, yes, result));
      case "every" ->
          Expression.call(Function.ALL, new Expression.Each(variable, receiver, yes, result));
      case "find" ->
          Expression.call(
              Function.GET,
              new Expression.Each(variable, receiver, result, element),
              Expression.whole(0));
      default -> new Expression.Each(variable, receiver, result, element);
    };
  }
}
