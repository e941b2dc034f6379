package dev.backlight.source.program;

import dev.backlight.source.code.TypeDecl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A class of the program.
public final class Cls {

  private final int index;
  private final Unit unit;
  private final TypeDecl decl;
  private final Map<String, List<Fn>> methods = new LinkedHashMap<>();
  private final List<Cls> parents = new ArrayList<>();
  private final List<Cls> children = new ArrayList<>();
  private final List<Value.Known> known = new ArrayList<>();
  private final Map<String, TypeDecl.Field> declared = new LinkedHashMap<>();

  /// A value and where it was seen: the first place in the order of files and text wins.
  record Ranked(long rank, Value value) {}

  Cls(int index, Unit unit, TypeDecl decl) {
    this.index = index;
    this.unit = unit;
    this.decl = decl;
    decl.fields().forEach(field -> declared.putIfAbsent(field.name(), field));
  }

  public int index() {
    return index;
  }

  public Unit unit() {
    return unit;
  }

  public TypeDecl decl() {
    return decl;
  }

  public String name() {
    return decl.name();
  }

  /// The classes of the tree it extends or implements.
  public List<Cls> parents() {
    return parents;
  }

  /// The classes of the tree that extend or implement it.
  public List<Cls> children() {
    return children;
  }

  /// The libraries' types it extends or implements, its parents' included.
  public List<Value.Known> known() {
    return known;
  }

  /// Own methods by name.
  public Map<String, List<Fn>> methods() {
    return methods;
  }

  public Optional<TypeDecl.Field> field(String name) {
    return Optional.ofNullable(declared.get(name));
  }

  /// Whether it is of a library's type, by the type's name in the knowledge.
  public boolean isKnown(String type) {
    return known.stream().anyMatch(value -> value.type().name().equals(type));
  }

  @Override
  public String toString() {
    return decl.name();
  }
}
