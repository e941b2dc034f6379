package dev.backlight.crimes.caching;

import static dev.backlight.model.Category.CACHING_STRATEGY;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.ExprText;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A copy in the process outlives what it is a copy of.
public final class StaleLocalCache {

  public static final Crime CRIME =
      Crime.named("stale-local-cache")
          .title("A local copy that nobody takes back")
          .theme("caching")
          .category(CACHING_STRATEGY)
          .why(
              """
              A dictionary in front of the shared cache has no time to live and hears of no invalidation: each
              process serves what it once read until it is restarted.
              """)
          .remedy(
              PYTHON,
              "Bound its age (`TTLCache(maxsize=1000, ttl=30)`) and drop the local copy wherever the"
                  + " shared one is dropped.")
          .remedy(
              JAVASCRIPT,
              "Bound its age (`new LRUCache({ max, ttl })`) and delete the local copy with the"
                  + " shared one.")
          .remedy(
              JAVA, "Use Caffeine with `expireAfterWrite` and invalidate it with the shared cache.")
          .graded(Severity.MEDIUM)
          .seenBy(StaleLocalCache::judge)
          .example(
              PYTHON,
              """
              import redis

              class Catalogue:
                  def __init__(self):
                      self.client = redis.Redis(host="cache", socket_timeout=1)
                      self.local = {}

                  def get(self, key):
                      if key in self.local:
                          return self.local[key]
                      value = self.client.get(key)
                      self.local[key] = value  # guilty
                      return value

                  def invalidate(self, key):
                      self.client.delete(key)
              """,
              """
              import redis
              from cachetools import TTLCache

              class Catalogue:
                  def __init__(self):
                      self.client = redis.Redis(host="cache", socket_timeout=1)
                      self.local = TTLCache(maxsize=1000, ttl=30)

                  def get(self, key):
                      if key in self.local:
                          return self.local[key]
                      value = self.client.get(key)
                      self.local[key] = value
                      return value

                  def invalidate(self, key):
                      self.local.pop(key, None)
                      self.client.delete(key)
              """)
          .example(
              JAVASCRIPT,
              """
              import Redis from 'ioredis';
              const redis = new Redis({ commandTimeout: 500 });
              const local = new Map<string, string>();

              export async function read(key: string) {
                if (local.has(key)) {
                  return local.get(key);
                }
                const value = await redis.get(key);
                local.set(key, value); // guilty
                return value;
              }
              """,
              """
              import Redis from 'ioredis';
              import { LRUCache } from 'lru-cache';
              const redis = new Redis({ commandTimeout: 500 });
              const local = new LRUCache<string, string>({ max: 1000, ttl: 30000 });

              export async function read(key: string) {
                if (local.has(key)) {
                  return local.get(key);
                }
                const value = await redis.get(key);
                local.set(key, value);
                return value;
              }
              """)
          .example(
              JAVA,
              """
              import java.util.Map;
              import java.util.concurrent.ConcurrentHashMap;
              import org.springframework.data.redis.core.StringRedisTemplate;

              class Catalogue {
                private final Map<String, String> local = new ConcurrentHashMap<>();
                private final StringRedisTemplate redis;

                Catalogue(StringRedisTemplate redis) {
                  this.redis = redis;
                }

                String get(String key) {
                  String known = local.get(key);
                  if (known != null) {
                    return known;
                  }
                  String value = redis.opsForValue().get(key);
                  local.put(key, value); // guilty
                  return value;
                }
              }
              """,
              """
              import com.github.benmanes.caffeine.cache.Cache;
              import com.github.benmanes.caffeine.cache.Caffeine;
              import java.time.Duration;
              import org.springframework.data.redis.core.StringRedisTemplate;

              class Catalogue {
                private final Cache<String, String> local =
                    Caffeine.newBuilder().maximumSize(1000).expireAfterWrite(Duration.ofSeconds(30)).build();
                private final StringRedisTemplate redis;

                Catalogue(StringRedisTemplate redis) {
                  this.redis = redis;
                }

                String get(String key) {
                  return local.get(key, k -> redis.opsForValue().get(k));
                }
              }
              """)
          .declare();

  private StaleLocalCache() {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene.functions().flatMap(fn -> Stream.concat(copies(scene, fn), around(scene, fn)));
  }

  private static final Set<String> TAKES_BACK = Set.of("delete", "del", "unlink", "KeyDelete");
  private static final Pattern CLIENT =
      Pattern.compile("(?i)_?(redis\\w*|client|conn\\w*|remote|l2)");

  /// `cache.redis_client.delete(key)`: invalidation that reaches around a cache object to its
  /// shared part; the copies of its local part stay.
  private static Stream<Sighting> around(Scene scene, Fn fn) {
    return Walker.calls(fn.decl().body()).stream()
        .filter(call ->
            call.callee() instanceof Expr.Member m
                && TAKES_BACK.contains(m.name())
                && m.receiver() instanceof Expr.Member client
                && CLIENT.matcher(client.name()).matches()
                && ExprNames.last(client.receiver()).toLowerCase(Locale.ROOT).contains("cache")
                && twoLevels(scene, client.name()))
        .filter(_ ->
            ExprNames.all(fn).stream()
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains("local")))
        .limit(1)
        .map(call ->
            scene
                .at(CRIME, fn, call.start(), call.end())
                .context("around")
                .sure(Confidence.MEDIUM)
                .says(
                    "`"
                        + ExprText.of(call.callee())
                        + "` reaches around the cache: what its local level holds stays"));
  }

  /// Whether a class of the tree has such a client and something local beside it.
  private static boolean twoLevels(Scene scene, String client) {
    return scene.program().classes().stream()
        .map(StaleLocalCache::members)
        .anyMatch(names ->
            names.contains(client)
                && names.stream()
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .anyMatch(name -> name.contains("local") || name.contains("l1")));
  }

  /// The fields of a class, declared or given in a method.
  private static Set<String> members(Cls type) {
    Set<String> names = new TreeSet<>();
    type.decl().fields().forEach(field -> names.add(field.name()));
    type.methods().values().stream()
        .flatMap(List::stream)
        .forEach(method ->
            Walker.statements(
                method.decl().body(),
                statement -> {
                  if (statement instanceof Stmt.Assign a
                      && a.targets().getFirst() instanceof Expr.Member m
                      && m.receiver() instanceof Expr.Name) {
                    names.add(m.name());
                  }
                }));
    return names;
  }

  /// What lives as long as one request or one thread.
  private static final Pattern ONES_OWN =
      Pattern.compile("(?i)(^|\\.)(\\w*thread\\w*|\\w*request|ctx|\\w*context|g|session)\\.");

  /// A map that is read first, filled from the shared cache, and never bounded in age.
  private static Stream<Sighting> copies(Scene scene, Fn fn) {
    List<CacheCall> reads = CacheCall.reads(scene, fn).stream().filter(CacheCall::remote).toList();
    if (reads.isEmpty() || timed(fn)) {
      return Stream.empty();
    }
    int shared = reads.getFirst().site().at().start();
    Set<String> consulted = LocalMaps.consulted(fn, shared);
    List<Sighting> found = new ArrayList<>();
    LocalMaps.filled(fn, shared)
        .forEach((map, at) -> {
          if (consulted.contains(map)
              && LocalMaps.lasting(fn, map)
              && !ONES_OWN.matcher(map).find()) {
            boolean dropped = LocalMaps.dropped(fn, map);
            found.add(
                scene
                    .at(CRIME, fn, at.start(), at.end())
                    .chain(
                        reads.getFirst().site().location(),
                        "copied from " + reads.getFirst().site().name())
                    .sure(dropped ? Confidence.LOW : Confidence.HIGH)
                    .context(map)
                    .says(
                        "`"
                            + map
                            + "` keeps a copy of the shared cache with no time to live"
                            + (dropped ? "" : ", and nothing takes it back")));
          }
        });
    return Stream.concat(found.stream(), promoted(scene, fn, reads.getFirst(), consulted));
  }

  /// The same where a helper of the class keeps the copy.
  private static Stream<Sighting> promoted(
      Scene scene, Fn fn, CacheCall read, Set<String> consulted) {
    return fn.sites().stream()
        .filter(site -> site.at().start() > read.site().at().start())
        .flatMap(site -> site.targets().stream())
        .filter(helper ->
            helper != fn && helper.owner().equals(fn.owner()) && helper.owner().isPresent())
        .distinct()
        .flatMap(helper ->
            LocalMaps.filled(helper, -1).entrySet().stream()
                .filter(entry ->
                    consulted.contains(entry.getKey())
                        && entry.getKey().startsWith("this.")
                        && LocalMaps.lasting(helper, entry.getKey()))
                .map(entry ->
                    scene
                        .at(CRIME, helper, entry.getValue().start(), entry.getValue().end())
                        .chain(read.site().location(), "copied from " + read.site().name())
                        .sure(Confidence.MEDIUM)
                        .context(entry.getKey())
                        .says(
                            "`"
                                + entry.getKey()
                                + "` keeps a copy of the shared cache with no time to"
                                + " live")));
  }

  /// The function compares ages itself.
  private static boolean timed(Fn fn) {
    return Walker.anyExpression(
        fn.decl().body(),
        expr -> {
          String name = ExprNames.last(expr).toLowerCase(Locale.ROOT);
          return name.equals("now")
              || name.equals("time")
              || name.contains("expir")
              || name.equals("monotonic")
              || name.contains("currenttimemillis")
              || name.equals("nanotime")
              || name.equals("settimeout");
        });
  }
}
