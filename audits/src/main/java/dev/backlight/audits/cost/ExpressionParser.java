package dev.backlight.audits.cost;

import dev.backlight.audits.cost.Expression.Operation;
import dev.backlight.audits.cost.Expression.Operator;
import java.util.ArrayList;
import java.util.List;

/// Recursive descent over `sum = product {+|- product}`, `product = factor {*|/ factor}`, `factor =
/// number | name | name(sum, …) | (sum) | -factor`.
final class ExpressionParser {

  private static final int MAX_LENGTH = 500;
  private static final int MAX_DEPTH = 50;

  private final String text;
  private int at;
  private int depth;

  ExpressionParser(String text) {
    this.text = text;
  }

  Expression parse() {
    if (text.length() > MAX_LENGTH) {
      throw error("longer than " + MAX_LENGTH + " characters");
    }
    Expression sum = sum();
    if (peek() != END) {
      throw error("unexpected '" + text.charAt(at) + "'");
    }
    return sum;
  }

  private Expression sum() {
    Expression left = product();
    while (peek() == '+' || peek() == '-') {
      Operator operator = text.charAt(at++) == '+' ? Operator.PLUS : Operator.MINUS;
      left = new Expression.Binary(operator, left, product());
    }
    return left;
  }

  private Expression product() {
    Expression left = factor();
    while (peek() == '*' || peek() == '/') {
      Operator operator = text.charAt(at++) == '*' ? Operator.TIMES : Operator.OVER;
      left = new Expression.Binary(operator, left, factor());
    }
    return left;
  }

  private Expression factor() {
    if (++depth > MAX_DEPTH) {
      throw error("nested deeper than " + MAX_DEPTH);
    }
    try {
      char next = peek();
      if (next == '-') {
        at++;
        return new Expression.Negated(factor());
      }
      if (next == '(') {
        at++;
        Expression inner = sum();
        expect(')');
        return inner;
      }
      if (Character.isDigit(next) || next == '.') {
        return number();
      }
      if (Character.isLetter(next) || next == '_') {
        return nameOrCall();
      }
      throw error(next == END ? "unexpected end" : "unexpected '" + next + "'");
    } finally {
      depth--;
    }
  }

  private Expression number() {
    int start = at;
    while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    try {
      return new Expression.Literal(Double.parseDouble(text.substring(start, at)));
    } catch (NumberFormatException e) {
      at = start;
      throw error("not a number: '" + text.substring(start) + "'");
    }
  }

  private Expression nameOrCall() {
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    String name = text.substring(start, at);
    if (peek() != '(') {
      return new Expression.Name(name);
    }
    Operation operation = operation(name, start);
    at++;
    List<Expression> arguments = new ArrayList<>(List.of(sum()));
    while (peek() == ',') {
      at++;
      arguments.add(sum());
    }
    expect(')');
    if (arguments.size() > 1 && !operation.variadic()) {
      throw error(name + " takes one argument");
    }
    return new Expression.Call(operation, List.copyOf(arguments));
  }

  private Operation operation(String name, int start) {
    for (Operation operation : Operation.values()) {
      if (operation.id().equals(name)) {
        return operation;
      }
    }
    at = start;
    throw error("unknown function '" + name + "'");
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw error("expected '" + wanted + "'");
    }
    at++;
  }

  private static final char END = '\0';

  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : END;
  }

  private IllegalArgumentException error(String what) {
    return new IllegalArgumentException(what + " at column " + (at + 1) + " of: " + text);
  }
}
