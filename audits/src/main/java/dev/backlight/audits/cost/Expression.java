package dev.backlight.audits.cost;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// A parsed arithmetic expression of a cost formula.
sealed interface Expression {

  record Literal(double value) implements Expression {}

  record Name(String name) implements Expression {}

  record Negated(Expression operand) implements Expression {}

  record Binary(Operator operator, Expression left, Expression right) implements Expression {}

  record Call(Operation operation, List<Expression> arguments) implements Expression {}

  enum Operator {
    PLUS(" + ", 1),
    MINUS(" − ", 1),
    TIMES(" × ", 2),
    OVER(" / ", 2);

    private final String sign;
    private final int precedence;

    Operator(String sign, int precedence) {
      this.sign = sign;
      this.precedence = precedence;
    }

    private double apply(double left, double right) {
      return switch (this) {
        case PLUS -> left + right;
        case MINUS -> left - right;
        case TIMES -> left * right;
        case OVER -> left / right;
      };
    }
  }

  enum Operation {
    CEIL("ceil", "⌈", "⌉"),
    FLOOR("floor", "⌊", "⌋"),
    MAX("max", "max(", ")"),
    MIN("min", "min(", ")"),
    LOG2("log2", "log₂(", ")"),
    SQRT("sqrt", "√(", ")");

    private final String id;
    private final String open;
    private final String close;

    Operation(String id, String open, String close) {
      this.id = id;
      this.open = open;
      this.close = close;
    }

    String id() {
      return id;
    }

    boolean variadic() {
      return this == MAX || this == MIN;
    }

    private double apply(List<Double> values) {
      double first = values.getFirst();
      return switch (this) {
        case CEIL -> Math.ceil(first);
        case FLOOR -> Math.floor(first);
        case MAX -> values.stream().mapToDouble(v -> v).reduce(first, Math::max);
        case MIN -> values.stream().mapToDouble(v -> v).reduce(first, Math::min);
        case LOG2 -> Math.log(first) / Math.log(2);
        case SQRT -> Math.sqrt(first);
      };
    }
  }

  static Expression parse(String text) {
    return new ExpressionParser(text).parse();
  }

  /// The value with the given meaning of names. May be infinite or NaN, as arithmetic has it.
  default double value(ToDoubleFunction<String> quantities) {
    return switch (this) {
      case Literal(double value) -> value;
      case Name(String name) -> quantities.applyAsDouble(name);
      case Negated(Expression operand) -> -operand.value(quantities);
      case Binary(Operator operator, Expression left, Expression right) ->
          operator.apply(left.value(quantities), right.value(quantities));
      case Call(Operation operation, List<Expression> arguments) ->
          operation.apply(arguments.stream().map(a -> a.value(quantities)).toList());
    };
  }

  /// The names it uses, sorted.
  default Set<String> names() {
    Set<String> names = new TreeSet<>();
    collect(this, names);
    return names;
  }

  private static void collect(Expression expression, Set<String> names) {
    switch (expression) {
      case Literal _ -> {}
      case Name(String name) -> names.add(name);
      case Negated(Expression operand) -> collect(operand, names);
      case Binary(_, Expression left, Expression right) -> {
        collect(left, names);
        collect(right, names);
      }
      case Call(_, List<Expression> arguments) -> arguments.forEach(a -> collect(a, names));
    }
  }

  /// In the notation of a textbook, each name printed by `quantities`: `⌈50 / 20⌉ × 20 ms`.
  default String print(Function<String, String> quantities) {
    return switch (this) {
      case Literal(double value) -> Figures.number(value);
      case Name(String name) -> quantities.apply(name);
      case Negated(Expression operand) ->
          "−"
              + (operand instanceof Binary
                  ? "(" + operand.print(quantities) + ")"
                  : operand.print(quantities));
      case Binary(Operator operator, Expression left, Expression right) ->
          grouped(left, operator.precedence, quantities)
              + operator.sign
              + grouped(right, rightPrecedence(operator), quantities);
      case Call(Operation operation, List<Expression> arguments) ->
          arguments.stream()
              .map(a -> a.print(quantities))
              .collect(Collectors.joining(", ", operation.open, operation.close));
    };
  }

  private static int rightPrecedence(Operator operator) {
    boolean associative = operator == Operator.PLUS || operator == Operator.TIMES;
    return associative ? operator.precedence : operator.precedence + 1;
  }

  private static String grouped(
      Expression operand, int precedence, Function<String, String> quantities) {
    String text = operand.print(quantities);
    return operand instanceof Binary(Operator inner, _, _) && inner.precedence < precedence
        ? "(" + text + ")"
        : text;
  }
}
