package dev.backlight.cache;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Cache-aside as it is written by hand: look, load, store, and what is null was not there. What
/// the properties have to catch.
final class NaiveCache<K, V extends @Nullable Object> implements TieredCache<K, V> {

  private final Map<K, Object> map = new ConcurrentHashMap<>();
  private final boolean keepsFailures;

  NaiveCache(boolean keepsFailures) {
    this.keepsFailures = keepsFailures;
  }

  @Override
  @SuppressWarnings("unchecked")
  public V get(K key, Loader<? super K, ? extends V> loader) {
    Object known = map.get(key);
    if (known instanceof RuntimeException failure) {
      throw failure;
    }
    if (known != null) {
      return (V) known;
    }
    try {
      V value = loader.load(key);
      if (value != null) {
        map.put(key, value);
      }
      return value;
    } catch (Exception e) {
      RuntimeException failure = e instanceof RuntimeException r ? r : new LoadException("", e);
      if (keepsFailures) {
        map.put(key, failure);
      }
      throw failure;
    }
  }

  @Override
  public Map<K, V> getAll(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader) {
    Map<K, V> values = new LinkedHashMap<>();
    keys.forEach(key ->
        values.put(key, get(key, k -> TwoLevelCache.valueOf(loader.loadAll(List.of(k)), k))));
    return values;
  }

  @Override
  public CompletableFuture<V> getAsync(K key, AsyncLoader<? super K, ? extends V> loader) {
    return CompletableFuture.completedFuture(
        get(key, k -> loader.load(k).toCompletableFuture().get()));
  }

  @Override
  @SuppressWarnings("unchecked")
  public Optional<Cached<V>> peek(K key) {
    return Optional.ofNullable(map.get(key))
        .map(value -> new Cached<>((V) value, Cached.Freshness.FRESH, 0));
  }

  @Override
  public boolean put(K key, V value, Tags tags) {
    map.put(key, Objects.requireNonNull(value));
    return true;
  }

  @Override
  public boolean invalidate(K key) {
    map.remove(key);
    return true;
  }

  @Override
  public boolean invalidateTag(Tag tag) {
    return clear();
  }

  @Override
  public boolean clear() {
    map.clear();
    return true;
  }

  @Override
  public Stats stats() {
    return new Stats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, map.size(), 0, false);
  }

  @Override
  public String name() {
    return "naive";
  }
}
