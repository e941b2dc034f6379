package dev.backlight.crimes.caching;

import static dev.backlight.model.Category.CACHING_STRATEGY;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Options;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Unit;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A cache that hangs takes down what it should have sped up.
public final class CacheOutageIsOutage {

  public static final Crime CRIME =
      Crime.named("cache-outage-is-outage")
          .title("An outage of the cache is an outage")
          .theme("caching")
          .category(CACHING_STRATEGY)
          .why(
              """
              The client waits for the cache without a limit. When it is unreachable every request hangs on it,
              though the database could answer all of them.
              """)
          .remedy(
              PYTHON,
              "Give the client limits (`socket_timeout=0.5, socket_connect_timeout=0.5`) and go on to"
                  + " the database when it fails.")
          .remedy(
              JAVASCRIPT,
              "Give commands a limit (`commandTimeout: 500, maxRetriesPerRequest: 1`) and go on to"
                  + " the database when it fails.")
          .unbounded(Severity.HIGH, Severity.MEDIUM)
          .seenBy(CacheOutageIsOutage::judge)
          .example(
              PYTHON,
              """
              import redis

              client = redis.Redis(host="cache")  # guilty

              def product(key):
                  return client.get(key)
              """,
              """
              import redis

              client = redis.Redis(host="cache", socket_timeout=0.5, socket_connect_timeout=0.5)

              def product(key):
                  try:
                      return client.get(key)
                  except redis.RedisError:
                      return None
              """)
          .example(
              JAVASCRIPT,
              """
              import Redis from 'ioredis';
              const redis = new Redis({ host: 'cache' }); // guilty

              export async function product(key: string) {
                return redis.get(key);
              }
              """,
              """
              import Redis from 'ioredis';
              const redis = new Redis({ host: 'cache', commandTimeout: 500, maxRetriesPerRequest: 1 });

              export async function product(key: string) {
                return redis.get(key).catch(() => null);
              }
              """)
          .declare();

  private static final String LIMITS =
      "socket_timeout/connection_pool/commandTimeout/maxRetriesPerRequest/enableOfflineQueue"
          + "/disableOfflineQueue/socketTimeout/connectTimeout/timeout/socket/retryStrategy";

  private CacheOutageIsOutage() {}

  private static Stream<Sighting> judge(Scene scene) {
    Set<String> told = new HashSet<>();
    return scene.program().functions().stream()
        .filter(fn -> fn.unit().role() == Unit.Role.PRODUCT)
        .filter(fn ->
            fn.unit().language() == Language.PYTHON || fn.unit().language() == Language.JAVASCRIPT)
        .flatMap(fn -> fn.sites().stream())
        .filter(site -> site.isCall() && site.has(Word.CLIENT) && redis(site) && !site.buildsOwn())
        .filter(
            site -> Options.of(site).lacks(LIMITS) && caches(scene, site.in().unit().language()))
        // `redis.StrictRedis().from_url(…)` makes one client that counts.
        .filter(site -> told.add(site.in().unit().path() + site.location().span().startLine()))
        .filter(site -> !listens(site) && !carriesMessages(site) && !broker(site))
        .map(site ->
            scene
                .at(CRIME, site)
                .sure(confidence(scene, site))
                .label(site.location(), "no timeout")
                .says(
                    "`"
                        + site.name()
                        + "` waits without a limit for a cache that does not answer"));
  }

  private static boolean redis(Site site) {
    String name = site.name().toLowerCase(Locale.ROOT);
    return site.has(Word.NEEDS_TIMEOUT)
        && (name.contains("redis") || name.endsWith("from_url"))
        && !name.contains("pool");
  }

  /// A job that waits for its lock or its queue holds no request up.
  private static Confidence confidence(Scene scene, Site site) {
    return scene.reach(site.in()) == Reach.JOB || !cachesHere(scene, site)
        ? Confidence.LOW
        : site.certain() ? Confidence.HIGH : Confidence.MEDIUM;
  }

  /// Whether the part of the program that makes the client reads a cache: another of a repository's
  /// services may, and this one only send events.
  private static boolean cachesHere(Scene scene, Site client) {
    Unit home = client.in().unit();
    String part = part(home);
    boolean messages =
        home.functions().stream()
            .flatMap(fn -> Walker.calls(fn.decl().body()).stream())
            .anyMatch(
                call -> call.callee() instanceof Expr.Member m && MESSAGES.contains(m.name()));
    // A file that sends messages and reads no values made its client for them, and a client that
    // no other file asks for is this file's alone.
    return scene.program().units().stream()
        .filter(unit -> unit == home || !messages && part(unit).equals(part) && asks(unit, home))
        .flatMap(unit -> unit.functions().stream())
        .flatMap(fn -> fn.sites().stream())
        .anyMatch(site -> site.has(Word.CACHE) && site.has(Word.CACHE_GET) && copies(site.in()));
  }

  /// Whether what a function reads is a copy of something, by its names: what has a time to live,
  /// or is called a cache. Sessions, locks and tasks are kept nowhere else.
  private static boolean copies(Fn fn) {
    return COPY.matcher(fn.unit().path() + ' ' + fn.symbol()).find()
        || ExprNames.all(fn).stream().anyMatch(name -> COPY.matcher(name).find());
  }

  private static final Pattern COPY = Pattern.compile("(?i)cache|memo|ttl|setex|expir");

  /// Whether a file imports from another, by its name.
  private static boolean asks(Unit unit, Unit home) {
    String file = home.path().substring(home.path().lastIndexOf('/') + 1);
    String folder = home.path().replaceFirst("/?[^/]*$", "");
    String name = file.replaceFirst("\\.\\w+$", "");
    String module =
        name.matches("index|__init__") ? folder.substring(folder.lastIndexOf('/') + 1) : name;
    return unit.file().imports().stream()
        .anyMatch(i -> i.name().equals(module) || isFrom(i.module(), module));
  }

  /// `./redis.js`, `@/lib/redis` and `shop.redis` of `redis`.
  private static boolean isFrom(String path, String module) {
    int at = path.lastIndexOf(module);
    return at >= 0
        && (at == 0 || path.charAt(at - 1) == '.' || path.charAt(at - 1) == '/')
        && path.substring(at + module.length()).matches("(\\.[mc]?[jt]s)?");
  }

  /// `packages/scheduler` of `packages/scheduler/src/start.ts`; empty in a repository of one part.
  private static String part(Unit unit) {
    int sources = unit.path().indexOf("/src/");
    return sources < 0 ? "" : unit.path().substring(0, sources);
  }

  /// `from_url(settings.BROKER_URL)`: there messages are queued, not kept for requests.
  private static boolean broker(Site site) {
    return site.call().arguments().stream()
            .flatMap(argument -> ExprNames.all(argument.value()).stream())
            .anyMatch(name -> BROKER.matcher(name).find())
        || Walker.calls(site.in().decl().body()).stream()
            .anyMatch(call ->
                BROKER.matcher(ExprNames.last(call.callee())).find()
                    && call.arguments().stream()
                        .anyMatch(argument ->
                            argument.value() instanceof Expr.Name client
                                && client.id().equals(site.boundTo())));
  }

  private static final Pattern BROKER = Pattern.compile("(?i)broker|queue|celery");

  /// A connection that waits for messages must not give up.
  private static boolean listens(Site site) {
    return !site.in().is(Trait.MODULE)
        && Walker.calls(site.in().decl().body()).stream()
            .anyMatch(call -> call.callee() instanceof Expr.Member m && LISTENS.contains(m.name()));
  }

  /// A client, in a variable or field, that its file uses for messages and never for values.
  private static boolean carriesMessages(Site site) {
    Optional<String> held =
        ExprNames.statement(site.in().decl().body(), site.at())
            .filter(Stmt.Assign.class::isInstance)
            .map(statement -> ExprNames.last(((Stmt.Assign) statement).targets().getFirst()));
    if (held.isEmpty()) {
      return false;
    }
    Set<String> asked = new TreeSet<>();
    for (Fn fn : site.in().unit().functions()) {
      for (Expr.Call call : Walker.calls(fn.decl().body())) {
        if (call.callee() instanceof Expr.Member m
            && ExprNames.last(m.receiver()).equals(held.get())) {
          asked.add(m.name());
        }
      }
    }
    return asked.stream().anyMatch(MESSAGES::contains)
            && asked.stream().noneMatch(name -> VALUES.matcher(name).matches())
        || READER.matcher(held.get()).find();
  }

  private static final Pattern READER =
      Pattern.compile("(?i)(reader|subscriber|publisher|sub|pub|stream|consumer|listener)$");
  private static final Pattern VALUES =
      Pattern.compile("(?i)(m|h|hm|hgetall|json|ft)?get\\w*|exists|hgetall|hmget|mget|fetch");

  private static final Set<String> MESSAGES =
      Set.of(
          "publish",
          "subscribe",
          "psubscribe",
          "unsubscribe",
          "punsubscribe",
          "sSubscribe",
          "xadd",
          "xread",
          "xreadgroup",
          "pubsub");

  private static final Set<String> LISTENS = Set.of("pubsub", "subscribe", "psubscribe", "listen");

  /// Something in the program uses it as a cache.
  private static boolean caches(Scene scene, Language language) {
    return scene.program().functions().stream()
        .filter(fn -> fn.unit().language() == language && fn.unit().role() == Unit.Role.PRODUCT)
        .flatMap(fn -> fn.sites().stream())
        .anyMatch(site -> site.has(Word.CACHE) && site.has(Word.CACHE_GET));
  }
}
