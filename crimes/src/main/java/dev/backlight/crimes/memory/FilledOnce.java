package dev.backlight.crimes.memory;

import dev.backlight.crimes.Scene;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Collections that are filled where they were empty, or by what runs to its end once: they hold
/// what one pass of their code puts in.
final class FilledOnce {

  private static final Set<String> EMPTY = Set.of("isEmpty", "IsEmpty", "IsNullOrEmpty");
  private static final Set<String> SIZE = Set.of("size", "length", "Count", "count", "len");
  private static final Set<String> NOTHING = Set.of("0", "null", "None", "undefined");

  private FilledOnce() {}

  static boolean is(Scene scene, Held held, Held.Use use) {
    return runsOnce(use.fn()) || whereEmpty(held, use.fn(), use.at()) || lazily(scene, held, use);
  }

  /// `if (!filled) fill();` and `if (levels.isEmpty()) fill();`, wherever it is called.
  private static boolean lazily(Scene scene, Held held, Held.Use use) {
    List<Site> callers = scene.program().callers(use.fn());
    Set<String> raised = raised(use.fn());
    return !callers.isEmpty()
        && callers.stream()
            .allMatch(call ->
                whereEmpty(held, call.in(), call.at())
                    || guarded(
                        call.in(),
                        call.at(),
                        condition ->
                            condition instanceof Expr.Operation o
                                && o.operator().equals("!")
                                && raised.contains(Makers.simpleName(o.operands().getFirst()))));
  }

  /// `if (filled) return; … filled = true;`: it runs to its end once.
  private static boolean runsOnce(Fn fn) {
    Set<String> left = new HashSet<>();
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.If guard
              && guard.then().statements().size() == 1
              && guard.then().statements().getFirst() instanceof Stmt.Return) {
            left.add(Makers.simpleName(guard.condition()));
          }
        });
    left.retainAll(raised(fn));
    return !left.isEmpty();
  }

  /// The flags that a function raises.
  private static Set<String> raised(Fn fn) {
    Set<String> raised = new HashSet<>();
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign flag
              && flag.value() instanceof Expr.Literal value
              && value.text().equalsIgnoreCase("true")) {
            raised.add(Makers.simpleName(flag.targets().getFirst()));
          }
        });
    raised.remove("");
    return raised;
  }

  /// `if (levels.isEmpty()) { levels.add(ERROR); … }`
  private static boolean whereEmpty(Held held, Fn fn, Expr at) {
    return guarded(fn, at, condition -> asksWhetherEmpty(condition, held.name()));
  }

  private static boolean guarded(Fn fn, Expr at, Predicate<Expr> condition) {
    return Walker.anyStatement(
        fn.decl().body(),
        statement ->
            statement instanceof Stmt.If guard
                && guard.then().start() <= at.start()
                && at.end() <= guard.then().end()
                && condition.test(guard.condition()));
  }

  private static boolean asksWhetherEmpty(Expr condition, String name) {
    return switch (condition) {
      case Expr.Call call ->
          EMPTY.contains(Makers.simpleName(call.callee()))
              && (receives(call, name)
                  || call.arguments().size() == 1
                      && isNamed(call.arguments().getFirst().value(), name));
      case Expr.Operation o -> asksWhetherEmpty(o.operator(), o.operands(), name);
      default -> false;
    };
  }

  private static boolean asksWhetherEmpty(String operator, List<Expr> operands, String name) {
    return switch (operator) {
      case "!" -> filled(operands.getFirst(), name);
      case "==", "===", "is" ->
          operands.size() == 2
              && operands.getLast() instanceof Expr.Literal none
              && NOTHING.contains(none.text())
              && filled(operands.getFirst(), name);
      case "||" -> operands.stream().anyMatch(operand -> asksWhetherEmpty(operand, name));
      default -> false;
    };
  }

  /// The collection itself, its size, `levels.Any()`, `len(levels)`.
  private static boolean filled(Expr expr, String name) {
    return switch (expr) {
      case Expr.Member m when SIZE.contains(m.name()) -> isNamed(m.receiver(), name);
      case Expr.Call c when Makers.simpleName(c.callee()).equals("Any") -> receives(c, name);
      case Expr.Call c when SIZE.contains(Makers.simpleName(c.callee())) ->
          receives(c, name)
              || c.arguments().size() == 1 && isNamed(c.arguments().getFirst().value(), name);
      default -> isNamed(expr, name);
    };
  }

  private static boolean receives(Expr.Call call, String name) {
    return call.callee() instanceof Expr.Member m && isNamed(m.receiver(), name);
  }

  private static boolean isNamed(Expr expr, String name) {
    return (expr instanceof Expr.Name || expr instanceof Expr.Member)
        && Makers.simpleName(expr).equals(name);
  }
}
