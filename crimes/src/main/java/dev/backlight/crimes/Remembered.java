package dev.backlight.crimes;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.LoopContext;
import dev.backlight.source.program.Site;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is found once and kept for the next time: caches, maps of what was seen, memoized
/// functions.
public final class Remembered {

  private static final Pattern KEPT =
      Pattern.compile(
          ".*(cache|memo|lru|lookup|loaded|known|seen|visited|already|by_?id|map|dict).*");

  private static final Set<String> LOADERS =
      Set.of(
          "computeIfAbsent",
          "GetOrAdd",
          "getOrSet",
          "get_or_set",
          "GetOrCreate",
          "GetOrCreateAsync",
          "GetOrAddAsync",
          "setdefault",
          "getOrCompute",
          "memoize");
  private static final Set<String> TESTS =
      Set.of(
          "in",
          "not in",
          "has",
          "ContainsKey",
          "containsKey",
          "TryGetValue",
          "contains",
          "Contains",
          "getIfPresent",
          "get",
          "includes",
          "hasOwnProperty");

  /// `new Lazy<Rates>(() => load())` loads once.
  private static final Set<String> LAZY = Set.of("Lazy", "AsyncLazy");

  /// What assigns only where nothing is yet.
  private static final Set<String> UNLESS = Set.of("??=", "||=");

  private Remembered() {}

  static boolean memoizes(FunctionDecl function) {
    return function.annotations().stream()
        .map(Annotation::simpleName)
        .map(ExprNames::lower)
        .anyMatch(name -> name.contains("cache") || name.contains("memo"));
  }

  /// Whether what is found here is kept for the next time.
  public static boolean kept(Site site, @Nullable LoopContext loop) {
    List<Stmt> around = ExprNames.around(site.in().decl().body(), site.at());
    int from = 0;
    if (loop != null) {
      for (int i = 0; i < around.size(); i++) {
        if (around.get(i).start() <= loop.start() && around.get(i) instanceof Stmt.Loop) {
          from = i + 1;
        }
      }
    }
    for (int i = from; i < around.size(); i++) {
      if (around.get(i) instanceof Stmt.If branch
          && !ExprNames.inside(site.at(), branch.condition())
          && remembers(branch, site)) {
        return true;
      }
    }
    return site.in().sites().stream()
            .anyMatch(other ->
                other.at() instanceof Expr.Call call
                    && loads(call)
                    && ExprNames.inside(site.at(), other.at()))
        || lazilyMade(site)
        || loaderLambda(site)
        || returnsEarly(site, loop);
  }

  /// A call that runs what it is given only for a key that is not there yet.
  private static boolean loads(Expr.Call call) {
    String name = ExprNames.last(call.callee());
    if (LOADERS.contains(name) || call.constructs() && LAZY.contains(name)) {
      return true;
    }
    return call.callee() instanceof Expr.Member m
        && GETTER.matcher(m.name()).matches()
        && ExprNames.identifiers(m.receiver()).stream().anyMatch(id -> CACHE.matcher(id).find())
        && call.arguments().stream().anyMatch(a -> a.value() instanceof Expr.Lambda);
  }

  private static final Pattern GETTER =
      Pattern.compile("(get|fetch|load|resolve|remember|wrap|read)\\w*", Pattern.CASE_INSENSITIVE);
  private static final Pattern CACHE = Pattern.compile("(?i)cache|memo");

  /// Whether the whole loop runs only when a cache had nothing: `if (rows is None): for …`.
  static boolean onMiss(LoopContext loop, Site site) {
    Fn fn = site.in();
    return ExprNames.around(fn.decl().body(), site.at()).stream()
        .takeWhile(statement -> statement.start() <= loop.start())
        .anyMatch(statement ->
            statement instanceof Stmt.If branch
                && branch.start() < loop.start()
                && ExprNames.identifiers(branch.condition()).stream()
                    .anyMatch(name -> fromCache(fn, name)));
  }

  private static boolean fromCache(Fn fn, String variable) {
    return fn.sites().stream()
        .anyMatch(site -> site.has(Word.CACHE_GET) && site.boundTo().equals(variable));
  }

  /// `cache.computeIfAbsent(key, k -> query(k))`: the query stands in the lambda.
  private static boolean loaderLambda(Site site) {
    return site.in().givenTo().stream().anyMatch(Remembered::loads);
  }

  /// `user ??= query()`, or `if (user != null) return user;` before `user = query()`.
  private static boolean lazilyMade(Site site) {
    return Walker.anyExpression(
            site.in().decl().body(),
            expr ->
                expr instanceof Expr.Assigning a
                    && UNLESS.contains(a.operator())
                    && ExprNames.inside(site.at(), a.value()))
        || Walker.anyStatement(
            site.in().decl().body(),
            statement ->
                statement instanceof Stmt.Assign a
                    && ExprNames.inside(site.at(), a.value())
                    && (UNLESS.contains(a.operator())
                        || !a.declares()
                            && target(a.targets().getFirst())
                                .filter(name -> returnedBefore(site, name))
                                .isPresent()));
  }

  private static boolean returnedBefore(Site site, String name) {
    return site.in().decl().body() instanceof Stmt.Block body
        && body.statements().stream()
            .takeWhile(statement -> statement.end() <= site.at().start())
            .anyMatch(statement ->
                statement instanceof Stmt.If branch
                    && ExprNames.identifiers(branch.condition()).contains(name)
                    && branch.then().statements().stream()
                        .anyMatch(s ->
                            s instanceof Stmt.Return r
                                && target(r.value()).filter(name::equals).isPresent()));
  }

  /// `if key not in seen: seen[key] = query(key)`, `if (device == null) device = query()`.
  private static boolean remembers(Stmt.If branch, Site site) {
    List<String> named = ExprNames.identifiers(branch.condition());
    boolean tests = named.stream().anyMatch(TESTS::contains) || mentions(branch.condition());
    if (tests && named.stream().anyMatch(id -> KEPT.matcher(ExprNames.lower(id)).matches())) {
      return true;
    }
    return Walker.anyStatement(
        branch,
        statement ->
            statement instanceof Stmt.Assign a
                && ExprNames.inside(site.at(), a.value())
                && a.targets().stream()
                    .anyMatch(t -> target(t).filter(named::contains).isPresent()));
  }

  private static boolean mentions(Expr condition) {
    return Walker.anyExpression(
        condition,
        expr ->
            expr instanceof Expr.Operation o && TESTS.contains(o.operator())
                || expr instanceof Expr.Index);
  }

  private static Optional<String> target(Expr expr) {
    return switch (expr) {
      case Expr.Name n -> Optional.of(n.id());
      case Expr.Member m -> Optional.of(m.name());
      case Expr.Index x -> target(x.receiver());
      default -> Optional.empty();
    };
  }

  /// `if (cache.TryGetValue(key, out var hit)) return hit;` or `continue` before the wait.
  private static boolean returnsEarly(Site site, @Nullable LoopContext loop) {
    return Walker.anyStatement(
        site.in().decl().body(),
        statement ->
            statement instanceof Stmt.If branch
                && branch.end() <= site.at().start()
                && (loop == null || branch.start() > loop.start() && branch.end() < loop.end())
                && branch.then().statements().stream()
                    .anyMatch(s -> s instanceof Stmt.Return || s instanceof Stmt.Jump)
                && asksForKept(branch.condition(), loop != null));
  }

  private static boolean asksForKept(Expr condition, boolean inLoop) {
    List<String> named = ExprNames.identifiers(condition);
    boolean asks = !inLoop || named.stream().anyMatch(TESTS::contains) || mentions(condition);
    return asks
        && named.stream()
            .map(ExprNames::lower)
            .anyMatch(id ->
                id.contains("cache")
                    || id.contains("memo")
                    || inLoop && KEPT.matcher(id).matches());
  }
}
