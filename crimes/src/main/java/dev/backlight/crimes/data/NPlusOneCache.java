package dev.backlight.crimes.data;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.PerElement;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Sighting;
import dev.backlight.source.knowledge.Word;
import java.util.stream.Stream;

/// One cache round trip per element.
public final class NPlusOneCache {

  public static final Crime CRIME =
      Crime.named("n-plus-one-cache")
          .title("One cache round trip per element")
          .theme("data")
          .category(RESPONSE_TIMES)
          .why(
              """
              A cache answers in half a millisecond, and a hundred answers one after the other take fifty. One
              MGET or pipeline takes one round trip.
              """)
          .remedy(PYTHON, "`mget(keys)`, `cache.get_many(keys)`, or a pipeline.")
          .remedy(JAVASCRIPT, "`redis.mget(keys)` or `redis.pipeline()`.")
          .remedy(JAVA, "`opsForValue().multiGet(keys)`, or pipelining.")
          .cost("N * t_cache", "t_cache + N * t_row", "ms", "per request")
          .seenBy(NPlusOneCache::judge)
          .example(
              PYTHON,
              """
              import redis

              client = redis.Redis(host="cache", socket_timeout=0.2)

              def prices(product_ids):
                  result = {}
                  for product_id in product_ids:
                      result[product_id] = client.get(f"price:{product_id}")  # guilty
                  return result
              """,
              """
              import redis

              client = redis.Redis(host="cache", socket_timeout=0.2)

              def prices(product_ids):
                  return dict(zip(product_ids, client.mget([f"price:{p}" for p in product_ids])))
              """)
          .example(
              JAVASCRIPT,
              """
              import Redis from 'ioredis';
              const redis = new Redis({ host: 'cache', commandTimeout: 200 });

              export async function prices(ids: number[]) {
                const result = [];
                for (const id of ids) {
                  result.push(await redis.get(`price:${id}`)); // guilty
                }
                return result;
              }
              """,
              """
              import Redis from 'ioredis';
              const redis = new Redis({ host: 'cache', commandTimeout: 200 });

              export async function prices(ids: number[]) {
                return redis.mget(ids.map(id => `price:${id}`));
              }
              """)
          .example(
              JAVA,
              """
              import java.util.ArrayList;
              import java.util.List;
              import org.springframework.data.redis.core.StringRedisTemplate;

              class Prices {
                private final StringRedisTemplate redis;

                Prices(StringRedisTemplate redis) {
                  this.redis = redis;
                }

                List<String> of(List<Long> ids) {
                  List<String> result = new ArrayList<>();
                  for (Long id : ids) {
                    result.add(redis.opsForValue().get("price:" + id)); // guilty
                  }
                  return result;
                }
              }
              """,
              """
              import java.util.List;
              import org.springframework.data.redis.core.StringRedisTemplate;

              class Prices {
                private final StringRedisTemplate redis;

                Prices(StringRedisTemplate redis) {
                  this.redis = redis;
                }

                List<String> of(List<Long> ids) {
                  return redis.opsForValue().multiGet(ids.stream().map(id -> "price:" + id).toList());
                }
              }
              """)
          .declare();

  private NPlusOneCache() {}

  private static Stream<Sighting> judge(Scene scene) {
    return PerElement.of(scene, Word.CACHE, false)
        .map(repeat -> repeat.draft(CRIME).says(repeat.sentence("cache round trip")));
  }
}
