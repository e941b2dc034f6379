package dev.backlight.load.scenario;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/// What values are to each other: truth, text, equality, order, arithmetic.
final class Values {

  private Values() {}

  /// Nothing, zero and what is empty are false.
  static boolean truth(Value value) {
    return switch (value) {
      case Value.Nothing _ -> false;
      case Value.Truth(boolean truth) -> truth;
      case Value.Whole(long number) -> number != 0;
      case Value.Decimal(double number) -> number != 0;
      case Value.Text(String text) -> !text.isEmpty();
      case Value.Items(List<Value> items) -> !items.isEmpty();
      case Value.Fields(Map<String, Value> fields) -> !fields.isEmpty();
      case Answer answer -> answer.isOk();
    };
  }

  static String text(Value value) {
    return switch (value) {
      case Value.Text(String text) -> text;
      case Value.Nothing _ -> "null";
      case Value.Decimal(double number) -> decimal(number);
      case Value other -> Json.write(other);
    };
  }

  /// Plainly, without an exponent where that is readable.
  private static String decimal(double number) {
    double size = Math.abs(number);
    return size >= 1e-4 && size < 1e15
        ? trimmed(BigDecimal.valueOf(number).toPlainString())
        : Double.toString(number);
  }

  private static String trimmed(String text) {
    return text.indexOf('.') < 0 ? text + ".0" : text;
  }

  static String type(Value value) {
    return switch (value) {
      case Value.Nothing _ -> "nothing";
      case Value.Truth _ -> "truth";
      case Value.Whole _, Value.Decimal _ -> "number";
      case Value.Text _ -> "text";
      case Value.Items _ -> "list";
      case Value.Fields _ -> "map";
      case Answer _ -> "answer";
    };
  }

  static boolean equal(Value a, Value b) {
    if (isNumber(a) && isNumber(b)) {
      return a instanceof Value.Whole(long x) && b instanceof Value.Whole(long y)
          ? x == y
          : asDouble(a) == asDouble(b);
    }
    return a.equals(b);
  }

  static int compare(Value a, Value b) throws EvaluationException {
    if (a instanceof Value.Text(String x) && b instanceof Value.Text(String y)) {
      return x.compareTo(y);
    }
    if (a instanceof Value.Whole(long x) && b instanceof Value.Whole(long y)) {
      return Long.compare(x, y);
    }
    return Double.compare(number(a), number(b));
  }

  static boolean in(Value part, Value whole) throws EvaluationException {
    return switch (whole) {
      case Value.Text(String text) -> text.contains(text(part));
      case Value.Items(List<Value> items) -> items.stream().anyMatch(item -> equal(item, part));
      case Value.Fields(Map<String, Value> fields) -> fields.containsKey(text(part));
      case Value other -> throw new EvaluationException("nothing can be in a " + type(other));
    };
  }

  static boolean isNumber(Value value) {
    return value instanceof Value.Whole || value instanceof Value.Decimal;
  }

  /// Texts that are numbers count as such.
  static double number(Value value) throws EvaluationException {
    return switch (value) {
      case Value.Whole(long number) -> number;
      case Value.Decimal(double number) -> number;
      case Value.Truth(boolean truth) -> truth ? 1 : 0;
      case Value.Text(String text) -> asDouble(parse(text));
      case Value other -> throw new EvaluationException("a " + type(other) + " is not a number");
    };
  }

  private static double asDouble(Value value) {
    return switch (value) {
      case Value.Whole(long number) -> number;
      case Value.Decimal(double number) -> number;
      case Value other -> throw new IllegalArgumentException(type(other));
    };
  }

  static Value parse(String text) throws EvaluationException {
    String stripped = text.strip();
    try {
      return Value.of(Long.parseLong(stripped));
    } catch (NumberFormatException e) {
      return parseDecimal(stripped);
    }
  }

  private static Value parseDecimal(String text) throws EvaluationException {
    try {
      return Value.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new EvaluationException("'" + text + "' is not a number");
    }
  }

  static long whole(Value value) throws EvaluationException {
    return value instanceof Value.Whole(long number) ? number : (long) number(value);
  }

  static Value arithmetic(Operator.Infix operator, Value a, Value b) throws EvaluationException {
    if (a instanceof Value.Whole(long x) && b instanceof Value.Whole(long y)) {
      switch (operator) {
        case PLUS -> {
          return Value.of(x + y);
        }
        case MINUS -> {
          return Value.of(x - y);
        }
        case TIMES -> {
          return Value.of(x * y);
        }
        case DIVIDED_DOWN -> {
          return Value.of(Math.floorDiv(x, nonZero(y)));
        }
        case MODULO -> {
          return Value.of(Math.floorMod(x, nonZero(y)));
        }
        case DIVIDED -> {
          return x % nonZero(y) == 0 ? Value.of(x / y) : Value.of((double) x / y);
        }
        default -> throw new IllegalArgumentException(operator.sign());
      }
    }
    double x = number(a);
    double y = number(b);
    return Value.of(
        switch (operator) {
          case PLUS -> x + y;
          case MINUS -> x - y;
          case TIMES -> x * y;
          case DIVIDED -> x / y;
          case DIVIDED_DOWN -> Math.floor(x / y);
          case MODULO -> x - y * Math.floor(x / y);
          default -> throw new IllegalArgumentException(operator.sign());
        });
  }

  private static long nonZero(long number) throws EvaluationException {
    if (number == 0) {
      throw new EvaluationException("division by zero");
    }
    return number;
  }
}
