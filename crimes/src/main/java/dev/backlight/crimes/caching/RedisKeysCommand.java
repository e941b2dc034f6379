package dev.backlight.crimes.caching;

import static dev.backlight.model.Category.CACHING_STRATEGY;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Edits;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Edit;
import dev.backlight.source.code.Expr;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Unit;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A command that walks every key, or a whole collection, of a single-threaded cache.
public final class RedisKeysCommand {

  public static final Crime CRIME =
      Crime.named("redis-keys-command")
          .title("A command that walks the whole cache")
          .theme("caching")
          .category(CACHING_STRATEGY)
          .why(
              """
              Redis runs one command at a time. KEYS, FLUSHALL and reading a whole set or hash that grows with
              the data stop every other client of the cache until they are done.
              """)
          .remedy(
              PYTHON,
              "Use `scan_iter(match=…)`, keep the keys of a group in a set, or version the prefix.")
          .remedy(JAVASCRIPT, "Use `scanStream`/`scanIterator`, or version the prefix of the keys.")
          .remedy(CSHARP, "Version the prefix of the keys, or keep the keys of a group in a set.")
          .remedy(JAVA, "Use `scan(ScanOptions…)`, or version the prefix of the keys.")
          .cost("keys * t_op * 10", "t_cache", "ms", "per command, for every client")
          .seenBy(RedisKeysCommand::judge)
          .example(
              PYTHON,
              """
              import redis

              client = redis.Redis(host="cache", socket_timeout=1)

              def invalidate(prefix):
                  for key in client.keys(prefix + "*"):  # guilty
                      client.delete(key)
              """,
              """
              import redis

              client = redis.Redis(host="cache", socket_timeout=1)

              def invalidate(prefix):
                  for key in client.scan_iter(match=prefix + "*"):
                      client.delete(key)
              """)
          .example(
              JAVASCRIPT,
              """
              import Redis from 'ioredis';
              const redis = new Redis({ commandTimeout: 500 });

              export async function invalidate(prefix: string) {
                const keys = await redis.keys(prefix + '*'); // guilty
                await redis.del(...keys);
              }
              """,
              """
              import Redis from 'ioredis';
              const redis = new Redis({ commandTimeout: 500 });

              export async function invalidate(prefix: string) {
                await redis.incr('version:' + prefix);
              }
              """)
          .example(
              CSHARP,
              """
              using StackExchange.Redis;

              public class Catalogue
              {
                  private readonly IServer _server;

                  public async Task Reset()
                  {
                      await _server.FlushDatabaseAsync(); // guilty
                  }
              }
              """,
              """
              using StackExchange.Redis;

              public class Catalogue
              {
                  private readonly IDatabase _cache;

                  public async Task Reset()
                  {
                      await _cache.StringIncrementAsync("catalogue:version");
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

                void invalidate(String prefix) {
                  redis.delete(redis.keys(prefix + "*")); // guilty
                }
              }
              """,
              """
              import org.springframework.data.redis.core.StringRedisTemplate;

              class Catalogue {
                private final StringRedisTemplate redis;

                Catalogue(StringRedisTemplate redis) {
                  this.redis = redis;
                }

                void invalidate(String prefix) {
                  redis.opsForValue().increment("version:" + prefix);
                }
              }
              """)
          .declare();

  private static final Set<String> WHOLE =
      Set.of(
          "smembers",
          "hgetall",
          "hkeys",
          "hvals",
          "sMembers",
          "hGetAll",
          "hKeys",
          "hVals",
          "HashGetAll",
          "HashGetAllAsync",
          "SetMembers",
          "SetMembersAsync");

  private RedisKeysCommand() {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene
        .sites()
        .flatMap(site -> {
          if (!site.isCall() || !site.has(Word.CACHE)) {
            return Stream.empty();
          }
          if (site.has(Word.CACHE_SCAN) && !site.has(Word.STREAMS)) {
            return Stream.of(
                scene
                    .at(CRIME, site)
                    .label(site.location(), "walks every key")
                    .edit(scanning(site))
                    .says(
                        "`"
                            + site.name()
                            + "` walks every key of the cache while all others wait"));
          }
          if (site.has(Word.MANY) && whole(site)) {
            return Stream.of(
                scene
                    .at(CRIME, site)
                    .sure(Confidence.MEDIUM)
                    .says(
                        "`"
                            + site.name()
                            + "` reads a whole collection that all share and that grows"));
          }
          return Stream.empty();
        });
  }

  /// `list(r.scan_iter(pattern))`: the same keys, in steps.
  private static List<Edit> scanning(Site site) {
    if (site.in().unit().language() != PYTHON
        || site.awaited()
        || site.use() == Site.Use.CHAINED
        || !(site.call().callee() instanceof Expr.Member keys)
        || !keys.name().equals("keys")) {
      return List.of();
    }
    Unit unit = site.in().unit();
    return Stream.concat(
            Edits.wrap(unit, site.at(), "list(", ")").stream(),
            Stream.of(Edits.rename(unit, keys, "scan_iter")))
        .toList();
  }

  /// One collection for everybody: its key stands in the source.
  private static boolean whole(Site site) {
    String name = site.name().substring(site.name().lastIndexOf('.') + 1);
    return WHOLE.contains(name)
        && !site.call().arguments().isEmpty()
        && site.call().arguments().getFirst().value() instanceof Expr.Literal;
  }
}
