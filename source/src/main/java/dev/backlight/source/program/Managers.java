package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.TypeDecl;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which entity the rows of a tree's own manager are: `objects = IssueManager()` in the body of
/// `Issue`.
final class Managers {

  static final Managers NONE = new Managers(Map.of());

  private final Map<Cls, Cls> entities;

  private Managers(Map<Cls, Cls> entities) {
    this.entities = entities;
  }

  static Managers of(List<Cls> classes, Names names) {
    Map<Cls, Cls> entities = new HashMap<>();
    Set<Cls> shared = new HashSet<>();
    for (Cls entity : classes) {
      if (entity.unit().language() != Language.PYTHON) {
        continue;
      }
      for (TypeDecl.Field field : entity.decl().fields()) {
        if (field.initial() instanceof Expr.Call call
            && call.callee() instanceof Expr.Name name
            && names.named(entity.unit(), name.id()) instanceof Value.ClassOf manager
            && entities.putIfAbsent(manager.type(), entity) != null) {
          shared.add(manager.type());
        }
      }
    }
    entities.keySet().removeAll(shared);
    return new Managers(Map.copyOf(entities));
  }

  /// What stands for the rows in the manager's type: empty if several entities share it.
  List<Value> rows(Cls manager) {
    Cls entity = entities.get(manager);
    return entity == null ? List.of() : List.of(new Value.Instance(entity));
  }
}
