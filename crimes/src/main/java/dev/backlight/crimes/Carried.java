package dev.backlight.crimes;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.LoopContext;
import dev.backlight.source.program.Site;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What one round of a loop hands to the next, and what is the same in every round.
final class Carried {

  private Carried() {}

  /// `parent = find(parent, part)`: each step needs the step before, so no query can ask for all.
  static boolean fromStepToStep(LoopContext loop, Site site) {
    if (!site.isCall()) {
      return false;
    }
    Set<String> assigned = new HashSet<>();
    Set<String> made = new HashSet<>();
    Walker.statements(
        loop.body(),
        statement -> {
          if (statement instanceof Stmt.Assign assign && assign.operator().equals("=")) {
            boolean late = assign.end() >= site.at().end();
            for (Expr target : assign.targets()) {
              if (target instanceof Expr.Name name) {
                (assign.declares() ? made : late ? assigned : made).add(name.id());
              }
            }
          }
        });
    assigned.removeAll(made);
    assigned.removeAll(loop.variables());
    return !assigned.isEmpty() && reads(loop, site, assigned);
  }

  /// In the call's arguments, or in what was made in the statements right before it.
  private static boolean reads(LoopContext loop, Site site, Set<String> names) {
    for (Argument argument : site.call().arguments()) {
      if (ExprNames.all(argument.value()).stream().anyMatch(names::contains)) {
        return true;
      }
    }
    List<Stmt> around = ExprNames.around(loop.body(), site.at());
    for (int i = around.size() - 1; i > 0; i--) {
      if (around.get(i - 1) instanceof Stmt.Block block) {
        return block.statements().stream()
            .takeWhile(statement -> statement.end() <= site.at().start())
            .anyMatch(statement ->
                statement instanceof Stmt.Assign assign
                    && assign.declares()
                    && ExprNames.all(assign.value()).stream().anyMatch(names::contains));
      }
    }
    return false;
  }

  /// Whether what the last step of a path starts from was given from outside the loop: a relation
  /// of one object, which is loaded once.
  static boolean sameEachTime(LoopContext loop, List<Site> path) {
    String root = root(path.getLast().at());
    for (int i = path.size() - 1; i > 0 && !root.isEmpty(); i--) {
      root = root(given(path.get(i).in(), path.get(i - 1), root));
    }
    return !root.isEmpty()
        && !root.equals("this")
        && path.size() > 1
        && !loop.variables().contains(root)
        && !assignedIn(loop, root);
  }

  /// The argument that a call gives for a function's parameter; NONE if it gives none.
  private static Expr given(Fn fn, Site call, String parameter) {
    if (!call.isCall()) {
      return Expr.NONE;
    }
    List<FunctionDecl.Parameter> parameters = fn.decl().parameters();
    int bound =
        !parameters.isEmpty()
                && Set.of("self", "this", "cls").contains(parameters.getFirst().name())
            ? 1
            : 0;
    int position = -bound;
    for (FunctionDecl.Parameter one : parameters) {
      if (one.name().equals(parameter)) {
        break;
      }
      position++;
    }
    List<Argument> arguments = call.call().arguments();
    for (Argument argument : arguments) {
      if (argument.name().equals(parameter)) {
        return argument.value();
      }
    }
    return position >= 0 && position < arguments.size() && position < parameters.size() - bound
        ? arguments.get(position).value()
        : Expr.NONE;
  }

  private static String root(Expr expr) {
    return switch (expr) {
      case Expr.Name name -> name.id();
      case Expr.Member member -> root(member.receiver());
      case Expr.Call call when call.callee() instanceof Expr.Member member ->
          root(member.receiver());
      default -> "";
    };
  }

  private static boolean assignedIn(LoopContext loop, String name) {
    return Assigned.any(loop.body(), name);
  }
}
