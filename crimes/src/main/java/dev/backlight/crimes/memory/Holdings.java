package dev.backlight.crimes.memory;

import dev.backlight.crimes.Scene;
import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Unit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the collections that live as long as the process: of modules, static fields, and fields of
/// classes with one instance.
final class Holdings {

  private final Scene scene;
  private final Singletons singletons;

  Holdings(Scene scene) {
    this.scene = scene;
    this.singletons = new Singletons(scene.program());
  }

  private record Found(List<Held> all) {}

  /// All of them with their uses, in the order of files and text.
  static List<Held> of(Scene scene) {
    return scene.insight(Found.class, s -> new Found(find(s))).all();
  }

  private static List<Held> find(Scene scene) {
    Holdings holdings = new Holdings(scene);
    List<Held> all = new ArrayList<>();
    Elsewhere elsewhere = new Elsewhere(scene.program());
    scene
        .units()
        .forEach(unit -> {
          List<Held> here = holdings.in(unit);
          if (!here.isEmpty()) {
            new Uses(unit, here).collect();
            here.removeIf(elsewhere::bounds);
            all.addAll(here);
          }
        });
    return all;
  }

  private List<Held> in(Unit unit) {
    List<Held> found = new ArrayList<>();
    if (unit.language() == Language.PYTHON || unit.language() == Language.JAVASCRIPT) {
      moduleVariables(unit, found);
    }
    for (Cls type : unit.classes()) {
      fields(type, found);
    }
    return found;
  }

  private static void moduleVariables(Unit unit, List<Held> found) {
    Map<String, Held> byName = new HashMap<>();
    Walker.statements(
        unit.module().decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign assign
              && assign.targets().size() == 1
              && assign.operator().equals("=")
              && assign.value() != Expr.NONE
              && assign.targets().getFirst() instanceof Expr.Name name) {
            Makers.shape(assign.value(), assign.type())
                .ifPresent(shape ->
                    byName.putIfAbsent(
                        name.id(),
                        new Held(
                            unit,
                            Optional.empty(),
                            name.id(),
                            shape,
                            assign.type(),
                            assign.start(),
                            assign.end())));
          }
        });
    found.addAll(byName.values());
    found.sort(Comparator.comparing(Held::start));
  }

  private void fields(Cls type, List<Held> found) {
    boolean single = singletons.contains(type);
    boolean python = type.unit().language() == Language.PYTHON;
    Map<String, Expr> assigned = single || python ? assignedInConstructors(type) : Map.of();
    Map<String, Held> byName = new HashMap<>();
    for (TypeDecl.Field field : type.decl().fields()) {
      boolean shared = field.isStatic() || single || python && !assigned.containsKey(field.name());
      if (!shared || python && isDeclarative(type)) {
        continue;
      }
      Expr initial =
          field.initial() != Expr.NONE
              ? field.initial()
              : assigned.getOrDefault(field.name(), Expr.NONE);
      if (initial == Expr.NONE) {
        continue;
      }
      Makers.shape(initial, field.type())
          .ifPresent(shape ->
              byName.putIfAbsent(
                  field.name(),
                  held(type, field.name(), shape, field.type(), field.start(), field.end())));
    }
    if (single) {
      assigned.forEach((name, made) -> {
        if (!byName.containsKey(name) && type.field(name).isEmpty()) {
          Makers.shape(made, TypeRef.NONE)
              .ifPresent(shape ->
                  byName.put(
                      name, held(type, name, shape, TypeRef.NONE, made.start(), made.end())));
        }
      });
    }
    byName.values().stream().sorted(Comparator.comparing(Held::start)).forEach(found::add);
  }

  private static Held held(
      Cls type, String name, Held.Shape shape, TypeRef declared, int start, int end) {
    return new Held(type.unit(), Optional.of(type), name, shape, declared, start, end);
  }

  /// Enumerations, models, forms and the like read their attributes; nobody adds to them.
  private static boolean isDeclarative(Cls type) {
    return type.decl().kind() == TypeDecl.Kind.ENUM || type.name().equals("Meta");
  }

  private static Map<String, Expr> assignedInConstructors(Cls type) {
    Map<String, Expr> assigned = new HashMap<>();
    type.methods()
        .values()
        .forEach(fns ->
            fns.forEach(fn -> {
              if (fn.is(Trait.CONSTRUCTOR)) {
                Walker.statements(
                    fn.decl().body(),
                    statement -> {
                      if (statement instanceof Stmt.Assign assign && assign.targets().size() == 1) {
                        Expr target = assign.targets().getFirst();
                        if (target instanceof Expr.Member m
                            && Makers.root(m.receiver()).equals("this")
                            && m.receiver() instanceof Expr.Name) {
                          assigned.putIfAbsent(m.name(), assign.value());
                        } else if (target instanceof Expr.Name n
                            && type.field(n.id()).isPresent()) {
                          assigned.putIfAbsent(n.id(), assign.value());
                        }
                      }
                    });
              }
            }));
    return assigned;
  }

  Scene scene() {
    return scene;
  }
}
