package dev.backlight.source.program;

import dev.backlight.source.code.Expr;

/// Short text for an expression: `session.query(…).get`.
final class Naming {

  private static final int LONGEST = 60;

  private Naming() {}

  static String of(Expr expr) {
    StringBuilder text = new StringBuilder();
    write(expr, text, 0);
    return text.length() <= LONGEST
        ? text.toString()
        : "…" + text.substring(text.length() - LONGEST);
  }

  private static void write(Expr expr, StringBuilder out, int depth) {
    if (depth > 12) {
      out.append('…');
      return;
    }
    switch (expr) {
      case Expr.Name n -> out.append(n.id());
      case Expr.Member m -> {
        write(m.receiver(), out, depth + 1);
        out.append('.').append(m.name());
      }
      case Expr.Call c -> {
        if (c.constructs()) {
          out.append("new ");
        }
        write(c.callee(), out, depth + 1);
        if (depth > 0) {
          out.append(c.arguments().isEmpty() ? "()" : "(…)");
        }
      }
      case Expr.Await a -> write(a.value(), out, depth);
      case Expr.Cast c -> write(c.value(), out, depth);
      case Expr.Index i -> {
        write(i.receiver(), out, depth + 1);
        out.append("[…]");
      }
      case Expr.Lambda l -> out.append("callback");
      default -> out.append('…');
    }
  }
}
