package dev.backlight.load.scenario;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes expressions as [ExpressionParser] reads them.
public final class ExpressionText {

  private static final Pattern NAME = Pattern.compile("[\\p{Alpha}_]\\w*");
  private static final int CONDITIONAL = 0;
  private static final int NOT = 3;
  private static final int PREFIX = 7;

  private ExpressionText() {}

  /// With `${}` where it is needed: the text of a template, or one expression.
  public static String template(Expression expression) {
    return switch (expression) {
      case Expression.Literal(Value.Text(String text)) -> text.replace("${", "$${");
      case Expression.Template(List<Expression> parts) ->
          parts.stream().map(ExpressionText::template).collect(Collectors.joining());
      case Expression other -> "${" + of(other) + "}";
    };
  }

  /// Without `${}` around it.
  public static String of(Expression expression) {
    return of(expression, CONDITIONAL);
  }

  private static String of(Expression expression, int binding) {
    return switch (expression) {
      case Expression.Literal(Value value) -> literal(value);
      case Expression.Variable(String name) -> name;
      case Expression.Template(List<Expression> parts) -> template(parts, binding);
      case Expression.Items(List<Expression> elements) -> "[" + list(elements) + "]";
      case Expression.Fields(List<Expression.Fields.Field> fields) ->
          fields.stream().map(ExpressionText::field).collect(Collectors.joining(", ", "{", "}"));
      case Expression.Member(Expression of, String name, boolean lenient) ->
          NAME.matcher(name).matches()
              ? of(of, PREFIX) + (lenient ? "?." : ".") + name
              : lenient
                  ? "get(" + of(of) + ", " + quoted(name) + ")"
                  : of(of, PREFIX) + "[" + quoted(name) + "]";
      case Expression.Index(Expression of, Expression index) ->
          of(of, PREFIX) + "[" + of(index) + "]";
      case Expression.Unary(Operator.Prefix operator, Expression operand) -> {
        int own = operator == Operator.Prefix.NOT ? NOT : PREFIX;
        yield around(own < binding, operator.sign() + of(operand, own));
      }
      case Expression.Binary(Operator.Infix operator, Expression left, Expression right) ->
          around(
              operator.binding() < binding,
              of(left, operator.binding())
                  + " "
                  + operator.sign()
                  + " "
                  + of(right, operator.binding() + 1));
      case Expression.Conditional(Expression condition, Expression then, Expression otherwise) ->
          around(
              CONDITIONAL < binding, of(condition, 1) + " ? " + of(then) + " : " + of(otherwise));
      case Expression.Call(Function function, List<Expression> arguments) ->
          function.word() + "(" + list(arguments) + ")";
      case Expression.Each each -> each(each);
    };
  }

  /// Inside an expression a template is a sum that begins with a text.
  private static String template(List<Expression> parts, int binding) {
    boolean textFirst = parts.getFirst().literalText().isPresent();
    String sum =
        parts.stream()
            .map(part -> of(part, Operator.Infix.PLUS.binding() + 1))
            .collect(Collectors.joining(" + "));
    return around(Operator.Infix.PLUS.binding() < binding, textFirst ? sum : "'' + " + sum);
  }

  private static String each(Expression.Each each) {
    boolean all = each.condition().equals(Expression.truth(true));
    return "["
        + of(each.element())
        + " for "
        + each.variable()
        + " in "
        + of(each.source(), 1)
        + (all ? "" : " if " + of(each.condition()))
        + "]";
  }

  private static String around(boolean needed, String text) {
    return needed ? "(" + text + ")" : text;
  }

  private static String list(List<Expression> expressions) {
    return expressions.stream().map(ExpressionText::of).collect(Collectors.joining(", "));
  }

  private static String field(Expression.Fields.Field field) {
    String key =
        field
            .key()
            .literalText()
            .map(text -> NAME.matcher(text).matches() ? text : quoted(text))
            .orElseGet(() -> "(" + of(field.key()) + ")");
    return key + ": " + of(field.value());
  }

  private static String literal(Value value) {
    return switch (value) {
      case Value.Nothing _ -> "null";
      case Value.Truth(boolean truth) -> String.valueOf(truth);
      case Value.Whole(long number) -> String.valueOf(number);
      case Value.Decimal(double number) -> String.valueOf(number);
      case Value.Text(String text) -> quoted(text);
      case Value.Items(List<Value> items) ->
          items.stream().map(ExpressionText::literal).collect(Collectors.joining(", ", "[", "]"));
      case Value.Fields(Map<String, Value> fields) ->
          fields.entrySet().stream()
              .map(each -> quoted(each.getKey()) + ": " + literal(each.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case Answer answer -> quoted(answer.toString());
    };
  }

  static String quoted(String text) {
    StringBuilder out = new StringBuilder("'");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\'' -> out.append("\\'");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append(c);
      }
    }
    return out.append('\'').toString();
  }
}
