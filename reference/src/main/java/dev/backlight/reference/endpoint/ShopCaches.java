package dev.backlight.reference.endpoint;

import dev.backlight.cache.CachePolicy;
import dev.backlight.cache.InvalidationRules;
import dev.backlight.cache.Tags;
import dev.backlight.cache.TieredCache;
import dev.backlight.cache.TieredCaches;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/// What the redeemed edition keeps, for how long, and what ends it.
///
/// Everything of a user has the tag `user:{id}`, which an order of that user ends. The best sellers
/// have no tag: they may be fifteen minutes old, as the seed says. If every order ended them, as
/// the seed also says, they would never be.
public final class ShopCaches implements AutoCloseable {

  private static final CachePolicy OF_USERS =
      CachePolicy.ttl(Duration.ofMinutes(5)).withFailSafe(Duration.ofMinutes(30));
  private static final CachePolicy OF_THE_SHOP =
      CachePolicy.ttl(Duration.ofMinutes(15)).withFailSafe(Duration.ofHours(1));
  private static final String TOP_20 = "top-20";

  private final TieredCaches caches;
  private final InvalidationRules rules =
      InvalidationRules.builder().on(OrderPlaced.class, "user:{userId}").build();
  private final TieredCache<String, PopularProducts.Ranking> popular;
  private final TieredCache<Long, Analytics> analytics;
  private final TieredCache<Long, BulkAnalytics.Line> lines;
  private final TieredCache<Long, Dashboard.Account> accounts;

  /// @param redis where to share values with other instances
  public ShopCaches(String redis, MeterRegistry registry) {
    caches = TieredCaches.builder().namespace("shop").redis(redis).build();
    popular =
        caches
            .cache("popular-products", String.class, PopularProducts.Ranking.class)
            .policy(OF_THE_SHOP)
            .build();
    analytics = ofUsers("analytics", Analytics.class);
    lines = ofUsers("bulk-analytics", BulkAnalytics.Line.class);
    accounts = ofUsers("dashboard", Dashboard.Account.class);
    new TieredCaches.Meters(caches).bindTo(registry);
  }

  private <V> TieredCache<Long, V> ofUsers(String name, Class<V> type) {
    return caches
        .cache(name, Long.class, type)
        .policy(OF_USERS)
        .taggedBy(id -> Tags.of("user:" + id))
        .build();
  }

  PopularProducts.Ranking popular(TieredCache.Loader<String, PopularProducts.Ranking> loader) {
    return popular.get(TOP_20, loader);
  }

  TieredCache<Long, Analytics> analytics() {
    return analytics;
  }

  TieredCache<Long, BulkAnalytics.Line> lines() {
    return lines;
  }

  TieredCache<Long, Dashboard.Account> accounts() {
    return accounts;
  }

  /// To be called after the commit: before it, others could load what is old for ever.
  void publish(OrderPlaced event) {
    caches.invalidate(rules.tagsOf(event));
  }

  @Override
  public void close() {
    caches.close();
  }

  /// A user has one more order.
  public record OrderPlaced(long userId) {}
}
