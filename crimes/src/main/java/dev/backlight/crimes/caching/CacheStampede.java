package dev.backlight.crimes.caching;

import static dev.backlight.model.Category.CACHING_STRATEGY;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.ExprText;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// On a miss everybody computes, or everybody waits for one lock.
public final class CacheStampede {

  public static final Crime CRIME =
      Crime.named("cache-stampede")
          .title("A cache that stampedes on a miss")
          .theme("caching")
          .category(CACHING_STRATEGY)
          .why(
              """
              When a hot entry expires, every request that comes before the first has filled it again does the
              same expensive work at once, just when the system is busiest.
              """)
          .remedy(
              PYTHON,
              "Let one compute: a lock per key with a timeout (`client.lock(key, timeout=10)`), or"
                  + " refresh before expiry.")
          .remedy(
              JAVASCRIPT,
              "Let one compute: keep the pending promise per key in a Map, or `SET key NX PX` as a"
                  + " lock.")
          .remedy(
              CSHARP,
              "Let one compute: `HybridCache.GetOrCreateAsync`, FusionCache, or a semaphore per"
                  + " key.")
          .remedy(
              JAVA,
              "Let one compute per key: Caffeine's `get(key, loader)`, `computeIfAbsent`, a striped"
                  + " lock.")
          .cost("d * t_db", "t_db", "ms", "of database time per expiry")
          .seenBy(CacheStampede::judge)
          .example(
              PYTHON,
              """
              import json
              import redis
              from app.models import Product

              client = redis.Redis(host="cache", socket_timeout=1)

              def popular(session):
                  cached = client.get("popular")  # guilty
                  if cached is not None:
                      return json.loads(cached)
                  products = session.query(Product).order_by(Product.sold).limit(20).all()
                  client.setex("popular", 900, json.dumps([p.name for p in products]))
                  return products
              """,
              """
              import json
              import redis
              from app.models import Product

              client = redis.Redis(host="cache", socket_timeout=1)

              def popular(session):
                  cached = client.get("popular")
                  if cached is not None:
                      return json.loads(cached)
                  with client.lock("popular:lock", timeout=10):
                      cached = client.get("popular")
                      if cached is not None:
                          return json.loads(cached)
                      products = session.query(Product).order_by(Product.sold).limit(20).all()
                      client.setex("popular", 900, json.dumps([p.name for p in products]))
                  return products
              """)
          .example(
              JAVASCRIPT,
              """
              import Redis from 'ioredis';
              import { Pool } from 'pg';
              const redis = new Redis({ commandTimeout: 500 });
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function popular() {
                const cached = await redis.get('popular'); // guilty
                if (cached !== null) {
                  return JSON.parse(cached);
                }
                const { rows } = await pool.query('SELECT id, name FROM products ORDER BY sold LIMIT 20');
                await redis.setex('popular', 900, JSON.stringify(rows));
                return rows;
              }
              """,
              """
              import Redis from 'ioredis';
              import { Pool } from 'pg';
              const redis = new Redis({ commandTimeout: 500 });
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });
              const pending = new Map<string, Promise<Product[]>>();

              export async function popular() {
                const cached = await redis.get('popular');
                if (cached !== null) {
                  return JSON.parse(cached);
                }
                let inFlight = pending.get('popular');
                if (!inFlight) {
                  inFlight = load().finally(() => pending.delete('popular'));
                  pending.set('popular', inFlight);
                }
                return inFlight;
              }

              async function load() {
                const { rows } = await pool.query('SELECT id, name FROM products ORDER BY sold LIMIT 20');
                await redis.setex('popular', 900, JSON.stringify(rows));
                return rows;
              }
              """)
          .example(
              CSHARP,
              """
              using Microsoft.EntityFrameworkCore;
              using Microsoft.Extensions.Caching.Distributed;

              public class ShopContext : DbContext
              {
                  public DbSet<Product> Products { get; set; }
              }

              public class Catalogue
              {
                  private readonly IDistributedCache _cache;
                  private readonly ShopContext _context;

                  public async Task<string> Popular()
                  {
                      var cached = await _cache.GetStringAsync("popular"); // guilty
                      if (cached != null)
                      {
                          return cached;
                      }
                      var products = await _context.Products.OrderBy(p => p.Sold).Take(20).ToListAsync();
                      var json = JsonSerializer.Serialize(products);
                      await _cache.SetStringAsync("popular", json, new DistributedCacheEntryOptions
                      {
                          AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(15)
                      });
                      return json;
                  }
              }
              """,
              """
              using Microsoft.EntityFrameworkCore;
              using Microsoft.Extensions.Caching.Hybrid;

              public class ShopContext : DbContext
              {
                  public DbSet<Product> Products { get; set; }
              }

              public class Catalogue
              {
                  private readonly HybridCache _cache;
                  private readonly ShopContext _context;

                  public async Task<List<Product>> Popular()
                  {
                      return await _cache.GetOrCreateAsync("popular", async cancel =>
                          await _context.Products.OrderBy(p => p.Sold).Take(20).ToListAsync(cancel));
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.util.concurrent.ConcurrentHashMap;
              import java.util.concurrent.ConcurrentMap;
              import java.util.concurrent.locks.Lock;
              import java.util.concurrent.locks.ReentrantLock;
              import org.springframework.web.client.RestTemplate;

              class Profiles {
                private final Lock fetchLock = new ReentrantLock();
                private final ConcurrentMap<String, String> profiles = new ConcurrentHashMap<>();
                private final RestTemplate rest;

                Profiles(RestTemplate rest) {
                  this.rest = rest;
                }

                String of(String tenant) {
                  String profile = profiles.get(tenant);
                  if (profile == null) {
                    fetchLock.lock(); // guilty
                    try {
                      profile = rest.getForObject("/profiles/" + tenant, String.class);
                      profiles.put(tenant, profile);
                    } finally {
                      fetchLock.unlock();
                    }
                  }
                  return profile;
                }
              }
              """,
              """
              import java.util.concurrent.ConcurrentHashMap;
              import java.util.concurrent.ConcurrentMap;
              import org.springframework.web.client.RestTemplate;

              class Profiles {
                private final ConcurrentMap<String, String> profiles = new ConcurrentHashMap<>();
                private final RestTemplate rest;

                Profiles(RestTemplate rest) {
                  this.rest = rest;
                }

                String of(String tenant) {
                  return profiles.computeIfAbsent(
                      tenant, key -> rest.getForObject("/profiles/" + key, String.class));
                }
              }
              """)
          .declare();

  private static final Set<Word> DEAR =
      Set.of(Word.DATABASE, Word.HTTP, Word.SLOW, Word.CPU, Word.SUBPROCESS, Word.QUEUE);

  private CacheStampede() {}

  private static Stream<Sighting> judge(Scene scene) {
    return Stream.of(
            scene.functions().flatMap(fn -> missAndFill(scene, fn)),
            scene.functions().flatMap(fn -> LockConvoy.in(scene, CRIME, fn)),
            AnnotatedCache.unsynchronized(scene, CRIME))
        .flatMap(found -> found);
  }

  /// get → compute → set with nobody held back.
  private static Stream<Sighting> missAndFill(Scene scene, Fn fn) {
    List<CacheCall> reads = CacheCall.reads(scene, fn);
    if (reads.isEmpty() || CacheCall.guarded(fn)) {
      return Stream.empty();
    }
    List<CacheCall> writes = CacheCall.writes(scene, fn);
    List<Sighting> found = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (CacheCall read : reads) {
      if (read.end().has(Word.CACHE_SET)
          || read.end().has(Word.SINGLE_FLIGHT)
          || !read.site().loops().isEmpty()) {
        continue;
      }
      for (CacheCall write : writes) {
        if (write.site().at().start() > read.site().at().end()
            && read.matches(write)
            && !write.end().has(Word.SINGLE_FLIGHT)
            && keys.add(ExprText.of(read.key()))) {
          work(scene, fn, read, write)
              .forEach(work -> found.add(sighting(scene, read, write, work)));
          break;
        }
      }
    }
    return found.stream();
  }

  private static Sighting sighting(Scene scene, CacheCall read, CacheCall write, Work work) {
    Draft draft =
        scene
            .at(CRIME, read.site())
            .chain(work.site().location(), "a miss computes: " + work.site().name())
            .chain(write.site().location(), "and fills the cache: " + write.site().name());
    if (read.personal() || !read.remote()) {
      draft.sure(Confidence.LOW);
    }
    if (!work.known() || !read.direct() || !write.direct()) {
      draft.sure(Confidence.MEDIUM);
    }
    return draft.says(
        "every request that misses `"
            + read.site().name()
            + "` runs `"
            + work.site().name()
            + "` at the same time");
  }

  private record Work(Site site, boolean known) {}

  /// What is done between the read and the write; the dearest first, then what a decorator wraps.
  private static List<Work> work(Scene scene, Fn fn, CacheCall read, CacheCall write) {
    List<Work> unknown = new ArrayList<>();
    for (Site site : CacheCall.within(fn)) {
      if (site.at().start() <= read.site().at().start()
          || site.at().start() >= write.site().at().end()
          || site == write.site()) {
        continue;
      }
      for (Word word : DEAR) {
        List<Site> path = scene.program().effects().from(site, word, false);
        if (!path.isEmpty()) {
          return List.of(new Work(site, true));
        }
      }
    }
    // A decorator: the function it was given is called by its parameter's name.
    for (Fn outer : enclosing(fn)) {
      for (var parameter : outer.decl().parameters()) {
        for (Site site : fn.sites()) {
          if (site.isCall()
              && site.call().callee() instanceof Expr.Name n
              && n.id().equals(parameter.name())) {
            unknown.add(new Work(site, false));
          }
        }
      }
    }
    return unknown.stream().limit(1).toList();
  }

  private static List<Fn> enclosing(Fn fn) {
    List<Fn> all = new ArrayList<>(List.of(fn));
    Fn at = fn;
    while (at.enclosing().isPresent() && all.size() < 6) {
      at = at.enclosing().get();
      all.add(at);
    }
    return all;
  }
}
