package dev.backlight.crimes;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.LoopContext;
import dev.backlight.source.program.Site;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What stands in a loop but runs once: the loop ends right after it, or only one element gets
/// there.
final class Once {

  private Once() {}

  static boolean perLoop(LoopContext loop, Site site) {
    List<Stmt> around = ExprNames.around(loop.body(), site.at());
    return endsLoop(loop, around) || oneElement(loop, around);
  }

  /// `if (matches) { query(); return; }`: no way leads from the call to the next element.
  private static boolean endsLoop(LoopContext loop, List<Stmt> around) {
    for (int i = around.size() - 1; i >= 0; i--) {
      Stmt container = i == 0 ? loop.body() : around.get(i - 1);
      if (container instanceof Stmt.Try) {
        return false;
      }
      if (container instanceof Stmt.Block block) {
        boolean choice =
            around.subList(0, i).stream().anyMatch(statement -> statement instanceof Stmt.Choice);
        Way way = after(block, around.get(i), !choice);
        if (way != Way.OUT_OF_THE_BLOCK) {
          return way == Way.OUT_OF_THE_LOOP;
        }
      }
    }
    return false;
  }

  private enum Way {
    OUT_OF_THE_LOOP,
    OUT_OF_THE_BLOCK,
    ELSEWHERE
  }

  private static Way after(Stmt.Block block, Stmt from, boolean breaks) {
    int next = block.statements().indexOf(from) + 1;
    for (Stmt statement : block.statements().subList(next, block.statements().size())) {
      if (statement instanceof Stmt.Return || statement instanceof Stmt.Throw) {
        return Way.OUT_OF_THE_LOOP;
      }
      if (statement instanceof Stmt.Jump jump) {
        boolean leaves = jump.kind() == Stmt.Jump.Kind.BREAK && breaks;
        return leaves || jump.kind() == Stmt.Jump.Kind.RETURN ? Way.OUT_OF_THE_LOOP : Way.ELSEWHERE;
      }
      if (!straight(statement)) {
        return Way.ELSEWHERE;
      }
    }
    return Way.OUT_OF_THE_BLOCK;
  }

  /// Whether it always goes on with the next statement.
  private static boolean straight(Stmt statement) {
    return statement instanceof Stmt.Evaluate || statement instanceof Stmt.Assign;
  }

  /// `if (key == "deliveryTimes") query()`, `switch (key) { case "prices": query() }`: each key is
  /// there once.
  private static boolean oneElement(LoopContext loop, List<Stmt> around) {
    return around.stream()
        .anyMatch(statement ->
            switch (statement) {
              case Stmt.If branch -> equalsConstant(loop, branch.condition());
              case Stmt.Choice choice ->
                  choice.subject() instanceof Expr.Name n && loop.variables().contains(n.id());
              default -> false;
            });
  }

  /// `if (kind == Kind.PRICES)`, where the kind was found from the key: a few kinds, once each.
  static boolean perKind(LoopContext loop, Site site) {
    Set<String> derived = new HashSet<>();
    Walker.statements(
        loop.body(),
        statement -> {
          if (statement instanceof Stmt.Assign assign
              && assign.targets().getFirst() instanceof Expr.Name name
              && ExprNames.all(assign.value()).stream().anyMatch(loop.variables()::contains)) {
            derived.add(name.id());
          }
        });
    return ExprNames.around(loop.body(), site.at()).stream()
        .anyMatch(statement ->
            statement instanceof Stmt.If branch
                && ExprNames.inside(site.at(), branch.then().start(), branch.then().end())
                && branch.condition() instanceof Expr.Operation operation
                && operation.operator().startsWith("==")
                && operation.operands().stream()
                    .anyMatch(x -> x instanceof Expr.Name n && derived.contains(n.id()))
                && operation.operands().stream().anyMatch(Once::constant));
  }

  private static boolean constant(Expr expr) {
    return expr instanceof Expr.Member m
        && m.receiver() instanceof Expr.Name type
        && ExprNames.capital(type.id());
  }

  private static boolean equalsConstant(LoopContext loop, Expr condition) {
    return condition instanceof Expr.Operation operation
        && operation.operator().startsWith("==")
        && operation.operands().stream()
            .anyMatch(x -> x instanceof Expr.Name n && loop.variables().contains(n.id()))
        && operation.operands().stream().anyMatch(x -> x instanceof Expr.Literal);
  }
}
