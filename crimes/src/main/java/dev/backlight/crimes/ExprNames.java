package dev.backlight.crimes;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The names in expressions, and the statement an expression stands in.
public final class ExprNames {

  private ExprNames() {}

  /// The last name of a dotted expression or call; empty for anything else.
  public static String last(Expr expr) {
    return switch (expr) {
      case Expr.Name n -> n.id();
      case Expr.Member m -> m.name();
      case Expr.Call c -> last(c.callee());
      case Expr.Await a -> last(a.value());
      case Expr.Cast c -> last(c.value());
      default -> "";
    };
  }

  /// Every identifier and member name inside.
  public static Set<String> all(Expr expr) {
    Set<String> names = new TreeSet<>();
    Walker.expressions(
        expr,
        inner -> {
          if (inner instanceof Expr.Name n) {
            names.add(n.id());
          } else if (inner instanceof Expr.Member m) {
            names.add(m.name());
          }
        });
    return names;
  }

  /// Every identifier and member name in a function.
  public static Set<String> all(Fn fn) {
    Set<String> names = new TreeSet<>();
    Walker.expressions(
        fn.decl().body(),
        inner -> {
          if (inner instanceof Expr.Name n) {
            names.add(n.id());
          } else if (inner instanceof Expr.Member m) {
            names.add(m.name());
          }
        });
    return names;
  }

  public static boolean inside(Expr expr, int start, int end) {
    return start <= expr.start() && expr.end() <= end;
  }

  /// The innermost statement whose own expressions hold this one.
  public static Optional<Stmt> statement(Stmt body, Expr expr) {
    Stmt[] found = {body};
    boolean[] any = {false};
    Walker.statements(
        body,
        statement -> {
          if (Walker.values(statement).stream()
              .anyMatch(value -> inside(expr, value.start(), value.end()))) {
            found[0] = statement;
            any[0] = true;
          }
        });
    return any[0] ? Optional.of(found[0]) : Optional.empty();
  }
}
