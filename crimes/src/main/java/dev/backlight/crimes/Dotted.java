package dev.backlight.crimes;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Import;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Unit;
import java.util.Optional;
import java.util.stream.Stream;

/// Expressions as dotted names, and the arguments of calls by name.
public final class Dotted {

  private Dotted() {}

  /// `a.b.c` as written; a call on the way is `a.b().c`. Empty for anything else.
  public static String of(Expr expr) {
    return switch (expr) {
      case Expr.Name n -> n.id();
      case Expr.Member m -> {
        String receiver = of(m.receiver());
        yield receiver.isEmpty() ? m.name() : receiver + "." + m.name();
      }
      case Expr.Call c -> of(c.callee()) + "()";
      case Expr.Await a -> of(a.value());
      case Expr.Cast c -> of(c.value());
      case Expr.Index i -> of(i.receiver()) + "[]";
      default -> "";
    };
  }

  /// The last name: `c` of `a.b.c`.
  public static String last(Expr expr) {
    return switch (expr) {
      case Expr.Name n -> n.id();
      case Expr.Member m -> m.name();
      case Expr.Await a -> last(a.value());
      case Expr.Cast c -> last(c.value());
      default -> "";
    };
  }

  /// The first name: `a` of `a.b.c`.
  public static String root(Expr expr) {
    String dotted = of(expr);
    int dot = dotted.indexOf('.');
    return dot < 0 ? dotted : dotted.substring(0, dot);
  }

  /// All calls of a file, with the function each stands in.
  public static Stream<Call> calls(Unit unit) {
    return unit.functions().stream().flatMap(Dotted::calls);
  }

  public static Stream<Call> calls(Fn fn) {
    return Walker.calls(fn.decl().body()).stream().map(call -> new Call(fn, call));
  }

  /// A call and where it stands.
  public record Call(Fn fn, Expr.Call expr) {

    public String name() {
      return last(expr.callee());
    }

    public String dotted() {
      return of(expr.callee());
    }

    /// A named argument, or the value under this key of an object that is an argument.
    public Optional<Expr> option(String name) {
      return Dotted.option(expr, name);
    }

    /// Whether all options stand here: no spread, and no variable in place of an object.
    public boolean optionsInSight() {
      return expr.arguments().stream()
          .noneMatch(a ->
              a.spread()
                  || (a.value() instanceof Expr.Collection c
                      && c.entries().stream().anyMatch(Expr.Collection.Entry::spread)));
    }
  }

  /// A named argument, or the value under this key of an object that is an argument.
  public static Optional<Expr> option(Expr.Call call, String name) {
    for (var argument : call.arguments()) {
      if (argument.name().equals(name)) {
        return Optional.of(argument.value());
      }
      if (argument.value() instanceof Expr.Collection object
          && object.kind() == Expr.Collection.Kind.MAP) {
        Optional<Expr> found = entry(object, name);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  public static Optional<Expr> entry(Expr.Collection object, String name) {
    return object.entries().stream()
        .filter(e -> e.key() instanceof Expr.Literal key && key.text().equals(name))
        .map(Expr.Collection.Entry::value)
        .findFirst();
  }

  public static boolean isTrue(Expr expr) {
    return expr instanceof Expr.Literal l && l.text().equalsIgnoreCase("true");
  }

  /// Whether a file imports from one of these modules or from below them.
  public static boolean imports(Unit unit, String... modules) {
    for (Import one : unit.file().imports()) {
      for (String module : modules) {
        if (within(one.module(), module)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean within(String module, String outer) {
    if (!module.startsWith(outer)) {
      return false;
    }
    char next = module.length() == outer.length() ? '.' : module.charAt(outer.length());
    return next == '.' || next == '/';
  }

  /// The text of every condition around a place in a function, joined.
  public static String conditions(Fn fn, int at) {
    StringBuilder text = new StringBuilder();
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.If branch && branch.start() <= at && at < branch.end()) {
            Walker.expressions(
                branch.condition(),
                expr -> {
                  if (expr instanceof Expr.Name || expr instanceof Expr.Member) {
                    text.append(last(expr)).append(' ');
                  } else if (expr instanceof Expr.Literal literal) {
                    text.append(literal.text()).append(' ');
                  }
                });
          }
        });
    return text.toString();
  }
}
