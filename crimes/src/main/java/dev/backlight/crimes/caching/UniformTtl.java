package dev.backlight.crimes.caching;

import static dev.backlight.model.Category.CACHING_STRATEGY;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.Locale;
import java.util.stream.Stream;

/// Many entries are written at once with the same time to live, and so expire at once.
public final class UniformTtl {

  public static final Crime CRIME =
      Crime.named("uniform-ttl")
          .title("Many entries that expire in the same moment")
          .theme("caching")
          .category(CACHING_STRATEGY)
          .why(
              """
              Entries that are written together with one fixed time to live expire together, and all of them
              are computed again in the same second.
              """)
          .remedy(PYTHON, "Spread it: `ttl + random.randint(0, ttl // 10)`.")
          .remedy(JAVASCRIPT, "Spread it: `ttl + Math.floor(Math.random() * ttl / 10)`.")
          .remedy(CSHARP, "Spread it: add `TimeSpan.FromSeconds(Random.Shared.Next(30))`.")
          .remedy(JAVA, "Spread it: `ttl.plusSeconds(ThreadLocalRandom.current().nextInt(30))`.")
          .graded(Severity.LOW)
          .seenBy(UniformTtl::judge)
          .example(
              PYTHON,
              """
              import json
              import redis

              client = redis.Redis(host="cache", socket_timeout=1)

              def warm(products):
                  for product in products:
                      client.setex(f"product:{product.id}", 3600, json.dumps(product.data))  # guilty
              """,
              """
              import json
              import random
              import redis

              client = redis.Redis(host="cache", socket_timeout=1)

              def warm(products):
                  for product in products:
                      ttl = 3600 + random.randint(0, 360)
                      client.setex(f"product:{product.id}", ttl, json.dumps(product.data))
              """)
          .example(
              JAVASCRIPT,
              """
              import Redis from 'ioredis';
              const redis = new Redis({ commandTimeout: 500 });

              export async function warm(products: Product[]) {
                await Promise.all(products.map(product =>
                  redis.setex(`product:${product.id}`, 3600, JSON.stringify(product)))); // guilty
              }
              """,
              """
              import Redis from 'ioredis';
              const redis = new Redis({ commandTimeout: 500 });

              export async function warm(products: Product[]) {
                await Promise.all(products.map(product =>
                  redis.setex(`product:${product.id}`, 3600 + Math.floor(Math.random() * 360),
                    JSON.stringify(product))));
              }
              """)
          .example(
              CSHARP,
              """
              using StackExchange.Redis;

              public class Catalogue
              {
                  private readonly IDatabase _cache;

                  public async Task Warm(List<Product> products)
                  {
                      foreach (var product in products)
                      {
                          await _cache.StringSetAsync(product.Key, product.Json, TimeSpan.FromHours(1)); // guilty
                      }
                  }
              }
              """,
              """
              using StackExchange.Redis;

              public class Catalogue
              {
                  private readonly IDatabase _cache;

                  public async Task Warm(List<Product> products)
                  {
                      foreach (var product in products)
                      {
                          var ttl = TimeSpan.FromSeconds(3600 + Random.Shared.Next(360));
                          await _cache.StringSetAsync(product.Key, product.Json, ttl);
                      }
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.time.Duration;
              import java.util.List;
              import org.springframework.data.redis.core.StringRedisTemplate;

              class Catalogue {
                private final StringRedisTemplate redis;

                Catalogue(StringRedisTemplate redis) {
                  this.redis = redis;
                }

                void warm(List<Product> products) {
                  for (Product product : products) {
                    redis.opsForValue().set(product.key(), product.json(), Duration.ofHours(1)); // guilty
                  }
                }
              }
              """,
              """
              import java.time.Duration;
              import java.util.List;
              import java.util.concurrent.ThreadLocalRandom;
              import org.springframework.data.redis.core.StringRedisTemplate;

              class Catalogue {
                private final StringRedisTemplate redis;

                Catalogue(StringRedisTemplate redis) {
                  this.redis = redis;
                }

                void warm(List<Product> products) {
                  for (Product product : products) {
                    Duration ttl = Duration.ofSeconds(3600 + ThreadLocalRandom.current().nextInt(360));
                    redis.opsForValue().set(product.key(), product.json(), ttl);
                  }
                }
              }
              """)
          .declare();

  private UniformTtl() {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene
        .sites()
        .filter(site ->
            site.isCall()
                && site.has(Word.CACHE)
                && site.has(Word.CACHE_SET)
                && site.has(Word.TTL)
                && !site.loops().isEmpty()
                && !site.loops().getLast().fixed())
        .filter(site -> fixed(site) && !spread(site.in()))
        .map(site ->
            scene
                .at(CRIME, site)
                .says("`" + site.name() + "` gives every entry of the loop the same time to live"));
  }

  /// The time to live is the same for each: a literal, a constant, a duration made of one.
  private static boolean fixed(Site site) {
    return site.call().arguments().stream()
        .skip(1)
        .map(Argument::value)
        .anyMatch(UniformTtl::constant);
  }

  private static boolean constant(Expr value) {
    return switch (value) {
      case Expr.Literal l -> l.kind() == Expr.Literal.Kind.NUMBER;
      case Expr.Name n ->
          n.id().toLowerCase(Locale.ROOT).contains("ttl")
              || n.id().toLowerCase(Locale.ROOT).contains("timeout");
      case Expr.Member m -> m.name().toLowerCase(Locale.ROOT).contains("ttl");
      case Expr.Operation o -> o.operands().stream().allMatch(UniformTtl::constant);
      case Expr.Call c -> {
        String name = ExprNames.last(c);
        yield (name.startsWith("From") || name.startsWith("of") || name.equals("timedelta"))
            && !c.arguments().isEmpty()
            && c.arguments().stream().map(Argument::value).allMatch(UniformTtl::constant);
      }
      case Expr.Collection c -> c.entries().stream().anyMatch(entry -> constant(entry.value()));
      default -> false;
    };
  }

  private static boolean spread(Fn fn) {
    Fn outer = fn.enclosing().filter(f -> !f.is(Trait.MODULE)).orElse(fn);
    return Stream.of(fn, outer)
        .flatMap(one -> ExprNames.all(one).stream())
        .map(name -> name.toLowerCase(Locale.ROOT))
        .anyMatch(name -> name.contains("rand") || name.contains("jitter"));
  }
}
