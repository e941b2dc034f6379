package dev.backlight.cache.spring;

import dev.backlight.cache.TieredCache;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

/// The caches that Spring's annotations find by name.
///
/// ```java
/// @Bean(destroyMethod = "close")
/// TieredCaches caches() {
///   return TieredCaches.builder().redis("redis://localhost").build();
/// }
///
/// @Bean
/// CacheManager cacheManager(TieredCaches caches) {
///   return new BacklightCacheManager(
///       List.of(caches.cache("products", String.class, Product.class).build()));
/// }
/// ```
///
/// Keys are strings: what Spring computes as a key is written with `toString`, together with its
/// class unless it is a string. Values have the declared type of their cache, so a cache serves
/// methods that return that type; there is no Java serialization to fall back on.
public final class BacklightCacheManager implements CacheManager {

  private final Map<String, Cache> caches = new ConcurrentHashMap<>();

  /// @param tiered caches with string keys, found by their names
  public BacklightCacheManager(Collection<? extends TieredCache<String, ?>> tiered) {
    tiered.forEach(cache -> caches.put(cache.name(), new BacklightCache<>(cache)));
  }

  /// Null for a name that was not given: a cache needs a type and a policy, which a name has not.
  @Override
  public @Nullable Cache getCache(String name) {
    return caches.get(name);
  }

  @Override
  public Collection<String> getCacheNames() {
    return List.copyOf(caches.keySet());
  }
}
