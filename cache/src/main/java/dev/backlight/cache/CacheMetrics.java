package dev.backlight.cache;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/// Meters of Micrometer, under the names that its other caches use where there are any. The only
/// class that needs Micrometer to be there.
public final class CacheMetrics {

  private CacheMetrics() {}

  /// Registers the caches that have been built so far. The caches are kept as long as the registry.
  @SuppressWarnings("exports")
  public static void bind(TieredCaches caches, MeterRegistry registry) {
    caches.all().values().forEach(cache -> bind(cache, registry));
    Gauge.builder("cache.l2.available", caches, c -> c.l2Available() ? 1 : 0)
        .description("1 while L2 is used, 0 while the breaker is open")
        .strongReference(true)
        .register(registry);
    Gauge.builder("cache.l2.pending", caches, TieredCaches::pendingInvalidations)
        .description("invalidations that wait for L2")
        .strongReference(true)
        .register(registry);
  }

  private static final Map<String, ToDoubleFunction<CacheStats>> COUNTERS =
      Map.of(
          "cache.loads", CacheStats::loads,
          "cache.load.failures", CacheStats::loadFailures,
          "cache.coalesced", CacheStats::coalesced,
          "cache.stale", CacheStats::staleServed,
          "cache.refreshes", CacheStats::refreshes,
          "cache.refused", CacheStats::refused,
          "cache.l2.errors", CacheStats::l2Errors);

  private static void bind(TieredCache<?, ?> cache, MeterRegistry registry) {
    Tags tags = Tags.of("cache", cache.name());
    COUNTERS.forEach((name, value) -> count(cache, registry, name, tags, value));
    count(cache, registry, "cache.gets", of(tags, "l1", "hit"), CacheStats::l1Hits);
    count(cache, registry, "cache.gets", of(tags, "l2", "hit"), CacheStats::l2Hits);
    count(cache, registry, "cache.gets", of(tags, "all", "miss"), CacheStats::misses);
    Gauge.builder("cache.size", cache, c -> c.stats().l1Size())
        .tags(tags)
        .strongReference(true)
        .register(registry);
    TimeGauge.builder(
            "cache.load.duration", cache, TimeUnit.NANOSECONDS, c -> c.stats().loadNanos())
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  private static Tags of(Tags tags, String tier, String result) {
    return tags.and("tier", tier, "result", result);
  }

  private static void count(
      TieredCache<?, ?> cache,
      MeterRegistry registry,
      String name,
      Tags tags,
      ToDoubleFunction<CacheStats> value) {
    FunctionCounter.builder(name, cache, c -> value.applyAsDouble(c.stats()))
        .tags(tags)
        .register(registry);
  }
}
