package dev.backlight.crimes.caching;

import static dev.backlight.model.Category.CACHING_STRATEGY;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Options;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// An entry is written to a cache and never expires.
public final class CacheWithoutTtl {

  public static final Crime CRIME =
      Crime.named("cache-without-ttl")
          .title("A cache entry that never expires")
          .theme("caching")
          .category(CACHING_STRATEGY)
          .why(
              """
              What never expires stays wrong for ever once an invalidation is missed, and fills the cache until
              it evicts what is needed or refuses writes.
              """)
          .remedy(PYTHON, "Give it a time to live: `set(key, value, ex=300)`.")
          .remedy(
              JAVASCRIPT, "Give it a time to live: `set(key, value, 'EX', 300)`, `{ EX: 300 }`.")
          .remedy(CSHARP, "Give it a time to live: `AbsoluteExpirationRelativeToNow`, `expiry:`.")
          .remedy(JAVA, "Give it a time to live: `set(key, value, Duration.ofMinutes(5))`.")
          .graded(Severity.MEDIUM)
          .seenBy(CacheWithoutTtl::judge)
          .example(
              PYTHON,
              """
              import json
              import redis

              client = redis.Redis(host="cache", socket_timeout=1)

              def remember(product):
                  client.set(f"product:{product.id}", json.dumps(product.data))  # guilty
              """,
              """
              import json
              import redis

              client = redis.Redis(host="cache", socket_timeout=1)

              def remember(product):
                  client.set(f"product:{product.id}", json.dumps(product.data), ex=300)
              """)
          .example(
              JAVASCRIPT,
              """
              import Redis from 'ioredis';
              const redis = new Redis({ commandTimeout: 500 });

              export async function remember(product: Product) {
                await redis.set(`product:${product.id}`, JSON.stringify(product)); // guilty
              }
              """,
              """
              import Redis from 'ioredis';
              const redis = new Redis({ commandTimeout: 500 });

              export async function remember(product: Product) {
                await redis.set(`product:${product.id}`, JSON.stringify(product), 'EX', 300);
              }
              """)
          .example(
              CSHARP,
              """
              using Microsoft.Extensions.Caching.Distributed;

              public class Catalogue
              {
                  private readonly IDistributedCache _cache;

                  public async Task Remember(string id, string json)
                  {
                      await _cache.SetStringAsync(id, json); // guilty
                  }
              }
              """,
              """
              using Microsoft.Extensions.Caching.Distributed;

              public class Catalogue
              {
                  private readonly IDistributedCache _cache;

                  public async Task Remember(string id, string json)
                  {
                      await _cache.SetStringAsync(id, json, new DistributedCacheEntryOptions
                      {
                          AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5)
                      });
                  }
              }
              """)
          .example(
              JAVA,
              """
              import org.springframework.data.redis.core.StringRedisTemplate;

              class Catalogue {
                private final StringRedisTemplate redis;

                Catalogue(StringRedisTemplate redis) {
                  this.redis = redis;
                }

                void remember(String id, String json) {
                  redis.opsForValue().set("product:" + id, json); // guilty
                }
              }
              """,
              """
              import java.time.Duration;
              import org.springframework.data.redis.core.StringRedisTemplate;

              class Catalogue {
                private final StringRedisTemplate redis;

                Catalogue(StringRedisTemplate redis) {
                  this.redis = redis;
                }

                void remember(String id, String json) {
                  redis.opsForValue().set("product:" + id, json, Duration.ofMinutes(5));
                }
              }
              """)
          .declare();

  private CacheWithoutTtl() {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene
        .functions()
        .flatMap(fn ->
            fn.sites().stream()
                .filter(site -> site.isCall() && everlasting(site) && !expires(fn))
                .map(site ->
                    scene
                        .at(CRIME, site)
                        .sure(
                            constant(site) || !caches(site) || passesOn(site)
                                ? Confidence.LOW
                                : Confidence.HIGH)
                        .label(site.location(), "no time to live")
                        .says("`" + site.name() + "` keeps an entry for ever")));
  }

  /// Whether what is kept is a copy: it was looked for here before, and given back if it was there.
  /// What is only called a cache may be where it lives, and of fourteen such findings in real
  /// projects two were accepted (decision 13).
  private static boolean caches(Site site) {
    Fn fn = site.in();
    return fn.sites().stream()
        .anyMatch(other ->
            other.has(Word.CACHE_GET)
                && other.at().start() < site.at().start()
                && givenBack(fn, other, site)
                && !changed(fn, other, site));
  }

  /// `if (cached) return cached;` between the look and the write.
  private static boolean givenBack(Fn fn, Site read, Site written) {
    Set<String> held = held(fn, read);
    return Walker.anyStatement(
        fn.decl().body(),
        statement ->
            statement instanceof Stmt.Return r
                && r.start() < written.at().start()
                && (ExprNames.all(r.value()).stream().anyMatch(held::contains)
                    || ExprNames.inside(read.at(), r.value().start(), r.value().end())));
  }

  /// The variables that hold what was read.
  private static Set<String> held(Fn fn, Site read) {
    Set<String> held = new HashSet<>();
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign made
              && made.targets().getFirst() instanceof Expr.Name name
              && ExprNames.inside(read.at(), made.value().start(), made.value().end())) {
            held.add(name.id());
          }
        });
    return held;
  }

  /// Whether what was read is written back changed: `info = load(r.get(key)); …; r.set(key, info)`.
  private static boolean changed(Fn fn, Site read, Site written) {
    Set<String> held = held(fn, read);
    return written.call().arguments().stream()
        .skip(1)
        .anyMatch(argument -> ExprNames.all(argument.value()).stream().anyMatch(held::contains));
  }

  /// A method around the cache's own, whose callers say what is kept and for how long, and the
  /// number of a generation, which has to outlive what it numbers.
  private static boolean passesOn(Site site) {
    List<FunctionDecl.Parameter> parameters = site.in().decl().parameters();
    Expr key = site.call().arguments().getFirst().value();
    boolean both =
        site.call().arguments().size() > 1
            && given(key, parameters)
            && ExprNames.all(site.call().arguments().get(1).value()).stream()
                .anyMatch(name -> parameters.stream().anyMatch(p -> p.name().equals(name)));
    return both && site.in().sites().stream().noneMatch(other -> other.has(Word.CACHE_GET))
        || parameters.stream().anyMatch(p -> LIFETIME.matcher(p.name()).find())
        || ExprNames.all(site.at()).stream().anyMatch(name -> GENERATION.matcher(name).find());
  }

  private static boolean given(Expr key, List<FunctionDecl.Parameter> parameters) {
    return key instanceof Expr.Name name
        && parameters.stream().anyMatch(p -> p.name().equals(name.id()));
  }

  private static final Pattern GENERATION = Pattern.compile("(?i)generation|version|epoch");
  private static final Pattern LIFETIME = Pattern.compile("(?i)expir|ttl|lifetime|duration");

  /// A write to a remote cache that could say how long, and does not.
  private static boolean everlasting(Site site) {
    String options = site.words().argument(Word.TTL);
    return site.has(Word.CACHE)
        && site.has(Word.CACHE_SET)
        && !site.has(Word.CACHE_GET)
        && site.has(Word.TTL)
        && !options.isEmpty()
        && !Options.of(site).gives(options)
        && !extended(site, options);
  }

  /// An argument that may hold it: `...options`, an options object made elsewhere.
  private static boolean extended(Site site, String options) {
    List<Argument> arguments = site.call().arguments();
    return arguments.stream().anyMatch(Argument::spread)
        || site.in().unit().language() != PYTHON
            && !options.matches("[\\d/]+")
            && arguments.size() > 2
            && !(arguments.getLast().value() instanceof Expr.Collection);
  }

  /// A single well-known entry: settings, a counter, a flag.
  private static boolean constant(Site site) {
    return site.call().arguments().isEmpty()
        || site.call().arguments().getFirst().value() instanceof Expr.Literal;
  }

  /// `expire` in the same function, or a cache class that sets a time to live elsewhere in it.
  private static boolean expires(Fn fn) {
    return Walker.anyExpression(
            fn.decl().body(),
            expr -> expr instanceof Expr.Member m && EXPIRES.matcher(m.name()).matches())
        || fn.sites().stream()
            .anyMatch(site ->
                site.has(Word.TTL)
                    && site.has(Word.CACHE)
                    && site.words().argument(Word.TTL).isEmpty());
  }

  private static final Pattern EXPIRES =
      Pattern.compile("(?i)p?expire\\w*|touch|keyexpire(async)?");
}
