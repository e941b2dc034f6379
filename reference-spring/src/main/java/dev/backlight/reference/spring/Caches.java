package dev.backlight.reference.spring;

import dev.backlight.cache.CachePolicy;
import dev.backlight.cache.TieredCaches;
import dev.backlight.cache.spring.BacklightCacheManager;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.serializer.JacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;

/// What is behind the annotations, by the property `shop.cache`: Spring's own cache on Redis, or
/// Backlight's in two levels.
///
/// With Spring's own, `sync = true` changes nothing: its writer reads, finds nothing and loads, for
/// each caller. The locking writer (`RedisCacheWriter.lockingRedisCacheWriter`) loads once, but
/// locks the whole cache, polls for the lock, and lets the callers in one after the other.
@Configuration
@EnableCaching
class Caches {

  private static final Duration TTL = Duration.ofMinutes(15);

  @Bean
  @ConditionalOnProperty(name = "shop.cache", havingValue = "redis")
  CacheManager springsOwn(RedisConnectionFactory redis) {
    SerializationPair<BestSellers.Ranking> json =
        SerializationPair.fromSerializer(
            new JacksonJsonRedisSerializer<>(BestSellers.Ranking.class));
    return RedisCacheManager.builder(redis)
        .cacheDefaults(
            RedisCacheConfiguration.defaultCacheConfig().entryTtl(TTL).serializeValuesWith(json))
        .build();
  }

  /// What both levels stand on.
  @Bean(destroyMethod = "close")
  @ConditionalOnProperty(name = "shop.cache", havingValue = "backlight")
  TieredCaches tieredCaches(@Value("${spring.data.redis.url}") String redis) {
    return TieredCaches.builder().namespace("spring-shop").redis(redis).build();
  }

  @Bean
  @ConditionalOnProperty(name = "shop.cache", havingValue = "backlight")
  CacheManager twoLevels(TieredCaches caches) {
    return new BacklightCacheManager(
        List.of(
            caches
                .cache(PopularProducts.CACHE, String.class, BestSellers.Ranking.class)
                .policy(CachePolicy.ttl(TTL).withFailSafe(Duration.ofHours(1)))
                .build()));
  }
}
