package dev.backlight.crimes.memory;

import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Program;
import dev.backlight.source.program.Unit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The names of collections that other files empty: `store.sessions.delete(id)`,
/// `registry.clear()`.
final class Elsewhere {

  /// Files that empty a collection of a name, by language.
  private final Map<Language, Map<String, Set<Unit>>> emptied = new EnumMap<>(Language.class);

  Elsewhere(Program program) {
    for (Unit unit : program.units()) {
      if (unit.role() == Unit.Role.TEST) {
        continue;
      }
      for (Fn fn : unit.functions()) {
        Walker.expressions(fn.decl().body(), expr -> expression(unit, expr));
        Walker.statements(fn.decl().body(), statement -> statement(unit, statement));
      }
    }
  }

  private void expression(Unit unit, Expr expr) {
    if (expr instanceof Expr.Call call
        && call.callee() instanceof Expr.Member method
        && (CollectionWords.SHRINK.contains(method.name())
            || CollectionWords.EMPTY.contains(method.name()))) {
      add(unit, Makers.simpleName(method.receiver()));
    } else if (expr instanceof Expr.Operation o
        && o.operator().equals("delete")
        && o.operands().getFirst() instanceof Expr.Index index) {
      add(unit, Makers.simpleName(index.receiver()));
    } else if (expr instanceof Expr.Assigning a && a.target() instanceof Expr.Member m) {
      add(unit, m.name());
    }
  }

  private void statement(Unit unit, Stmt statement) {
    if (statement instanceof Stmt.Assign assign
        && assign.operator().equals("=")
        && !assign.targets().isEmpty()
        && assign.targets().getFirst() instanceof Expr.Member m) {
      add(unit, m.name());
    }
  }

  private void add(Unit unit, String name) {
    if (!name.isEmpty()) {
      emptied
          .computeIfAbsent(unit.language(), l -> new HashMap<>())
          .computeIfAbsent(name, n -> new HashSet<>())
          .add(unit);
    }
  }

  /// Whether another file empties a collection of this name.
  boolean bounds(Held held) {
    Set<Unit> units =
        emptied.getOrDefault(held.unit().language(), Map.of()).getOrDefault(held.name(), Set.of());
    return units.stream().anyMatch(unit -> unit != held.unit()) && reachable(held);
  }

  /// Private fields of C# and Java cannot be emptied by other files; their names say nothing.
  private static boolean reachable(Held held) {
    return held.owner().isEmpty()
        || held.unit().language() == Language.PYTHON && !held.name().startsWith("_")
        || held.unit().language() == Language.JAVASCRIPT && !held.name().startsWith("#");
  }
}
