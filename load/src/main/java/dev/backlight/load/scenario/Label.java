package dev.backlight.load.scenario;

import java.util.List;
import java.util.Optional;

/// What requests are recorded under when nobody named them: one name for all values of their
/// variables.
public final class Label {

  private Label() {}

  /// `GET /orders/{id}`; empty where the request has a name of its own that must be computed.
  public static Optional<String> of(Request request) {
    if (!request.name().isNothing()) {
      return request.name().literalText();
    }
    String url = shape(request.url());
    int slashes = url.indexOf("://");
    int path = slashes < 0 ? 0 : url.indexOf('/', slashes + 3);
    return Optional.of(shape(request.method()) + " " + (path < 0 ? "/" : url.substring(path)));
  }

  private static String shape(Expression expression) {
    return switch (expression) {
      case Expression.Literal(Value.Text(String text)) -> text;
      case Expression.Literal(Value value) -> Values.text(value);
      case Expression.Template(List<Expression> parts) ->
          String.join("", parts.stream().map(Label::shape).toList());
      case Expression.Binary(Operator.Infix operator, Expression left, Expression right)
          when operator == Operator.Infix.PLUS ->
          shape(left) + shape(right);
      case Expression.Variable(String name) -> "{" + name + "}";
      case Expression.Member(Expression _, String name, boolean _) -> "{" + name + "}";
      case Expression.Index(Expression of, Expression index) ->
          index.literalText().map(name -> "{" + name + "}").orElseGet(() -> shape(of));
      case Expression.Call call -> {
        List<Expression> arguments = call.arguments();
        yield switch (call.function()) {
          case TEXT, URL_ENCODE, WHOLE, NUMBER, LOWER, UPPER, TRIM, ENV ->
              "{" + shape(arguments.getFirst()).replaceAll("[{}]", "") + "}";
          case GET -> arguments.get(1).literalText().map(name -> "{" + name + "}").orElse("{}");
          default -> "{" + call.function().word() + "}";
        };
      }
      case Expression.Items _,
          Expression.Fields _,
          Expression.Unary _,
          Expression.Binary _,
          Expression.Conditional _,
          Expression.Each _ ->
          "{}";
    };
  }
}
