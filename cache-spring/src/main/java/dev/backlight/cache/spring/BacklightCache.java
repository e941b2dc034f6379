package dev.backlight.cache.spring;

import dev.backlight.cache.Cached;
import dev.backlight.cache.Cached.Freshness;
import dev.backlight.cache.TieredCache;
import dev.backlight.cache.TieredCache.LoadException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.support.SimpleValueWrapper;

/// One cache, as Spring sees it.
///
/// [#get(Object, Callable)] and [#retrieve(Object, Supplier)] are the real thing: one load at a
/// time, everywhere, with all that the policy promises. [#get(Object)] followed by [#put], which is
/// what `@Cacheable` does without `sync = true`, cannot keep a second caller from loading.
final class BacklightCache<V extends @Nullable Object> implements Cache {

  private final TieredCache<String, V> cache;

  BacklightCache(TieredCache<String, V> cache) {
    this.cache = cache;
  }

  @Override
  public String getName() {
    return cache.name();
  }

  @Override
  public Object getNativeCache() {
    return cache;
  }

  @Override
  public @Nullable ValueWrapper get(Object key) {
    return fresh(key).map(cached -> new SimpleValueWrapper(cached.value())).orElse(null);
  }

  @Override
  public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
    Optional<Cached<V>> cached = fresh(key);
    Object value = cached.isPresent() ? cached.get().value() : null;
    if (value != null && type != null && !type.isInstance(value)) {
      throw new IllegalStateException(
          "cache '"
              + getName()
              + "' holds "
              + value.getClass().getName()
              + ", not "
              + type.getName());
    }
    @SuppressWarnings("unchecked")
    T typed = (T) value;
    return typed;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> @Nullable T get(Object key, Callable<T> loader) {
    try {
      return (T) cache.get(text(key), k -> (V) loader.call());
    } catch (LoadException e) {
      throw new ValueRetrievalException(key, loader, e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException e) {
      throw new ValueRetrievalException(key, loader, e);
    }
  }

  @Override
  public @Nullable CompletableFuture<?> retrieve(Object key) {
    return fresh(key)
        .map(cached -> CompletableFuture.completedFuture(new SimpleValueWrapper(cached.value())))
        .orElse(null);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
    return (CompletableFuture<T>)
        cache.getAsync(text(key), k -> (CompletableFuture<V>) loader.get());
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"})
  public void put(Object key, @Nullable Object value) {
    cache.put(text(key), (V) value);
  }

  @Override
  public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
    ValueWrapper known = get(key);
    if (known == null) {
      put(key, value);
    }
    return known;
  }

  @Override
  public void evict(Object key) {
    cache.invalidate(text(key));
  }

  /// Whether the key was there, as far as can be told; it is not now.
  @Override
  public boolean evictIfPresent(Object key) {
    boolean known = fresh(key).isPresent();
    evict(key);
    return known;
  }

  @Override
  public void clear() {
    cache.clear();
  }

  private Optional<Cached<V>> fresh(Object key) {
    return cache.peek(text(key)).filter(cached -> cached.freshness() == Freshness.FRESH);
  }

  private static String text(Object key) {
    return key instanceof String text ? text : key.getClass().getSimpleName() + ":" + key;
  }
}
