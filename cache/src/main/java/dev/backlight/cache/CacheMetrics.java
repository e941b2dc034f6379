package dev.backlight.cache;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
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

  private static void bind(TieredCache<?, ?> cache, MeterRegistry registry) {
    gets(cache, registry, "l1", "hit", CacheStats::l1Hits);
    gets(cache, registry, "l2", "hit", CacheStats::l2Hits);
    gets(cache, registry, "all", "miss", CacheStats::misses);
    count(cache, registry, "cache.loads", CacheStats::loads);
    count(cache, registry, "cache.load.failures", CacheStats::loadFailures);
    count(cache, registry, "cache.coalesced", CacheStats::coalesced);
    count(cache, registry, "cache.stale", CacheStats::staleServed);
    count(cache, registry, "cache.refreshes", CacheStats::refreshes);
    count(cache, registry, "cache.refused", CacheStats::refused);
    count(cache, registry, "cache.l2.errors", CacheStats::l2Errors);
    Gauge.builder("cache.size", cache, c -> c.stats().l1Size())
        .tag("cache", cache.name())
        .strongReference(true)
        .register(registry);
    TimeGauge.builder(
            "cache.load.duration", cache, TimeUnit.NANOSECONDS, c -> c.stats().loadNanos())
        .tag("cache", cache.name())
        .strongReference(true)
        .register(registry);
  }

  private static void gets(
      TieredCache<?, ?> cache,
      MeterRegistry registry,
      String tier,
      String result,
      ToDoubleFunction<CacheStats> value) {
    FunctionCounter.builder("cache.gets", cache, c -> value.applyAsDouble(c.stats()))
        .tag("cache", cache.name())
        .tag("tier", tier)
        .tag("result", result)
        .register(registry);
  }

  private static void count(
      TieredCache<?, ?> cache,
      MeterRegistry registry,
      String name,
      ToDoubleFunction<CacheStats> value) {
    FunctionCounter.builder(name, cache, c -> value.applyAsDouble(c.stats()))
        .tag("cache", cache.name())
        .register(registry);
  }
}
