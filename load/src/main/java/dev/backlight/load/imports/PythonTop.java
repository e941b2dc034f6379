package dev.backlight.load.imports;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The top of a Python file, run once before any user: what it gives names, also inside of `with
/// open(…) as f:`.
final class PythonTop {

  /// `for targets in source: list.append(element)`, with an `if` around the append or without.
  record Filling(Stmt.Loop loop, Expr condition, Expr element) {}

  private final Code code;
  private final List<Stmt> statements = new ArrayList<>();

  PythonTop(Code code) {
    this.code = code;
    collect(code.module().body());
  }

  private void collect(Stmt.Block block) {
    for (Stmt statement : block.statements()) {
      statements.add(statement);
      switch (statement) {
        case Stmt.Scope scope -> collect(scope.body());
        case Stmt.Block inner -> collect(inner);
        default -> {}
      }
    }
  }

  /// The one assignment of a name.
  Optional<Stmt.Assign> value(String id) {
    List<Stmt.Assign> found = new ArrayList<>();
    for (Stmt statement : statements) {
      if (statement instanceof Stmt.Assign assign
          && assign.targets().size() == 1
          && assign.targets().getFirst() instanceof Expr.Name target
          && target.id().equals(id)) {
        found.add(assign);
      }
    }
    return found.size() == 1 && found.getFirst().operator().equals("=")
        ? Optional.of(found.getFirst())
        : Optional.empty();
  }

  /// What a name was made by where it stands: by the `with … as name` around it, or by the last
  /// assignment or `with` before it.
  Optional<Expr> made(Expr.Name name) {
    return maker(name).map(statement -> value(statement, name.id()));
  }

  private Optional<Stmt> maker(Expr.Name name) {
    Optional<Stmt> last = Optional.empty();
    for (Stmt statement : statements) {
      if (value(statement, name.id()) == Expr.NONE) {
        continue;
      }
      boolean around = statement.start() <= name.start() && name.end() <= statement.end();
      boolean ended = last.isPresent() && last.get().end() > statement.end();
      if (around
          || statement.end() <= name.start() && !(ended && last.get() instanceof Stmt.Scope)) {
        last = Optional.of(statement);
      }
    }
    return last;
  }

  private static Expr value(Stmt statement, String id) {
    return switch (statement) {
      case Stmt.Assign assign
          when assign.targets().size() == 1
              && assign.targets().getFirst() instanceof Expr.Name target
              && target.id().equals(id) ->
          assign.value();
      case Stmt.Scope scope ->
          scope.resources().stream()
              .filter(each -> each.target() instanceof Expr.Name target && target.id().equals(id))
              .map(Stmt.Scope.Resource::value)
              .findFirst()
              .orElse(Expr.NONE);
      default -> Expr.NONE;
    };
  }

  /// The loop that fills a list that begins empty.
  Optional<Filling> filling(String id) {
    return statements.stream()
        .filter(Stmt.Loop.class::isInstance)
        .flatMap(loop -> filling((Stmt.Loop) loop, id).stream())
        .findFirst();
  }

  static Optional<Filling> filling(Stmt.Loop loop, String id) {
    if (loop.kind() != Stmt.Loop.Kind.EACH || loop.body().statements().size() != 1) {
      return Optional.empty();
    }
    Stmt only = loop.body().statements().getFirst();
    Expr condition = Expr.NONE;
    if (only instanceof Stmt.If branch
        && branch.otherwise().statements().isEmpty()
        && branch.then().statements().size() == 1) {
      condition = branch.condition();
      only = branch.then().statements().getFirst();
    }
    boolean appends =
        only instanceof Stmt.Evaluate(int _, int _, Expr value)
            && value instanceof Expr.Call call
            && call.arguments().size() == 1
            && call.callee() instanceof Expr.Member(int _, int _, Expr receiver, String name)
            && name.equals("append")
            && receiver instanceof Expr.Name list
            && list.id().equals(id);
    return appends
        ? Optional.of(
            new Filling(
                loop,
                condition,
                ((Expr.Call) ((Stmt.Evaluate) only).value()).arguments().getFirst().value()))
        : Optional.empty();
  }

  /// The list that a loop fills, if it does nothing else.
  private static Optional<String> filled(Stmt.Loop loop) {
    Stmt only = loop.body().statements().isEmpty() ? loop : loop.body().statements().getFirst();
    if (only instanceof Stmt.If branch && !branch.then().statements().isEmpty()) {
      only = branch.then().statements().getFirst();
    }
    return only instanceof Stmt.Evaluate(int _, int _, Expr value)
            && value instanceof Expr.Call call
            && call.callee() instanceof Expr.Member(int _, int _, Expr.Name list, String _)
            && filling(loop, list.id()).isPresent()
        ? Optional.of(list.id())
        : Optional.empty();
  }

  /// How often `next(name)` is called before the name is used here, and its row thrown away: lines
  /// that are no data.
  int skipped(Expr.Name name) {
    Optional<Stmt> maker = maker(name);
    int from = maker.isPresent() ? maker.get().start() : 0;
    return (int)
        statements.stream()
            .filter(each -> each.start() >= from && each.end() <= name.start())
            .filter(each -> skips(each, name.id()))
            .count();
  }

  static boolean skips(Stmt statement, String id) {
    Expr value =
        switch (statement) {
          case Stmt.Evaluate(int _, int _, Expr evaluated) -> evaluated;
          case Stmt.Assign assign -> assign.value();
          default -> Expr.NONE;
        };
    return value instanceof Expr.Call call
        && call.callee() instanceof Expr.Name next
        && next.id().equals("next")
        && !call.arguments().isEmpty()
        && call.arguments().getFirst().value() instanceof Expr.Name of
        && of.id().equals(id);
  }

  /// Refuses what runs at the top and is not understood, and notes what changes nothing.
  void refuseOthers() {
    for (Stmt statement : statements) {
      switch (statement) {
        case Stmt.Evaluate(int start, int _, Expr value) when value instanceof Expr.Call call -> {
          String dotted = code.dotted(call.callee());
          if (!dotted.equals("next")) {
            String name = dotted.isEmpty() ? "a call" : dotted + "()";
            code.note(start, name + " at the top of the file is left out");
          }
        }
        case Stmt.Loop loop -> {
          Optional<String> list = filled(loop);
          if (list.isEmpty() || value(list.get()).isEmpty()) {
            code.refuse(
                new RefusedException(
                    loop.start(), "a loop at the top of the file that does more than fill a list"));
          }
        }
        case Stmt.If branch when !isMain(branch.condition()) ->
            code.note(branch.start(), "an 'if' at the top of the file is left out");
        default -> {}
      }
    }
  }

  /// `__name__ == "__main__"`: Locust runs none of it.
  private static boolean isMain(Expr condition) {
    return condition instanceof Expr.Operation operation
        && operation.operands().stream()
            .anyMatch(each -> each instanceof Expr.Name name && name.id().equals("__name__"));
  }
}
