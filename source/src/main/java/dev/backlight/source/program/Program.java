package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.knowledge.Knowledge;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The linked program. Immutable.
public final class Program {

  private final List<Unit> units;
  private final List<Fn> functions;
  private final List<Cls> classes;
  private final List<List<Site>> callers;
  private final List<EntryPoint> entries;
  private final Effects effects;
  private final Reachability reachability;
  private final Map<Language, Knowledge> knowledge;
  private final Names names;

  Program(
      List<Unit> units,
      List<Fn> functions,
      List<Cls> classes,
      List<List<Site>> callers,
      List<EntryPoint> entries,
      Effects effects,
      Reachability reachability,
      Map<Language, Knowledge> knowledge,
      Names names) {
    this.units = units;
    this.functions = functions;
    this.classes = classes;
    this.callers = callers;
    this.entries = entries;
    this.effects = effects;
    this.reachability = reachability;
    this.knowledge = knowledge;
    this.names = names;
  }

  /// Files in the order of their paths.
  public List<Unit> units() {
    return units;
  }

  public List<Fn> functions() {
    return functions;
  }

  public List<Cls> classes() {
    return classes;
  }

  /// Entry points in the order of files and text.
  public List<EntryPoint> entries() {
    return entries;
  }

  /// The places that may run a function.
  public List<Site> callers(Fn fn) {
    return callers.get(fn.index());
  }

  public Effects effects() {
    return effects;
  }

  public Reachability reachability() {
    return reachability;
  }

  public Knowledge knowledge(Language language) {
    return Objects.requireNonNull(knowledge.get(language));
  }

  /// The ORM relations of a class, by name; its parents' included.
  public Map<String, Relation> relations(Cls type) {
    Map<String, Relation> all = new LinkedHashMap<>();
    Hierarchy.lineage(type).forEach(cls -> names.relations(cls).forEach(all::putIfAbsent));
    return all;
  }

  /// The methods of a name that a class has, inherits, or its subclasses put in its place.
  public List<Fn> methods(Cls type, String name) {
    return Hierarchy.methods(type, name);
  }
}
