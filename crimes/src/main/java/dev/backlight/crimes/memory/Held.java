package dev.backlight.crimes.memory;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// A collection that lives as long as the process, and what the code of its file does with it.
final class Held {

  enum Shape {
    LIST,
    SET,
    MAP
  }

  enum Act {
    GROWS,
    /// One element leaves.
    SHRINKS,
    /// All elements leave, the collection is replaced, its size is compared, or code that cannot be
    /// followed gets it.
    BOUNDED,
    READS
  }

  /// One use. `key` is the key or element, NONE if there is none; `alias` the expression by which a
  /// local got the collection, NONE where it is used by its own name.
  record Use(Fn fn, Act act, Expr at, Expr key, Expr alias) {}

  private final Unit unit;
  private final Optional<Cls> owner;
  private final String name;
  private final Shape shape;
  private final TypeRef type;
  private final int start;
  private final int end;
  private final List<Use> uses = new ArrayList<>();

  Held(Unit unit, Optional<Cls> owner, String name, Shape shape, TypeRef type, int start, int end) {
    this.unit = unit;
    this.owner = owner;
    this.name = name;
    this.shape = shape;
    this.type = type;
    this.start = start;
    this.end = end;
  }

  Unit unit() {
    return unit;
  }

  Optional<Cls> owner() {
    return owner;
  }

  String name() {
    return name;
  }

  Shape shape() {
    return shape;
  }

  TypeRef type() {
    return type;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  List<Use> uses() {
    return uses;
  }

  Stream<Use> uses(Act act) {
    return uses.stream().filter(use -> use.act() == act);
  }

  boolean does(Act act) {
    return uses(act).findAny().isPresent();
  }

  boolean calledCache() {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.contains("cache") || lower.contains("memo") && !lower.contains("memory");
  }
}
