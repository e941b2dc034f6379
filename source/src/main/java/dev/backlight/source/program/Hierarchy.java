package dev.backlight.source.program;

import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.knowledge.KnownType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which methods a call on a class may run.
final class Hierarchy {

  /// A call that could run more functions of the tree than this counts as unresolved.
  static final int FAN_OUT = 8;

  private Hierarchy() {}

  /// Connects a class with the classes and library types it extends.
  static void connect(Cls type, Names names) {
    for (TypeRef parent : type.decl().supertypes()) {
      switch (names.types.of(type.unit(), parent, type.decl().typeParameters())) {
        case Value.Instance i when i.type() != type -> {
          type.parents().add(i.type());
          i.type().children().add(type);
        }
        case Value.Known k -> type.known().add(k);
        case Value.Listing l -> {
          // A class that extends a collection has no members we know.
        }
        default -> {
          Optional<KnownType> hinted =
              names.knowledge(type.unit()).hint("extends " + parent.name());
          hinted.ifPresent(t -> type.known().add(new Value.Known(t)));
        }
      }
    }
  }

  /// The method a class has or inherits, and what its subclasses put in its place; without abstract
  /// ones if there are others. Empty if there is none or there are too many.
  static List<Fn> methods(Cls type, String name) {
    return type.dispatched(name);
  }

  static List<Fn> dispatch(Cls type, String name) {
    Set<Fn> found = new LinkedHashSet<>();
    inherited(type, name, new HashSet<>()).ifPresent(found::addAll);
    overrides(type, name, found, new HashSet<>());
    if (found.isEmpty() || found.size() > FAN_OUT * 2) {
      return List.of();
    }
    List<Fn> concrete = found.stream().filter(fn -> !fn.is(Trait.ABSTRACT)).toList();
    List<Fn> result = concrete.isEmpty() ? List.copyOf(found) : concrete;
    return result.size() > FAN_OUT ? List.of() : result;
  }

  /// The method as a class itself sees it, for `super.name()` and static calls.
  static Optional<List<Fn>> inherited(Cls type, String name, Set<Cls> seen) {
    if (!seen.add(type)) {
      return Optional.empty();
    }
    List<Fn> own = type.methods().get(name);
    if (own != null) {
      return Optional.of(own);
    }
    for (Cls parent : type.parents()) {
      Optional<List<Fn>> found = inherited(parent, name, seen);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static void overrides(Cls type, String name, Set<Fn> into, Set<Cls> seen) {
    if (!seen.add(type) || into.size() > FAN_OUT * 2) {
      return;
    }
    for (Cls child : type.children()) {
      List<Fn> own = child.methods().get(name);
      if (own != null) {
        into.addAll(own);
      }
      overrides(child, name, into, seen);
    }
  }

  /// The class and everything above it, nearest first.
  static List<Cls> lineage(Cls type) {
    return type.lineage();
  }

  static List<Cls> above(Cls type) {
    List<Cls> result = new ArrayList<>();
    Set<Cls> seen = new HashSet<>();
    result.add(type);
    seen.add(type);
    for (int i = 0; i < result.size() && i < 64; i++) {
      for (Cls parent : result.get(i).parents()) {
        if (seen.add(parent)) {
          result.add(parent);
        }
      }
    }
    return result;
  }
}
