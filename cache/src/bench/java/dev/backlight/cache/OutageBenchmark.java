package dev.backlight.cache;

import java.time.Duration;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/// What hits and misses cost while Redis is alive, late, stopped, dead, back, emptied and deaf.
class OutageBenchmark {

  private static final int KEYS = 1_000;
  private static final int MISSES = 10_000;

  /// Longer than two heartbeats, so that whatever a row is about is noticed within it.
  private static final Duration HITTING = Duration.ofSeconds(3);

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
      redis.restart();
      closed(cache);
      row("restarted", cache);
      redis.command("FLUSHALL");
      row("emptied", cache);
      redis.command("CLIENT", "KILL", "TYPE", "pubsub");
      row("pub/sub killed", cache);
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
    long end = System.nanoTime() + HITTING.toNanos();
    long begin = System.nanoTime();
    for (int i = 0; begin - end < 0; i++) {
      cache.get(i % KEYS, key -> "value " + key);
      long now = System.nanoTime();
      histogram.recordValue(now - begin);
      begin = System.nanoTime();
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
