package dev.backlight.crimes;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import java.util.ArrayList;
import java.util.List;

/// What a variable is given, wherever in a body that stands.
public final class Assigned {

  private Assigned() {}

  /// The assignments that have a name among their targets, in the order of the text.
  public static List<Stmt.Assign> to(Stmt body, String name) {
    List<Stmt.Assign> found = new ArrayList<>();
    Walker.statements(
        body,
        statement -> {
          if (statement instanceof Stmt.Assign assign && gives(assign, name)) {
            found.add(assign);
          }
        });
    return found;
  }

  /// Whether there is such an assignment.
  public static boolean any(Stmt body, String name) {
    return Walker.anyStatement(
        body, statement -> statement instanceof Stmt.Assign assign && gives(assign, name));
  }

  /// What a name is given alone, `rows = load()` but not `rows, count = load()`, in the order of
  /// the text.
  public static List<Expr> values(Stmt body, String name) {
    return to(body, name).stream()
        .filter(assign -> assign.targets().size() == 1)
        .map(Stmt.Assign::value)
        .toList();
  }

  /// What a name is given anywhere, also as the resource of a scope: `using var rows = open()`.
  public static List<Expr> everything(Stmt body, String name) {
    List<Expr> found = new ArrayList<>();
    to(body, name).forEach(assign -> found.add(assign.value()));
    Walker.statements(
        body,
        statement -> {
          if (statement instanceof Stmt.Scope scope) {
            scope.resources().stream()
                .filter(resource -> resource.target() instanceof Expr.Name n && n.id().equals(name))
                .forEach(resource -> found.add(resource.value()));
          }
        });
    return found;
  }

  /// The last of those that [#values] gives; [Expr#NONE] where there is none.
  public static Expr last(Stmt body, String name) {
    List<Expr> values = values(body, name);
    return values.isEmpty() ? Expr.NONE : values.getLast();
  }

  /// Whether a name is a parameter of a function or of one it is written in.
  public static boolean isParameter(Fn fn, String name) {
    return fn.outwards()
        .flatMap(at -> at.decl().parameters().stream())
        .anyMatch(parameter -> parameter.name().equals(name));
  }

  private static boolean gives(Stmt.Assign assign, String name) {
    return assign.targets().stream().anyMatch(t -> t instanceof Expr.Name n && n.id().equals(name));
  }
}
