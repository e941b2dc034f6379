package dev.backlight.crimes.data;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Relation;
import dev.backlight.source.program.Site;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// GraphQL field resolvers that query for one parent at a time: a list of parents runs them once
/// per element, although no loop is in sight.
final class Resolvers {

  private static final Set<String> ROOTS =
      Set.of("Query", "Mutation", "Subscription", "Queries", "Mutations", "Subscriptions");

  private Resolvers() {}

  static Stream<Sighting> of(Crime crime, Scene scene) {
    return scene
        .functions()
        .filter(fn -> !root(fn) && !loads(fn))
        .flatMap(fn ->
            switch (fn.unit().language()) {
              case PYTHON -> python(crime, scene, fn).stream();
              case JAVASCRIPT -> nest(crime, scene, fn).stream();
              case CSHARP, JAVA, CONFIG -> Stream.empty();
            });
  }

  /// Fields of the root types are resolved once per request.
  private static boolean root(Fn fn) {
    return fn.owner()
        .map(Cls::name)
        .filter(name -> ROOTS.stream().anyMatch(name::endsWith))
        .isPresent();
  }

  private static boolean loads(Fn fn) {
    int start = fn.decl().start();
    int end = fn.decl().end();
    return fn.unit().functions().stream()
        .filter(one -> one.decl().start() >= start && one.decl().end() <= end)
        .flatMap(one -> Walker.calls(one.decl().body()).stream())
        .anyMatch(call ->
            call.callee() instanceof Expr.Name n && n.id().contains("Loader")
                || call.callee() instanceof Expr.Member m
                    && (m.name().startsWith("load") || m.name().contains("dataloader")));
  }

  private static Optional<Sighting> python(Crime crime, Scene scene, Fn fn) {
    Optional<Annotation> field =
        fn.decl().annotations().stream()
            .filter(a -> a.name().startsWith("strawberry") && a.simpleName().equals("field"))
            .findFirst();
    if (field.isPresent()) {
      return hinted(field.get()) ? Optional.empty() : strawberry(crime, scene, fn);
    }
    if (!fn.name().startsWith("resolve_")
        || fn.owner().isEmpty()
        || fn.decl().parameters().stream()
            .noneMatch(p -> p.name().replace("_", "").equals("info"))) {
      return Optional.empty();
    }
    String parent = fn.is(Trait.STATIC) || !first(fn).equals("self") ? first(fn) : "this";
    if (parent.startsWith("_")) {
      return Optional.empty();
    }
    return fn.sites().stream()
        .filter(site -> site.loops().isEmpty() && mentions(site.at(), parent))
        .filter(Resolvers::asks)
        .findFirst()
        .map(site ->
            scene
                .at(crime, site)
                .sure(
                    paged(fn)
                            || site.kind() == Site.Kind.RELATION
                            || ExprNames.all(fn).contains("hasattr")
                            || fn.owner()
                                .filter(type -> WHO_ASKS.matcher(type.name()).matches())
                                .isPresent()
                        ? Confidence.LOW
                        : Confidence.MEDIUM)
                .label(site.location(), "1 per parent")
                .says(
                    "1 query per parent: the resolver `"
                        + fn.symbol()
                        + "` runs `"
                        + site.name()
                        + "` for each element of a list, without a dataloader"));
  }

  /// Mostly the one who asks.
  private static final Pattern WHO_ASKS =
      Pattern.compile("(Current|Api)?(User|Me|Viewer|Profile)(Node|Type|Object)?");

  private static boolean asks(Site site) {
    return site.has(Word.DATABASE) && !site.has(Word.WRITE)
        || site.has(Word.BUILDS) && site.use() == Site.Use.RETURNED;
  }

  private static String first(Fn fn) {
    return fn.decl().parameters().getFirst().name();
  }

  private static boolean hinted(Annotation field) {
    return field.arguments().stream()
        .anyMatch(a ->
            Set.of("prefetch_related", "select_related", "annotate", "disable_optimization")
                .contains(a.name()));
  }

  /// A connection asks for one page of the children of each parent, which no loader batches easily.
  private static boolean paged(Fn fn) {
    return Walker.calls(fn.decl().body()).stream()
        .anyMatch(call -> call.callee() instanceof Expr.Name n && n.id().contains("connection"));
  }

  /// `@strawberry_django.field def termination(self): return self.termination`: the optimizer does
  /// not look into the body.
  private static Optional<Sighting> strawberry(Crime crime, Scene scene, Fn fn) {
    Optional<Cls> model = fn.owner().flatMap(cls -> model(scene, cls));
    if (model.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Relation> relations = scene.program().relations(model.get());
    Optional<String> read = Serializers.reads(fn.decl(), "this", relations).stream().findFirst();
    return read.map(name ->
        scene
            .at(crime, fn, fn.decl().nameStart(), fn.decl().nameEnd())
            .sure(Confidence.MEDIUM)
            .label(fn.location(), "1 per parent")
            .says(
                "1 query per parent: the resolver `"
                    + fn.symbol()
                    + "` reads the relation `"
                    + name
                    + "`, which no prefetch hint of the field names"));
  }

  private static Optional<Cls> model(Scene scene, Cls type) {
    return type.decl().annotations().stream()
        .filter(a -> a.name().startsWith("strawberry") && !a.arguments().isEmpty())
        .map(a -> Serializers.simple(a.arguments().getFirst().value()))
        .flatMap(name -> Serializers.named(scene, name, true).stream())
        .findFirst();
  }

  /// NestJS: `@ResolveField() posts(@Parent() user) { return this.posts.find(…) }`. Whether some
  /// query or field of the tree gives a list of a parent's type: `@Query(() => [Order])`, also
  /// inside a page.
  private static boolean listed(Scene scene, FunctionDecl.Parameter parent) {
    String type = parent.type().simpleName();
    return type.isEmpty() || scene.insight(Listed.class, Listed::of).types().contains(type);
  }

  /// The names that stand in a list in the decorator of a query or field.
  private record Listed(Set<String> types) {
    static Listed of(Scene scene) {
      Set<String> types = new HashSet<>();
      scene
          .units()
          .filter(unit -> unit.language() == Language.JAVASCRIPT)
          .flatMap(unit -> unit.functions().stream())
          .filter(fn -> fn.is(Trait.LAMBDA) && fn.decl().parameters().size() <= 1)
          .flatMap(fn -> fn.decl().body().statements().stream())
          .forEach(statement -> {
            if (statement instanceof Stmt.Return r
                && r.value() instanceof Expr.Collection list
                && list.entries().size() == 1
                && list.entries().getFirst().value() instanceof Expr.Name type) {
              types.add(type.id());
            }
          });
      return new Listed(types);
    }
  }

  private static Optional<Sighting> nest(Crime crime, Scene scene, Fn fn) {
    boolean resolves =
        fn.decl().annotations().stream().anyMatch(a -> a.simpleName().equals("ResolveField"));
    Optional<FunctionDecl.Parameter> parent =
        fn.decl().parameters().stream()
            .filter(p -> p.annotations().stream().anyMatch(a -> a.simpleName().equals("Parent")))
            .findFirst();
    if (!resolves || parent.isEmpty()) {
      return Optional.empty();
    }
    boolean guarded =
        fn.decl().body().statements().stream().anyMatch(s -> s instanceof Stmt.If)
            || fn.decl().body().statements().stream()
                .anyMatch(s -> s instanceof Stmt.Return r && r.value() instanceof Expr.Operation);
    return fn.sites().stream()
        .filter(site -> site.loops().isEmpty() && mentions(site.at(), parent.get().name()))
        .filter(site -> site.run() == Site.Run.HERE)
        .map(site -> Map.entry(site, scene.program().effects().from(site, Word.DATABASE, false)))
        .filter(found -> !found.getValue().isEmpty() && found.getValue().size() <= 3)
        .findFirst()
        .map(found ->
            scene
                .at(crime, found.getKey())
                .path(found.getValue())
                .sure(
                    guarded || pages(fn) || !listed(scene, parent.get())
                        ? Confidence.LOW
                        : Confidence.MEDIUM)
                .label(found.getKey().location(), "1 per parent")
                .says(
                    "1 query per parent: the resolver `"
                        + fn.symbol()
                        + "` leads to `"
                        + found.getValue().getLast().name()
                        + "` for each element of a list, without a"
                        + " dataloader"));
  }

  private static boolean pages(Fn fn) {
    return fn.decl().parameters().stream()
        .anyMatch(p -> p.type().simpleName().toLowerCase(Locale.ROOT).contains("pagin"));
  }

  private static boolean mentions(Expr expr, String name) {
    return Walker.anyExpression(expr, inner -> inner instanceof Expr.Name n && n.id().equals(name));
  }
}
