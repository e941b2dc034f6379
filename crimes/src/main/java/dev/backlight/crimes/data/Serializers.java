package dev.backlight.crimes.data;

import dev.backlight.crimes.Assigned;
import dev.backlight.crimes.Crime;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Relation;
import dev.backlight.source.program.Site;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Schemas that follow relations of each row: a page of entities that is turned into schemas
/// without loader options.
final class Serializers {

  private Serializers() {}

  static Stream<Sighting> of(Crime crime, Scene scene) {
    return scene
        .functions()
        .filter(fn -> fn.unit().language() == Language.PYTHON)
        .flatMap(fn -> schemas(crime, scene, fn).stream());
  }

  /// The lazy relations of a row that a function reads and uses.
  static Set<String> reads(FunctionDecl function, String row, Map<String, Relation> relations) {
    Set<String> found = new LinkedHashSet<>();
    Walker.expressions(
        function.body(),
        expr -> {
          if (expr instanceof Expr.Member m
              && m.receiver() instanceof Expr.Name n
              && n.id().equals(row)) {
            Relation relation = relations.get(m.name());
            if (relation != null && relation.lazy()) {
              found.add(m.name());
            }
          }
        });
    return found;
  }

  static String simple(Expr expr) {
    return switch (expr) {
      case Expr.Name n -> n.id();
      case Expr.Member m -> m.name();
      default -> "";
    };
  }

  /// The only class of a name; with `entity`, the only one with relations.
  static Optional<Cls> named(Scene scene, String name, boolean entity) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    List<Cls> all =
        scene.program().classes().stream()
            .filter(cls -> cls.name().equals(name) && cls.unit().language() == Language.PYTHON)
            .filter(cls -> !entity || !scene.program().relations(cls).isEmpty())
            .toList();
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  private static final Set<String> FROM_ROW = Set.of("from_orm", "model_validate");

  /// `[Schema.from_orm(row) for row in rows]` reads every relation of each row that the schema
  /// names; the query it comes from has no loader options.
  private static Optional<Sighting> schemas(Crime crime, Scene scene, Fn fn) {
    List<String> sources = new ArrayList<>();
    Walker.expressions(
        fn.decl().body(),
        expr -> {
          if (expr instanceof Expr.Comprehension c
              && c.element() instanceof Expr.Call call
              && FROM_ROW.contains(simple(call.callee()))
              && c.clauses().size() == 1
              && c.clauses().getFirst().source() instanceof Expr.Name rows) {
            sources.add(rows.id());
          }
        });
    for (String rows : sources) {
      Optional<Site> read =
          fn.sites().stream()
              .filter(site ->
                  site.boundTo().equals(rows) && site.has(Word.DATABASE)
                      || site.has(Word.DATABASE) && assigns(fn, rows, site))
              .findFirst();
      if (read.isEmpty() || read.get().query().has(Word.EAGER) || optioned(fn)) {
        continue;
      }
      Expr place = built(fn, read.get()).orElse(read.get().at());
      return Optional.of(
          scene
              .at(crime, fn, place.start(), place.end())
              .sure(Confidence.LOW)
              .chain(read.get().location(), read.get().name())
              .label(
                  fn.unit().location(place.start(), place.end(), fn.symbol()), "no loader options")
              .says(
                  "the rows of this query become schemas one by one: each lazy relation that the"
                      + " schema names is 1 query per row"));
    }
    return Optional.empty();
  }

  private static boolean optioned(Fn fn) {
    return Walker.calls(fn.decl().body()).stream()
        .anyMatch(call -> simple(call.callee()).equals("options"));
  }

  private static boolean assigns(Fn fn, String name, Site site) {
    return Assigned.to(fn.decl().body(), name).stream()
        .anyMatch(a -> ExprNames.inside(site.at(), a.value()));
  }

  /// Where the executed query was begun.
  private static Optional<Expr> built(Fn fn, Site read) {
    List<String> names = new ArrayList<>();
    Walker.expressions(
        read.at(),
        expr -> {
          if (expr instanceof Expr.Call c) {
            c.arguments().stream().map(a -> simple(a.value())).forEach(names::add);
          }
        });
    List<Expr> values = new ArrayList<>();
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign a
              && a.end() < read.at().start()
              && a.targets().size() == 1
              && names.contains(simple(a.targets().getFirst()))) {
            values.add(a.value());
          }
        });
    return values.stream().findFirst();
  }
}
