package dev.backlight.crimes.memory;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Edits;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Edit;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Caches that a library keeps: decorators and constructors without their size option.
final class CacheLibraries {

  private static final Set<String> FINITE =
      Set.of("bool", "Literal", "type", "Type", "None", "Language", "Locale");

  private CacheLibraries() {}

  static Stream<Sighting> unbounded(Scene scene, Crime crime) {
    Stream<Sighting> decorators =
        scene
            .units()
            .filter(unit -> unit.language() == Language.PYTHON)
            .flatMap(unit -> unit.functions().stream())
            .flatMap(fn -> decorated(scene, crime, fn));
    Map<Fn, String> wrappers = new HashMap<>();
    List<Sighting> made = new ArrayList<>();
    scene
        .units()
        .forEach(unit ->
            unit.functions()
                .forEach(fn -> {
                  for (Site site : fn.sites()) {
                    String option = option(site);
                    if (option.isEmpty() || !lasts(site) || single(site)) {
                      continue;
                    }
                    if (passesParameterOn(site)) {
                      wrappers.put(site.in(), option);
                    } else if (missing(site, option)) {
                      made.add(sighting(scene, crime, site, option));
                    }
                  }
                }));
    wrappers.forEach((fn, option) -> {
      for (Site caller : scene.program().callers(fn)) {
        if (caller.isCall()
            && scene.units().anyMatch(u -> u == caller.in().unit())
            && missing(caller, option)
            && !caller.call().arguments().isEmpty()) {
          made.add(sighting(scene, crime, caller, option));
        }
      }
    });
    made.addAll(builders(scene, crime));
    return Stream.concat(decorators, made.stream());
  }

  private static Sighting sighting(Scene scene, Crime crime, Site site, String option) {
    return scene
        .at(crime, site)
        .sure(ages(site) ? Confidence.LOW : Confidence.HIGH)
        .says("`" + site.name() + "` has no `" + option + "`: an entry per key, without a limit");
  }

  /// Entries that expire bound the cache by the traffic of that time.
  private static boolean ages(Site site) {
    return site.call().arguments().stream()
            .map(Argument::value)
            .filter(Expr.Collection.class::isInstance)
            .flatMap(options -> ((Expr.Collection) options).entries().stream())
            .anyMatch(entry ->
                entry.key() instanceof Expr.Literal key && AGE.matcher(key.text()).matches())
        || site.name().endsWith("NodeCache") && setsAges(site);
  }

  /// `cache.set(key, value, 60)`: every entry of the file's cache is given its time.
  private static boolean setsAges(Site site) {
    List<Expr.Call> sets =
        site.in().unit().functions().stream()
            .flatMap(fn -> Walker.calls(fn.decl().body()).stream())
            .filter(call ->
                call.callee() instanceof Expr.Member m
                    && m.name().equals("set")
                    && ExprNames.last(m.receiver()).toLowerCase(Locale.ROOT).contains("cache"))
            .toList();
    return !sets.isEmpty() && sets.stream().allMatch(call -> call.arguments().size() > 2);
  }

  private static final Pattern AGE = Pattern.compile("(?i)ttl|max_?age|stdttl|expire\\w*");

  /// The option that bounds the cache a site makes; empty if it makes none.
  private static String option(Site site) {
    if (!site.isCall() || !site.has(Word.SIZED) || site.words().waits() || site.has(Word.POOL)) {
      return "";
    }
    String all = site.words().argument(Word.SIZED);
    String name = site.name().toLowerCase(Locale.ROOT);
    boolean cache = name.contains("cache") || name.contains("lru") || name.contains("memoize");
    return cache && !all.isEmpty() && site.in().unit().language() == Language.JAVASCRIPT ? all : "";
  }

  private static boolean lasts(Site site) {
    return site.use() != Site.Use.DROPPED;
  }

  /// `new LRU(options)` in a function that got the options: its callers give the bound.
  private static boolean passesParameterOn(Site site) {
    List<FunctionDecl.Parameter> parameters = site.in().decl().parameters();
    return site.call().arguments().stream()
        .anyMatch(a ->
            a.value() instanceof Expr.Name n
                && parameters.stream().anyMatch(p -> p.name().equals(n.id())));
  }

  /// `memoize(() => load())`: what takes nothing has one entry.
  private static boolean single(Site site) {
    return site.call().arguments().stream()
        .anyMatch(a ->
            a.value() instanceof Expr.Lambda l
                && site.in().unit().functions().get(l.function()).decl().parameters().isEmpty());
  }

  /// None of the options that bound it is given, as far as the text shows all options.
  private static boolean missing(Site site, String options) {
    Set<String> names = Set.of(options.split("/", -1));
    for (Argument argument : site.call().arguments()) {
      switch (argument.value()) {
        case Expr.Collection c when c.kind() == Expr.Collection.Kind.MAP -> {
          for (Expr.Collection.Entry entry : c.entries()) {
            if (entry.spread()
                || entry.key() instanceof Expr.Literal key && names.contains(key.text())) {
              return false;
            }
          }
        }
        case Expr.Lambda _ -> {}
        case Expr.Name n
            when !names.contains("0")
                && site.arguments().stream().anyMatch(v -> v instanceof Value.Function) -> {}
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  /// `Caffeine.newBuilder().expireAfterWrite(…).build()` without a size; of what its keys are the
  /// builder tells nothing.
  private static List<Sighting> builders(Scene scene, Crime crime) {
    List<Sighting> found = new ArrayList<>();
    scene
        .units()
        .filter(unit -> unit.language() == Language.JAVA)
        .forEach(unit ->
            unit.functions()
                .forEach(fn -> {
                  for (Site site : fn.sites()) {
                    String name = site.name();
                    if ((name.endsWith(".build") || name.endsWith(".buildAsync"))
                        && site.receiver() instanceof Value.Known known
                        && (known.type().name().contains("Caffeine")
                            || known.type().name().contains("CacheBuilder"))
                        && chainShown(site.call().callee())
                        && !known.query().has(Word.SIZED)
                        && !site.query().has(Word.SIZED)) {
                      found.add(
                          scene
                              .at(crime, site)
                              .sure(Confidence.LOW)
                              .says("`" + name + "` makes a cache without `maximumSize`"));
                    }
                  }
                }));
    return found;
  }

  /// Whether the whole chain of the builder stands in this expression, with no size in it.
  private static boolean chainShown(Expr callee) {
    Set<String> names = ExprNames.all(callee);
    return names.contains("newBuilder")
        && names.stream().noneMatch(name -> SIZED.matcher(name).lookingAt());
  }

  private static final Pattern SIZED = Pattern.compile("maximum|weak|soft");

  /// `@lru_cache(maxsize=None)` and `@cache` on functions with arguments.
  private static Stream<Sighting> decorated(Scene scene, Crime crime, Fn fn) {
    if (fn.decl().parameters().stream().allMatch(CacheLibraries::finite)) {
      return Stream.empty();
    }
    boolean method = fn.owner().isPresent();
    List<FunctionDecl.Parameter> parameters = fn.decl().parameters();
    if (method
        && parameters.stream()
            .filter(p ->
                !p.name().equals("self") && !p.name().equals("this") && !p.name().equals("cls"))
            .allMatch(CacheLibraries::finite)) {
      return Stream.empty();
    }
    return fn.decl().annotations().stream()
        .filter(annotation -> keepsAll(fn, annotation))
        .map(annotation ->
            scene
                .at(crime, fn, annotation.start(), annotation.end())
                .edit(bounded(fn, annotation))
                .sure(open(fn) && !commands(fn) ? Confidence.HIGH : Confidence.LOW)
                .says(
                    "`"
                        + annotation.name()
                        + "` keeps every result of `"
                        + fn.name()
                        + "` for as long as the process lives"));
  }

  /// A command of Django, whose process ends with it.
  private static boolean commands(Fn fn) {
    return fn.unit().path().contains("/management/commands/");
  }

  /// Whether it is called with what there are as many of as users or rows.
  private static boolean open(Fn fn) {
    return fn.decl().parameters().stream()
        .anyMatch(p -> !finite(p) && Keys.OPEN.matcher(p.name()).matches());
  }

  /// `lru_cache(maxsize=None)` with the library's own default size.
  private static List<Edit> bounded(Fn fn, Annotation annotation) {
    return annotation.arguments().stream()
        .map(Argument::value)
        .filter(value -> value instanceof Expr.Literal l && l.kind() == Expr.Literal.Kind.NULL)
        .limit(1)
        .map(value -> Edits.replace(fn.unit(), value, "128"))
        .toList();
  }

  private static boolean finite(FunctionDecl.Parameter parameter) {
    TypeRef type = parameter.type();
    return FINITE.contains(type.simpleName()) || type.simpleName().endsWith("Enum");
  }

  private static boolean keepsAll(Fn fn, Annotation annotation) {
    String name = annotation.name();
    if (!imports(fn, name)) {
      return false;
    }
    if (annotation.simpleName().equals("cache")) {
      return annotation.arguments().isEmpty();
    }
    return annotation.simpleName().equals("lru_cache")
        && annotation.arguments().stream()
            .anyMatch(a ->
                (a.name().isEmpty() || a.name().equals("maxsize"))
                    && a.value() instanceof Expr.Literal l
                    && l.kind() == Expr.Literal.Kind.NULL);
  }

  private static boolean imports(Fn fn, String name) {
    return fn.unit().file().imports().stream()
        .anyMatch(i ->
            i.module().equals("functools")
                && (i.alias().equals(name) || name.startsWith(i.alias() + ".")));
  }
}
