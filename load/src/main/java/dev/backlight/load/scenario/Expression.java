package dev.backlight.load.scenario;

import java.util.List;
import java.util.Optional;

/// A value to be: computed anew each time a step needs it, from variables and a closed set of
/// functions.
public sealed interface Expression {

  Expression NOTHING = new Literal(Value.NOTHING);

  record Literal(Value value) implements Expression {}

  record Variable(String name) implements Expression {}

  /// Text with values in it, `user${n}@test.com`.
  record Template(List<Expression> parts) implements Expression {}

  record Items(List<Expression> elements) implements Expression {}

  record Fields(List<Field> fields) implements Expression {
    public record Field(Expression key, Expression value) {}
  }

  /// `of.name`, a field of a map or a part of an answer. A `lenient` one, written `of?.name`, is
  /// nothing where the field or the whole map is missing.
  record Member(Expression of, String name, boolean lenient) implements Expression {}

  /// `of[index]`: a field by its name, an element by its place (negative from the end).
  record Index(Expression of, Expression index) implements Expression {}

  record Unary(Operator.Prefix operator, Expression operand) implements Expression {}

  record Binary(Operator.Infix operator, Expression left, Expression right) implements Expression {}

  record Conditional(Expression condition, Expression then, Expression otherwise)
      implements Expression {}

  record Call(Function function, List<Expression> arguments) implements Expression {}

  /// `[element for variable in source if condition]`.
  record Each(String variable, Expression source, Expression condition, Expression element)
      implements Expression {}

  static Expression text(String text) {
    return new Literal(Value.of(text));
  }

  static Expression whole(long number) {
    return new Literal(Value.of(number));
  }

  static Expression decimal(double number) {
    return new Literal(Value.of(number));
  }

  static Expression truth(boolean value) {
    return new Literal(Value.of(value));
  }

  static Expression call(Function function, Expression... arguments) {
    return new Call(function, List.of(arguments));
  }

  static Expression member(Expression of, String name) {
    return new Member(of, name, false);
  }

  static Expression maybe(Expression of, String name) {
    return new Member(of, name, true);
  }

  static Expression binary(Operator.Infix operator, Expression left, Expression right) {
    return new Binary(operator, left, right);
  }

  /// The text of a literal text; otherwise empty.
  default Optional<String> literalText() {
    return this instanceof Literal(Value.Text(String text)) ? Optional.of(text) : Optional.empty();
  }

  default boolean isNothing() {
    return this instanceof Literal(Value.Nothing _);
  }
}
