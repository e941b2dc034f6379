package dev.backlight.source.program;

import dev.backlight.source.code.TypeDecl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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
  private final Map<String, List<Fn>> dispatched = new ConcurrentHashMap<>();
  private final Map<String, Value> written = new ConcurrentHashMap<>();
  private volatile @Nullable List<Cls> lineage;

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

  /// The class and everything above it, nearest first. Asked only when all classes are connected.
  List<Cls> lineage() {
    List<Cls> known = lineage;
    if (known == null) {
      known = List.copyOf(Hierarchy.above(this));
      lineage = known;
    }
    return known;
  }

  /// What [Hierarchy#methods] says of a name. Asked only when all classes are connected.
  List<Fn> dispatched(String name) {
    List<Fn> known = dispatched.get(name);
    if (known == null) {
      known = Hierarchy.dispatch(this, name);
      dispatched.put(name, known);
    }
    return known;
  }

  /// Whether it has a field of this name whose type is written.
  boolean types(String field) {
    TypeDecl.Field own = declared.get(field);
    return own != null && !own.type().isNone();
  }

  /// What the written type of one of its fields says, UNKNOWN if it has no such field. Asked only
  /// when all classes are connected.
  Value written(String field, Names names) {
    TypeDecl.Field own = declared.get(field);
    return own == null || own.type().isNone()
        ? Value.UNKNOWN
        : written.computeIfAbsent(
            field, name -> names.types.of(unit, own.type(), decl.typeParameters()));
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
