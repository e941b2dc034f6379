package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Translates methods of texts, lists, maps, dates and answers in Python.
final class PythonMethods {

  /// Methods whose receiver is the first argument of their counterpart.
  private static final Map<String, Function> METHODS =
      Map.ofEntries(
          Map.entry("upper", Function.UPPER),
          Map.entry("lower", Function.LOWER),
          Map.entry("strip", Function.TRIM),
          Map.entry("replace", Function.REPLACE),
          Map.entry("split", Function.SPLIT),
          Map.entry("startswith", Function.STARTS_WITH),
          Map.entry("endswith", Function.ENDS_WITH),
          Map.entry("find", Function.INDEX_OF),
          Map.entry("index", Function.INDEX_OF),
          Map.entry("get", Function.GET),
          Map.entry("keys", Function.KEYS),
          Map.entry("values", Function.VALUES),
          Map.entry("items", Function.ENTRIES));

  private static final Set<String> DATE_METHODS = Set.of("strftime", "timestamp");

  private static final Set<String> SAME_METHODS = Set.of("encode", "decode", "copy");

  private final Code code;
  private final LocustNames names;
  private final PythonExpressions expressions;
  private final PythonCalls calls;

  PythonMethods(Code code, LocustNames names, PythonExpressions expressions, PythonCalls calls) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
    this.calls = calls;
  }

  Expression translate(Expr.Call call, Expr.Member member, Frame frame) throws RefusedException {
    String name = member.name();
    if (name.equals("group")
        && member.receiver() instanceof Expr.Call search
        && code.dotted(search.callee()).equals("re.search")) {
      Expr.Literal number =
          call.arguments().size() == 1
                  && call.arguments().getFirst().value() instanceof Expr.Literal literal
              ? literal
              : new Expr.Literal(call.start(), call.end(), Expr.Literal.Kind.NUMBER, "0");
      return calls.search(search, number.text(), frame);
    }
    if (name.equals("get") && names.isClientCookies(member.receiver(), frame)) {
      return calls.plain(call, Function.COOKIE, frame);
    }
    if (name.equals("format")) {
      return format(call, member, frame);
    }
    Optional<Expression> date =
        name.equals("isoformat")
            ? names.data().faker().iso(member.receiver(), frame)
            : Optional.empty();
    if (date.isPresent()) {
      return date.get();
    }
    Expression receiver = moment(member, frame);
    if (SAME_METHODS.contains(name)) {
      return receiver;
    }
    List<Expression> arguments = new ArrayList<>(List.of(receiver));
    switch (name) {
      case "json" -> {
        return Expression.member(receiver, "json");
      }
      case "join" -> {
        return Expression.call(Function.JOIN, calls.first(call, frame), receiver);
      }
      case "total_seconds" -> {
        return elapsed(call, receiver);
      }
      case "isoformat" -> {
        return Expression.call(Function.FORMAT_TIME, receiver);
      }
      case "strftime" -> {
        return Expression.call(Function.FORMAT_TIME, receiver, calls.first(call, frame));
      }
      case "timestamp" -> {
        return receiver;
      }
      case "hexdigest" -> {
        if (receiver instanceof Expression.Call(Function function, List<Expression> _)
            && function == Function.SHA256) {
          return receiver;
        }
        throw new RefusedException(call, "this digest has no counterpart");
      }
      case "isdigit" -> {
        return Expression.binary(
            Infix.UNEQUAL,
            Expression.call(Function.REGEX, receiver, Expression.text("^\\d+$")),
            Expression.NOTHING);
      }
      case "group" -> {
        return new Expression.Index(
            receiver, call.arguments().isEmpty() ? Expression.whole(0) : calls.first(call, frame));
      }
      case "count", "pop", "append", "zfill" ->
          throw new RefusedException(call, "." + name + "() in an expression");
      default -> {
        Function function = METHODS.get(name);
        if (function == null) {
          throw new RefusedException(call, "." + name + "() has no counterpart");
        }
        arguments.addAll(calls.positional(call, frame));
        return PythonCalls.checked(call, function, arguments);
      }
    }
  }

  /// Dates that Faker makes are texts, and seconds where a method of dates is called.
  private Expression moment(Expr.Member member, Frame frame) throws RefusedException {
    Optional<Expression> seconds =
        DATE_METHODS.contains(member.name())
            ? names.data().faker().seconds(member.receiver(), frame)
            : Optional.empty();
    return seconds.isPresent() ? seconds.get() : expressions.translate(member.receiver(), frame);
  }

  /// `response.elapsed.total_seconds()`.
  private static Expression elapsed(Expr.Call call, Expression receiver) throws RefusedException {
    if (receiver instanceof Expression.Member(Expression of, String name, boolean _)
        && name.equals("elapsed")) {
      return Expression.binary(
          Infix.DIVIDED, Expression.member(of, "elapsed_ms"), Expression.decimal(1000));
    }
    throw new RefusedException(call, "a span of time");
  }

  private Expression format(Expr.Call call, Expr.Member member, Frame frame)
      throws RefusedException {
    Optional<String> pattern = names.constantText(member.receiver());
    if (pattern.isEmpty()) {
      throw new RefusedException(call, "format() of a text that is not known before the run");
    }
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> byName = new HashMap<>();
    for (Argument argument : call.arguments()) {
      if (argument.spread()) {
        throw new RefusedException(argument.value(), "an argument of this kind");
      }
      Expression value = expressions.translate(argument.value(), frame);
      if (argument.name().isEmpty()) {
        positional.add(value);
      } else {
        byName.put(argument.name(), value);
      }
    }
    return PythonStrings.format(pattern.get(), positional, byName, call.start());
  }
}
