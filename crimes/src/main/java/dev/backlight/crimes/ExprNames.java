package dev.backlight.crimes;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  /// What an expression says itself, as a literal, a template or a name; empty for anything else.
  public static String text(Expr expr) {
    return switch (expr) {
      case Expr.Literal l -> l.text();
      case Expr.Template t -> t.text();
      case Expr.Name n -> n.id();
      case Expr.Member m -> m.name();
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

  /// Every identifier and member name inside, in the order of the text.
  static List<String> identifiers(Expr expr) {
    List<String> found = new ArrayList<>();
    Walker.expressions(
        expr,
        inner -> {
          switch (inner) {
            case Expr.Name n -> found.add(n.id());
            case Expr.Member m -> found.add(m.name());
            default -> {}
          }
        });
    return found;
  }

  /// The name that says most about what an expression is: `this.plugins.values()` is `plugins`.
  static Optional<String> subject(Expr expr) {
    return switch (expr) {
      case Expr.Name n -> Optional.of(n.id());
      case Expr.Member m
          when Set.of(
                  "values",
                  "keys",
                  "items",
                  "entries",
                  "stream",
                  "Values",
                  "Keys",
                  "entrySet",
                  "keySet",
                  "ToList",
                  "ToArray",
                  "length",
                  "toArray")
              .contains(m.name()) ->
          subject(m.receiver());
      case Expr.Member m -> Optional.of(m.name());
      case Expr.Call c -> subject(c.callee());
      case Expr.Await a -> subject(a.value());
      case Expr.Index x -> subject(x.receiver());
      default -> Optional.empty();
    };
  }

  /// The statements around an expression, from the outermost in.
  public static List<Stmt> around(Stmt root, Expr at) {
    List<Stmt> path = new ArrayList<>();
    Stmt here = root;
    for (int i = 0; i < 200; i++) {
      Optional<Stmt> inner =
          Walker.children(here).stream()
              .filter(s -> s.start() <= at.start() && at.end() <= s.end() && s.end() > 0)
              .findFirst();
      if (inner.isEmpty()) {
        return path;
      }
      path.add(inner.get());
      here = inner.get();
    }
    return path;
  }

  public static boolean inside(Expr inner, Expr outer) {
    return outer != Expr.NONE && inside(inner, outer.start(), outer.end());
  }

  public static boolean capital(String name) {
    return !name.isEmpty() && Character.isUpperCase(name.charAt(0));
  }

  static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
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
