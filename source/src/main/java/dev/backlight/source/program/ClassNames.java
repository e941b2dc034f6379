package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Import;
import dev.backlight.source.knowledge.Knowledge;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The classes of a tree by name, and what such a name means where files share a package or a
/// namespace.
final class ClassNames {

  private final Map<Language, Map<String, List<Cls>>> byName = new EnumMap<>(Language.class);
  private final Map<Language, Knowledge> knowledge;

  ClassNames(List<Unit> units, Map<Language, Knowledge> knowledge) {
    this.knowledge = knowledge;
    for (Unit unit : units) {
      for (Cls type : unit.classes()) {
        if (!type.name().isEmpty()) {
          byName
              .computeIfAbsent(unit.language(), l -> new HashMap<>())
              .computeIfAbsent(type.name(), n -> new ArrayList<>(1))
              .add(type);
        }
      }
    }
  }

  /// A class by name anywhere in the tree if there is just one.
  Optional<Cls> only(Unit unit, String name) {
    List<Cls> candidates = candidates(unit, name);
    return candidates.size() == 1 ? Optional.of(candidates.getFirst()) : Optional.empty();
  }

  /// A class by its path, or a static member of one.
  Value qualified(Unit unit, String module, String name) {
    for (Cls candidate : candidates(unit, name)) {
      if (candidate.decl().qualifier().equals(module)) {
        return new Value.ClassOf(candidate);
      }
    }
    List<Cls> outer = candidates(unit, module.substring(module.lastIndexOf('.') + 1));
    for (Cls one : outer) {
      for (Cls nested : one.unit().classes()) {
        if (nested.name().equals(name) && nested.decl().outer() == one.decl().id()) {
          return new Value.ClassOf(nested);
        }
      }
      Optional<List<Fn>> method = Hierarchy.inherited(one, name, new HashSet<>());
      if (method.isPresent()) {
        return new Value.Function(method.get(), new Value.ClassOf(one), true);
      }
    }
    return new Value.Outside(module + "." + name);
  }

  private List<Cls> candidates(Unit unit, String name) {
    return byName.getOrDefault(unit.language(), Map.of()).getOrDefault(name, List.of());
  }

  /// Java packages and C# namespaces: any class of the name, the nearest qualifier first.
  Value visible(Unit unit, String name, List<Import> stars) {
    if (name.isEmpty() || !Character.isUpperCase(name.charAt(0))) {
      return Value.UNKNOWN;
    }
    List<Cls> candidates = candidates(unit, name);
    String own = unit.classes().isEmpty() ? "" : unit.classes().getFirst().decl().qualifier();
    Cls best = null;
    int score = -1;
    for (Cls candidate : candidates) {
      String qualifier = candidate.decl().qualifier();
      int s =
          qualifier.equals(own)
              ? 3
              : stars.stream().anyMatch(i -> i.module().equals(qualifier))
                  ? 2
                  : own.startsWith(qualifier) && unit.language() == Language.CSHARP ? 1 : 0;
      if (s > score) {
        best = candidate;
        score = s;
      }
    }
    boolean known = knownHere(unit, name, stars) != null;
    boolean enough = unit.language() == Language.JAVA ? score >= 2 : score >= (known ? 1 : 0);
    if (best != null && enough) {
      return new Value.ClassOf(best);
    }
    String path = knownHere(unit, name, stars);
    return path == null ? Value.UNKNOWN : new Value.Outside(path);
  }

  /// The path by which the knowledge knows a Java or C# type visible in a file by its simple name.
  private @Nullable String knownHere(Unit unit, String name, List<Import> stars) {
    Knowledge known = Objects.requireNonNull(knowledge.get(unit.language()));
    if (unit.language() == Language.JAVA && known.typeByPath("java.lang." + name).isPresent()) {
      return "java.lang." + name;
    }
    for (Import star : stars) {
      String path = star.module() + "." + name;
      if (known.typeByPath(path).isPresent() || known.hasFunctions(path)) {
        return path;
      }
    }
    // A C# type that two libraries have (`ISession`) goes by its namespace, any other by its name.
    return unit.language() == Language.CSHARP && known.typeByPath(name).isPresent() ? name : null;
  }
}
