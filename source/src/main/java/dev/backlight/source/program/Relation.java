package dev.backlight.source.program;

import dev.backlight.source.knowledge.KnownType;
import java.util.Optional;

/// A relation of an entity: `order.items`. `lazy`: reading it runs a query unless it was loaded
/// before. `manager` is the type of a relation that is itself a query (Django's related managers).
public record Relation(
    String name, boolean many, boolean lazy, Optional<Cls> target, Optional<KnownType> manager) {

  static Optional<Relation> of(Cls type, String name, Names names) {
    for (Cls cls : Hierarchy.lineage(type)) {
      Relation relation = names.relations(cls).get(name);
      if (relation != null) {
        return Optional.of(relation);
      }
    }
    return Optional.empty();
  }
}
