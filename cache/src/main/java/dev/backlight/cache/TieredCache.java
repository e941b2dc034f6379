package dev.backlight.cache;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A cache in two levels: this process (L1) and, when there is one, a store that processes share
/// (L2). Made by [TieredCaches].
///
/// Loaders run on threads of their own (virtual ones, unless [TieredCaches.Builder#loads] says
/// otherwise), so that a caller who gives up or is interrupted takes nothing from the others. They
/// see neither thread locals nor the transaction of the caller.
///
/// Whatever happens to L2, no method throws because of it.
///
/// @param <K> has `equals` and `hashCode` of a value and is never changed
/// @param <V> is never changed after it was loaded: all callers share it
public interface TieredCache<K, V extends @Nullable Object> {

  /// The value of a key, loaded if need be: once, however many callers and processes ask at a time.
  ///
  /// @throws LoadException after [CachePolicy.Timeouts#hard], or for a checked exception
  /// @throws IllegalStateException if the loader of a key asks for the same key, itself or through
  ///   others
  V get(K key, Loader<? super K, ? extends V> loader);

  /// As [#get], for many keys with one read of L2 and one bulk load of what is missing.
  ///
  /// @return in the order of the keys; a key without a value or with `null` is left out
  Map<K, V> getAll(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader);

  /// As [#get], without waiting. Cancelling the result cancels nothing else.
  CompletableFuture<V> getAsync(K key, AsyncLoader<? super K, ? extends V> loader);

  /// What is cached, without loading and without counting as a hit. Three cases: a value, a `null`
  /// that is cached, and nothing.
  Optional<Cached<V>> peek(K key);

  /// Replaces the value everywhere. A load that began before cannot overwrite it.
  ///
  /// @param tags in addition to those that [TieredCaches.CacheBuilder#taggedBy] derives of the key
  /// @return whether L2 took it; otherwise the key is invalidated there as soon as it can be
  boolean put(K key, V value, Tags tags);

  /// As [#put(Object, Object, Tags)], without additional tags.
  default boolean put(K key, V value) {
    return put(key, value, Tags.NONE);
  }

  /// Ends the entry everywhere. A load that began before is still answered to those who wait for it
  /// and is not kept. Call it after the transaction has committed.
  ///
  /// @return whether L2 heard it: then the bound on staleness of the README holds from now.
  ///   Otherwise it is repeated until L2 hears it or the entry has expired of itself.
  boolean invalidate(K key);

  /// Ends every entry with the tag, in all caches of the same [TieredCaches].
  ///
  /// @return as for [#invalidate]
  boolean invalidateTag(Tag tag);

  /// Ends every entry of this cache, at the cost of one increment.
  ///
  /// @return as for [#invalidate]
  boolean clear();

  Stats stats();

  String name();

  /// Loads one value. May return `null`, which is kept for [CachePolicy#negativeTtl].
  @FunctionalInterface
  interface Loader<K, V extends @Nullable Object> {
    V load(K key) throws Exception;
  }

  /// Loads many values. A key that is missing from the result counts as `null`.
  @FunctionalInterface
  interface BulkLoader<K, V extends @Nullable Object> {
    Map<? super K, V> loadAll(Collection<K> keys) throws Exception;
  }

  /// Begins to load one value.
  @FunctionalInterface
  interface AsyncLoader<K, V extends @Nullable Object> {
    CompletionStage<V> load(K key) throws Exception;
  }

  /// What a cache did since it was made.
  ///
  /// @param l1Hits answered from this process
  /// @param l2Hits answered from the shared store
  /// @param misses keys that neither tier had
  /// @param loads loads that were begun, in the background too; a bulk load counts once per key
  /// @param loadFailures loads that threw
  /// @param coalesced callers who waited for a load that somebody else had begun
  /// @param staleServed callers who got a value past its time to live
  /// @param refreshes loads begun ahead of expiry
  /// @param refused results that were not published, because of an invalidation during their load
  /// @param l2Errors operations on L2 that failed or took too long
  /// @param l1Size entries in this process, about
  /// @param loadNanos time spent in loaders
  /// @param l2Available whether L2 is used now: there is one and the breaker is closed
  record Stats(
      long l1Hits,
      long l2Hits,
      long misses,
      long loads,
      long loadFailures,
      long coalesced,
      long staleServed,
      long refreshes,
      long refused,
      long l2Errors,
      long l1Size,
      long loadNanos,
      boolean l2Available) {

    /// Hits of both tiers among all hits and misses; 1 before the first.
    public double hitRate() {
      long hits = l1Hits + l2Hits;
      return hits + misses == 0 ? 1 : (double) hits / (hits + misses);
    }
  }

  /// A value could not be had: the loader threw a checked exception (the cause), or took longer
  /// than [CachePolicy.Timeouts#hard]. What a loader throws unchecked, callers get as it was
  /// thrown.
  final class LoadException extends RuntimeException {

    private static final long serialVersionUID = 1;

    LoadException(String message) {
      super(message);
    }

    LoadException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
