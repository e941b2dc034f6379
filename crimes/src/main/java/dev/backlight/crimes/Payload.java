package dev.backlight.crimes;

import dev.backlight.source.code.Expr;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.LoopContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Lists that a request brings with it: the lines of a form, not the rows of a table.
final class Payload {

  private static final Pattern BODY =
      Pattern.compile(
          "\\w+_in|(\\w+_)?(dto|schema|request|req|body|payload|input|command|cmd|form|validated_data"
              + "|validated|data_in|model_in|create|update|patch)(_\\w+)?|\\w+(dto|request|command|input"
              + "|payload|form|body|schema)");
  private static final Pattern TAKES =
      Pattern.compile("pop|get|getlist|get_json|json|model_dump|dict");

  private Payload() {}

  /// Whether a loop visits a member of what the request's body was read into.
  static boolean brings(LoopContext loop, Fn fn) {
    return brings(loop.sourceExpr(), fn, 4);
  }

  private static boolean brings(Expr source, Fn fn, int depth) {
    if (depth == 0) {
      return false;
    }
    return switch (source) {
      case Expr.Member m -> body(m.receiver(), fn);
      case Expr.Index x -> body(x.receiver(), fn);
      case Expr.Call c when c.callee() instanceof Expr.Member m ->
          TAKES.matcher(m.name()).matches() && body(m.receiver(), fn)
              || brings(m.receiver(), fn, depth - 1);
      case Expr.Call c when c.arguments().size() == 1 ->
          brings(c.arguments().getFirst().value(), fn, depth - 1);
      case Expr.Name n ->
          assigned(fn, n.id()).map(value -> brings(value, fn, depth - 1)).orElse(false);
      case Expr.Operation o ->
          o.operands().stream().anyMatch(operand -> brings(operand, fn, depth - 1));
      default -> false;
    };
  }

  private static boolean body(Expr receiver, Fn fn) {
    return switch (receiver) {
      case Expr.Name n ->
          n.id().equals("request")
              || assigned(fn, n.id()).filter(Payload::parsed).isPresent()
              || parameter(fn, n.id()) && BODY.matcher(lower(n.id())).matches();
      case Expr.Member m -> BODY.matcher(lower(m.name())).matches() || body(m.receiver(), fn);
      default -> false;
    };
  }

  /// `json.loads(request.body)`, `JSON.parse(text)`: a document that came in one message.
  private static boolean parsed(Expr value) {
    return value instanceof Expr.Call c
        && c.callee() instanceof Expr.Member m
        && (m.name().equals("loads") || m.name().equals("parse") || m.name().equals("get_json"));
  }

  private static boolean parameter(Fn fn, String id) {
    return Assigned.isParameter(fn, id);
  }

  /// What a function gives a name, if it does so once.
  private static Optional<Expr> assigned(Fn fn, String id) {
    List<Expr> values = Assigned.values(fn.decl().body(), id);
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  private static String lower(String id) {
    return id.toLowerCase(Locale.ROOT);
  }
}
