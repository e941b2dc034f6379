package dev.backlight.crimes.data;

import static dev.backlight.crimes.data.Serializers.named;
import static dev.backlight.crimes.data.Serializers.simple;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.TypeDecl.Field;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Relation;
import dev.backlight.source.program.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Django REST framework: what a serializer asks the database for each row that it is given.
///
/// Rows come from a view (`queryset`, `get_queryset`) or from a function (`S(rows, many=True)`). A
/// serializer follows relations by the fields it declares, by names in `Meta.fields` and in its
/// methods, and through the serializers nested in it. A relation that the queryset names in
/// `select_related` or `prefetch_related` is loaded; a query in a method runs for each row whatever
/// was loaded.
final class RestSerializers {

  /// Serializers nested deeper than this are not followed.
  private static final int DEPTH = 3;

  private final Crime crime;
  private final Scene scene;
  private final RestRows rows;

  /// Queries in serializers' methods, by the method: a serializer is reported once.
  private final Map<Fn, Sighting> asked = new LinkedHashMap<>();

  private RestSerializers(Crime crime, Scene scene) {
    this.crime = crime;
    this.scene = scene;
    this.rows = new RestRows(scene);
  }

  static Stream<Sighting> of(Crime crime, Scene scene) {
    RestSerializers judge = new RestSerializers(crime, scene);
    List<Sighting> found = new ArrayList<>();
    judge.rows.all().forEach(listing -> judge.listing(listing).ifPresent(found::add));
    found.addAll(judge.asked.values());
    return found.stream();
  }

  /// A relation that is read of each row: `path` from the listed rows to it.
  private record Follow(Cls serializer, String path, int at) {}

  private Optional<Sighting> listing(RestRows.Listing listing) {
    List<Follow> follows = new ArrayList<>();
    follow(listing, listing.serializer(), listing.model(), "", DEPTH, Optional.empty(), follows);
    return follows.stream()
        .findFirst()
        .map(found ->
            scene
                .at(crime, listing.in(), listing.queryset().start(), listing.queryset().end())
                .sure(listing.sure())
                .label(
                    found.serializer().unit().location(found.at(), found.at() + 1, ""),
                    "reads it per row")
                .says(
                    "1 query per row: `"
                        + found.serializer().name()
                        + "` follows `"
                        + found.path()
                        + "` of each `"
                        + listing.model().name()
                        + "`, which this queryset does not prefetch"));
  }

  private void follow(
      RestRows.Listing listing,
      Cls serializer,
      Cls model,
      String path,
      int depth,
      Optional<Cls> above,
      List<Follow> found) {
    Map<String, Relation> relations = scene.program().relations(model);
    Map<String, Field> declared = fields(serializer);
    for (Field field : declared.values()) {
      if (!(field.initial() instanceof Expr.Call call) || flag(call, "write_only")) {
        continue;
      }
      String kind = simple(call.callee());
      if (kind.equals("SerializerMethodField")) {
        String getter = text(call, "method_name").orElse("get_" + field.name());
        scene.program().methods(serializer, getter).stream()
            .filter(method -> !method.decl().parameters().isEmpty())
            .forEach(method -> method(listing, serializer, method, model, path, found));
        continue;
      }
      String source = text(call, "source").orElse(field.name());
      String first = source.split("\\.")[0];
      Relation relation = relations.get(first);
      if (relation == null || !relation.lazy() || back(relation, above)) {
        continue;
      }
      if (listing.loading()) {
        continue;
      }
      boolean nested = kind.endsWith("Serializer");
      boolean key = kind.equals("PrimaryKeyRelatedField") && !relation.many();
      boolean column = source.equals(first + ".id") || source.equals(first + ".pk");
      boolean shown =
          nested || kind.endsWith("RelatedField") && !key || source.contains(".") && !column;
      if (!shown || kind.equals("HyperlinkedRelatedField") && !relation.many()) {
        continue;
      }
      add(listing, serializer, path, first, field.start(), found);
      Optional<Cls> inner = nested ? named(scene, kind, false) : Optional.empty();
      if (inner.isPresent() && relation.target().isPresent() && depth > 1) {
        Cls target = relation.target().get();
        follow(
            listing,
            inner.get(),
            target,
            path + first + "__",
            depth - 1,
            Optional.of(model),
            found);
      }
    }
    if (!listing.loading()) {
      implied(listing, serializer, relations, declared, path, found);
    }
    methods(serializer, "to_representation")
        .forEach(method -> method(listing, serializer, method, model, path, found));
  }

  /// `order.lines.all()[0].order`: Django sets the way back to the row that it came from.
  private static boolean back(Relation relation, Optional<Cls> above) {
    return !relation.many() && above.isPresent() && relation.target().equals(above);
  }

  /// `fields = ("id", "tags")`: the keys of a many-to-many relation are asked for per row.
  private void implied(
      RestRows.Listing listing,
      Cls serializer,
      Map<String, Relation> relations,
      Map<String, Field> declared,
      String path,
      List<Follow> found) {
    for (Cls meta : serializer.unit().classes()) {
      if (meta.decl().outer() != serializer.decl().id() || !meta.name().equals("Meta")) {
        continue;
      }
      meta.field("fields")
          .map(Field::initial)
          .ifPresent(names -> {
            if (names instanceof Expr.Collection c) {
              for (Expr.Collection.Entry entry : c.entries()) {
                if (entry.value() instanceof Expr.Literal name
                    && !declared.containsKey(name.text())
                    && Optional.ofNullable(relations.get(name.text()))
                        .filter(relation -> relation.many() && relation.lazy())
                        .isPresent()) {
                  add(listing, serializer, path, name.text(), name.start(), found);
                }
              }
            }
          });
    }
  }

  private static void add(
      RestRows.Listing listing,
      Cls serializer,
      String path,
      String relation,
      int at,
      List<Follow> found) {
    if (!listing.loads(relation)) {
      found.add(new Follow(serializer, path + relation, at));
    }
  }

  /// A method that a serializer runs for each row.
  private void method(
      RestRows.Listing listing,
      Cls serializer,
      Fn method,
      Cls model,
      String path,
      List<Follow> found) {
    if (prepared(method)) {
      return;
    }
    String row = method.decl().parameters().getLast().name();
    Set<String> reads = Serializers.reads(method.decl(), row, scene.program().relations(model));
    for (String name : reads) {
      add(listing, serializer, path, name, method.decl().nameStart(), found);
    }
    method.sites().stream()
        .filter(site -> site.has(Word.DATABASE) && !site.has(Word.WRITE))
        .filter(site -> site.kind() == Site.Kind.CALL || site.kind() == Site.Kind.ITERATION)
        .filter(site -> reads.stream().noneMatch(name -> whole(site.at(), row, name)))
        .findFirst()
        .ifPresent(site ->
            asked.computeIfAbsent(
                method,
                fn ->
                    scene
                        .at(crime, site)
                        .sure(Confidence.MEDIUM)
                        .chain(
                            listing
                                .in()
                                .unit()
                                .location(
                                    listing.queryset().start(),
                                    listing.queryset().end(),
                                    listing.in().symbol()),
                            "each row of this queryset")
                        .label(site.location(), "1 per row")
                        .says(
                            "1 query per row: `"
                                + serializer.name()
                                + "` runs `"
                                + site.name()
                                + "` for each `"
                                + model.name()
                                + "` of a list")));
  }

  /// `row.lines.all()`: what was loaded for all rows before.
  private static boolean whole(Expr at, String row, String relation) {
    return at instanceof Expr.Call all
        ? simple(all.callee()).equals("all") && whole(receiver(all), row, relation)
        : at instanceof Expr.Member m
            && m.name().equals(relation)
            && m.receiver() instanceof Expr.Name n
            && n.id().equals(row);
  }

  private static Expr receiver(Expr.Call call) {
    return call.callee() instanceof Expr.Member m ? m.receiver() : Expr.NONE;
  }

  /// Whether a method looks first for what somebody loaded for all rows.
  private static boolean prepared(Fn method) {
    return Walker.anyExpression(
        method.decl().body(),
        expr -> {
          String name = simple(expr).toLowerCase(Locale.ROOT);
          return PREPARED.contains(name)
              || name.contains("prefetch")
              || name.contains("cache")
              || handed(expr);
        });
  }

  /// `self.context["prices"]`, `self.context.get("prices")`: what the view asked for once.
  private static boolean handed(Expr expr) {
    return switch (expr) {
      case Expr.Index index -> simple(index.receiver()).equals("context") && own(index.index());
      case Expr.Call call when call.callee() instanceof Expr.Member get ->
          get.name().equals("get")
              && simple(get.receiver()).equals("context")
              && !call.arguments().isEmpty()
              && own(call.arguments().getFirst().value());
      default -> false;
    };
  }

  /// A key that the framework does not put there.
  private static boolean own(Expr key) {
    return !(key instanceof Expr.Literal text)
        || !Set.of("request", "view", "format").contains(text.text());
  }

  private static final Set<String> PREPARED = Set.of("hasattr", "getattr");

  private Stream<Fn> methods(Cls serializer, String name) {
    return serializer.methods().getOrDefault(name, List.of()).stream()
        .filter(method -> !method.decl().parameters().isEmpty());
  }

  /// Fields that a serializer declares or inherits; its own win.
  private static Map<String, Field> fields(Cls serializer) {
    Map<String, Field> all = new LinkedHashMap<>();
    List<Cls> open = new ArrayList<>(List.of(serializer));
    for (int i = 0; i < open.size() && i < 20; i++) {
      open.get(i).decl().fields().forEach(field -> all.putIfAbsent(field.name(), field));
      open.addAll(open.get(i).parents());
    }
    return all;
  }

  private static Optional<String> text(Expr.Call call, String name) {
    return call.arguments().stream()
        .filter(a -> a.name().equals(name) && a.value() instanceof Expr.Literal)
        .map(a -> ((Expr.Literal) a.value()).text())
        .findFirst();
  }

  private static boolean flag(Expr.Call call, String name) {
    return text(call, name).filter(value -> value.equals("true")).isPresent();
  }
}
