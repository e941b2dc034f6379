package dev.backlight.crimes.caching;

import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.ExprText;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.ScopeContext;
import dev.backlight.source.program.Site;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A place that reads or writes a cache: `site` in the function itself, `end` the cache's own call,
/// the same unless a helper makes it.
record CacheCall(Site site, Site end) {

  /// A helper deeper than this is not one that only wraps the cache.
  private static final int DEPTH = 3;

  /// Reads that can miss, in the order of the text.
  static List<CacheCall> reads(Scene scene, Fn fn) {
    return all(scene, fn, Word.CACHE_GET, false);
  }

  static List<CacheCall> writes(Scene scene, Fn fn) {
    return all(scene, fn, Word.CACHE_SET, true);
  }

  static List<CacheCall> deletes(Scene scene, Fn fn) {
    return all(scene, fn, Word.CACHE_DELETE, true);
  }

  private static List<CacheCall> all(Scene scene, Fn fn, Word word, boolean write) {
    List<CacheCall> calls = new ArrayList<>();
    for (Site site : within(fn)) {
      if (site.has(word)) {
        calls.add(new CacheCall(site, site));
      } else if (!site.words().waits() && !site.targets().isEmpty()) {
        List<Site> path = scene.program().effects().from(site, Word.CACHE, write);
        if (path.size() > 1 && path.size() <= DEPTH && path.getLast().has(word)) {
          calls.add(new CacheCall(site, path.getLast()));
        }
      }
    }
    calls.sort(Comparator.comparingInt(call -> call.site().at().start()));
    return calls;
  }

  /// The sites of a function and of the lambdas written in it.
  static List<Site> within(Fn fn) {
    List<Site> sites = new ArrayList<>(fn.sites());
    for (Fn inner : fn.inner()) {
      if (inner.is(Trait.LAMBDA)) {
        sites.addAll(inner.sites());
      }
    }
    return sites;
  }

  boolean direct() {
    return site == end;
  }

  /// A cache beyond the process.
  boolean remote() {
    return end.has(Word.CACHE);
  }

  /// The cache as text: `self.redis`, `cache`; empty for a helper.
  String cache() {
    return direct() && site.at() instanceof Expr.Call c && c.callee() instanceof Expr.Member m
        ? ExprText.of(m.receiver())
        : "";
  }

  /// The key as written; NONE if the call has no argument.
  Expr key() {
    return site.at() instanceof Expr.Call c && !c.arguments().isEmpty()
        ? c.arguments().getFirst().value()
        : Expr.NONE;
  }

  /// Whether both speak of the same entry: the same key of the same cache, or of a helper.
  boolean matches(CacheCall other) {
    String own = ExprText.of(key());
    return key() != Expr.NONE
        && own.equals(ExprText.of(other.key()))
        && (cache().equals(other.cache()) || !direct() || !other.direct());
  }

  private static final Set<String> GUARDS =
      Set.of(
          "lock",
          "mutex",
          "semaphore",
          "singleflight",
          "single_flight",
          "synchronized",
          "setnx",
          "setifabsent",
          "inflight",
          "in_flight",
          "pending",
          "dedupe",
          "coalesce",
          "redlock",
          "beta",
          "xfetch",
          "stale",
          "nx");

  /// Whether the function guards its work: a lock, a single flight, an early refresh.
  static boolean guarded(Fn fn) {
    if (fn.is(Trait.SYNCHRONIZED)
        || fn.sites().stream()
            .anyMatch(site ->
                site.words().hasAny(Word.LOCK, Word.SINGLE_FLIGHT)
                    || site.scopes().stream()
                        .anyMatch(scope -> scope.kind() == ScopeContext.Kind.LOCK))) {
      return true;
    }
    return Walker.anyExpression(
        fn.decl().body(),
        expr -> {
          String name =
              switch (expr) {
                case Expr.Name n -> n.id();
                case Expr.Member m -> m.name();
                case Expr.Literal l when l.text().equals("NX") -> "nx";
                case Expr.Call c ->
                    c.arguments().stream()
                            .anyMatch(argument -> argument.name().equalsIgnoreCase("nx"))
                        ? "nx"
                        : "";
                default -> "";
              };
          String lower = name.toLowerCase(Locale.ROOT);
          return GUARDS.contains(lower)
              || lower.endsWith("lock")
              || lower.endsWith("mutex")
              || lower.contains("inflight")
              || lower.contains("semaphore");
        });
  }

  /// A key for one visitor: few ask for it at once.
  boolean personal() {
    return ExprNames.all(key()).stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .anyMatch(name ->
            name.contains("session")
                || name.contains("token")
                || name.contains("userid")
                || name.contains("user_id")
                || name.contains("nonce"));
  }
}
