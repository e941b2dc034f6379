package dev.backlight.crimes.serialization;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Language;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/// Python's ways to say every column: `fields = "__all__"`, and methods that walk the table.
final class AllFields {

  private static final Set<String> ANSWERS =
      Set.of("jsonify", "JsonResponse", "Response", "JSONResponse", "make_response", "dumps");

  private AllFields() {}

  static Stream<Sighting> in(Scene scene, Crime crime) {
    Stream<Sighting> meta =
        scene
            .units()
            .filter(unit -> unit.language() == Language.PYTHON)
            .flatMap(unit -> unit.classes().stream())
            .filter(type -> type.name().equals("Meta") && serializer(type))
            .flatMap(type ->
                type.decl().fields().stream()
                    .filter(AllFields::all)
                    .map(field ->
                        scene
                            .at(crime, type.unit().module(), field.start(), field.end())
                            .says(
                                "`"
                                    + outer(type).map(TypeDecl::name).findFirst().orElse("")
                                    + "` sends every column of its model")));
    Set<Fn> walkers = walkers(scene);
    return Stream.concat(
        meta,
        scene
            .functions()
            .filter(fn -> fn.unit().language() == Language.PYTHON)
            .flatMap(fn -> answers(scene, crime, fn, walkers)));
  }

  private static boolean all(TypeDecl.Field field) {
    return field.name().equals("fields")
        && field.initial() instanceof Expr.Literal l
        && l.text().equals("__all__");
  }

  private static Stream<TypeDecl> outer(Cls type) {
    int outer = type.decl().outer();
    return outer < 0 ? Stream.empty() : Stream.of(type.unit().file().types().get(outer));
  }

  /// Forms have `__all__` too, and send nothing.
  private static boolean serializer(Cls type) {
    return outer(type)
        .anyMatch(t ->
            t.name().contains("Serializer")
                || t.supertypes().stream().anyMatch(s -> s.simpleName().contains("Serializer")));
  }

  /// Functions such as `to_dict` that go through `__table__.columns` or `__dict__`.
  private static Set<Fn> walkers(Scene scene) {
    Set<Fn> found = new HashSet<>();
    scene
        .units()
        .filter(unit -> unit.language() == Language.PYTHON)
        .forEach(unit ->
            unit.functions()
                .forEach(fn -> {
                  boolean walks =
                      Walker.anyExpression(
                          fn.decl().body(),
                          expr ->
                              expr instanceof Expr.Member m
                                  && (m.name().equals("__table__") || m.name().equals("__dict__")));
                  if (walks
                      && fn.owner().isPresent()
                      && fn.name().matches(".*(dict|json|serial).*")) {
                    found.add(fn);
                  }
                }));
    return found;
  }

  /// `jsonify([user.to_dict() for user in users])` and `JsonResponse(list(users.values()))`.
  private static Stream<Sighting> answers(Scene scene, Crime crime, Fn fn, Set<Fn> walkers) {
    return fn.sites().stream()
        .filter(site -> site.isCall() && !site.loops().isEmpty())
        .filter(site ->
            walkers.stream().anyMatch(site.targets()::contains)
                || simpleName(site.call().callee()).equals("model_to_dict")
                    && site.call().arguments().size() == 1)
        .filter(site -> answered(fn, site))
        .map(site ->
            scene
                .at(crime, site)
                .says("`" + site.name() + "` turns every column of every row to JSON"));
  }

  private static boolean answered(Fn fn, Site site) {
    return Walker.anyStatement(
            fn.decl().body(),
            statement ->
                statement instanceof Stmt.Return r && ExprNames.inside(site.at(), r.value()))
        || Walker.calls(fn.decl().body()).stream()
            .filter(call -> ANSWERS.contains(simpleName(call.callee())))
            .flatMap(call -> call.arguments().stream())
            .anyMatch(argument -> ExprNames.inside(site.at(), argument.value()));
  }

  private static String simpleName(Expr expr) {
    return switch (expr) {
      case Expr.Name n -> n.id();
      case Expr.Member m -> m.name();
      default -> "";
    };
  }
}
