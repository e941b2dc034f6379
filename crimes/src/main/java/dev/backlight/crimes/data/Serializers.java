package dev.backlight.crimes.data;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl.Field;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Relation;
import dev.backlight.source.program.Site;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Serializers that follow relations of each row: a viewset's queryset without what its serializer
/// reads, a page of entities that is turned into schemas without loader options.
final class Serializers {

  private Serializers() {}

  static Stream<Sighting> of(Crime crime, Scene scene) {
    return Stream.concat(
        scene
            .units()
            .filter(unit -> unit.language() == Language.PYTHON)
            .flatMap(unit -> unit.classes().stream())
            .flatMap(cls -> viewset(crime, scene, cls).stream()),
        scene
            .functions()
            .filter(fn -> fn.unit().language() == Language.PYTHON)
            .flatMap(fn -> schemas(crime, scene, fn).stream()));
  }

  // Django REST framework.

  private static Optional<Sighting> viewset(Crime crime, Scene scene, Cls view) {
    Optional<Field> queryset = view.field("queryset").filter(f -> f.initial() instanceof Expr.Call);
    if (queryset.isEmpty()) {
      return Optional.empty();
    }
    Optional<Cls> model = named(scene, root(queryset.get().initial()), true);
    Optional<Cls> serializer =
        view.field("serializer_class")
            .flatMap(field -> named(scene, simple(field.initial()), false));
    if (model.isEmpty()) {
      return Optional.empty();
    }
    Optional<Cls> used =
        serializer.isPresent() || view.field("serializer_class").isPresent()
            ? serializer
            : named(scene, model.get().name() + "Serializer", false);
    Set<String> eager = eager(queryset.get().initial());
    Map<String, Relation> relations = scene.program().relations(model.get());
    return used.flatMap(s -> follows(s, relations, eager, prefetches(view)))
        .map(found ->
            scene
                .at(crime, view.unit().module(), queryset.get().start(), queryset.get().end())
                .sure(found.sure())
                .label(
                    found.serializer().unit().location(found.at(), found.at() + 1, ""),
                    "reads it per row")
                .says(
                    "1 query per row: `"
                        + found.serializer().name()
                        + "` follows `"
                        + found.relation()
                        + "` of each `"
                        + model.get().name()
                        + "`, which this queryset does not prefetch"));
  }

  private record Follow(Cls serializer, String relation, int at, Confidence sure) {}

  /// The first relation that a serializer reads and the queryset does not load.
  private static Optional<Follow> follows(
      Cls serializer, Map<String, Relation> relations, Set<String> eager, boolean prefetches) {
    for (Field field : serializer.decl().fields()) {
      if (!(field.initial() instanceof Expr.Call call)) {
        continue;
      }
      String kind = simple(call.callee());
      if (kind.equals("SerializerMethodField")) {
        for (Fn getter : serializer.methods().getOrDefault("get_" + field.name(), List.of())) {
          if (getter.decl().parameters().size() < 1) {
            continue;
          }
          String row = getter.decl().parameters().getLast().name();
          for (String name : reads(getter.decl(), row, relations)) {
            if (!eager.contains(name)) {
              return Optional.of(
                  new Follow(serializer, name, getter.decl().nameStart(), Confidence.MEDIUM));
            }
          }
        }
      } else if (!prefetches
          && (kind.endsWith("Serializer") || kind.endsWith("RelatedField"))
          && call.arguments().stream().noneMatch(a -> a.name().equals("write_only"))) {
        String source =
            call.arguments().stream()
                .filter(a -> a.name().equals("source") && a.value() instanceof Expr.Literal)
                .map(a -> ((Expr.Literal) a.value()).text().split("\\.")[0])
                .findFirst()
                .orElse(field.name());
        Relation relation = relations.get(source);
        boolean key =
            kind.equals("PrimaryKeyRelatedField") && (relation == null || !relation.many());
        if (relation != null && relation.lazy() && !key && !eager.contains(source)) {
          return Optional.of(new Follow(serializer, source, field.start(), Confidence.MEDIUM));
        }
      }
    }
    return Optional.empty();
  }

  /// Whether the view, or what it extends, chooses what to prefetch by itself.
  private static boolean prefetches(Cls view) {
    List<Cls> open = new ArrayList<>(List.of(view));
    Set<Cls> seen = new HashSet<>();
    while (!open.isEmpty()) {
      Cls cls = open.removeLast();
      if (!seen.add(cls) || seen.size() > 40) {
        continue;
      }
      if (cls.methods().containsKey("get_queryset")) {
        return true;
      }
      open.addAll(cls.parents());
    }
    return false;
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

  private static Set<String> eager(Expr queryset) {
    Set<String> names = new HashSet<>();
    Walker.expressions(
        queryset,
        expr -> {
          if (expr instanceof Expr.Literal l) {
            names.addAll(List.of(l.text().split("__")));
          } else if (expr instanceof Expr.Call c
              && c.arguments().isEmpty()
              && simple(c.callee()).equals("select_related")) {
            names.add("*");
          }
        });
    return names;
  }

  private static String root(Expr expr) {
    Expr at = expr;
    for (int i = 0; i < 40; i++) {
      switch (at) {
        case Expr.Call c -> at = c.callee();
        case Expr.Member m when m.name().equals("objects") -> {
          return simple(m.receiver());
        }
        case Expr.Member m -> at = m.receiver();
        default -> {
          return "";
        }
      }
    }
    return "";
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

  // SQLAlchemy and pydantic.

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
    boolean[] found = {false};
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign a
              && a.targets().stream().anyMatch(t -> t instanceof Expr.Name n && n.id().equals(name))
              && a.value().start() <= site.at().start()
              && site.at().end() <= a.value().end()) {
            found[0] = true;
          }
        });
    return found[0];
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
