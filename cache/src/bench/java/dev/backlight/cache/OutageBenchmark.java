package dev.backlight.cache;

import java.time.Duration;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/// What hits and misses cost while Redis is alive, late, stopped and dead.
class OutageBenchmark {

  private static final int KEYS = 1_000;
  private static final int HITS = 2_000_000;
  private static final int MISSES = 20_000;
  private int missed;

  @Test
  void measure() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        DelayProxy network = new DelayProxy(redis.port());
        TieredCaches caches = TieredCaches.builder().redis(network.url()).build()) {
      TieredCache<Integer, String> cache =
          caches
              .cache("products", Integer.class, String.class)
              .policy(
                  CachePolicy.ttl(Duration.ofHours(1))
                      .withL1Ttl(Duration.ofHours(1))
                      .withMaxWeight(1_000_000))
              .taggedBy(key -> Tags.of("product:" + key))
              .build();
      IntStream.range(0, KEYS).forEach(key -> cache.get(key, k -> "value " + k));
      hits(cache);
      row("alive", cache);
      network.delay(1_000);
      open(cache);
      row("delayed by 1 s", cache);
      network.heal();
      closed(cache);
      redis.stop();
      open(cache);
      row("stopped", cache);
      redis.resume();
      closed(cache);
      redis.kill();
      open(cache);
      row("killed", cache);
    }
  }

  private void row(String state, TieredCache<Integer, String> cache) {
    Histogram hits = hits(cache);
    Histogram misses = new Histogram(3);
    for (int i = 0; i < MISSES; i++) {
      long begin = System.nanoTime();
      cache.get(KEYS + missed++, key -> "value");
      misses.recordValue(System.nanoTime() - begin);
    }
    System.out.printf(
        "| %s | %d | %d | %d | %.3f | %.3f |%n",
        state,
        hits.getValueAtPercentile(50),
        hits.getValueAtPercentile(99),
        hits.getValueAtPercentile(99.9),
        misses.getValueAtPercentile(50) / 1e6,
        misses.getValueAtPercentile(99) / 1e6);
  }

  private static Histogram hits(TieredCache<Integer, String> cache) {
    Histogram histogram = new Histogram(3);
    for (int i = 0; i < HITS; i++) {
      long begin = System.nanoTime();
      cache.get(i % KEYS, key -> "never");
      histogram.recordValue(System.nanoTime() - begin);
    }
    return histogram;
  }

  private void open(TieredCache<Integer, String> cache) throws Exception {
    Callers.eventually(
        "the breaker is open",
        () -> {
          cache.get(KEYS + missed++, key -> "value");
          return !cache.stats().l2Available();
        });
  }

  private static void closed(TieredCache<?, ?> cache) throws Exception {
    Callers.eventually("the breaker is closed", () -> cache.stats().l2Available());
  }
}
