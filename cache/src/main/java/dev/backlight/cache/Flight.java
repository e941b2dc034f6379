package dev.backlight.cache;

import dev.backlight.cache.CacheEvent.StaleServed;
import dev.backlight.cache.Cached.Freshness;
import dev.backlight.cache.Cells.Cell;
import dev.backlight.cache.TieredCache.LoadException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One load of one key, and all who wait for it. Its cells and its epoch were taken before anything
/// was read: what ends them later ends its result as well. What is not final is set before it is
/// registered, except for `stale`.
final class Flight<K, V extends @Nullable Object> {

  final K key;
  final String slot;

  /// What the entry depends on, the counter of everything and the cache's own first.
  final List<String> counters;

  final List<Cell> cells;
  final Cell epoch;
  final LoadRun<K, V> run;

  /// Begun ahead of expiry: only a younger version than this is news.
  long newerThan = Long.MIN_VALUE;

  final CompletableFuture<Entry<V>> result = new CompletableFuture<>();

  /// Whether its result is for everybody who asks, or only for one who looks.
  boolean shared = true;

  /// What can be served if this load fails or takes too long.
  volatile @Nullable Entry<V> stale;

  Flight(
      K key,
      String slot,
      List<String> counters,
      List<Cell> cells,
      Cell epoch,
      LoadRun<K, V> run,
      @Nullable Entry<V> stale) {
    this.key = key;
    this.slot = slot;
    this.counters = counters;
    this.cells = cells;
    this.epoch = epoch;
    this.run = run;
    this.stale = stale;
  }

  /// Whether somebody who asks now may have its result.
  boolean joinable() {
    return shared && alive();
  }

  /// Nothing that its result depends on was invalidated since it began.
  boolean alive() {
    return epoch.alive() && Cells.alive(cells);
  }

  /// Waits until the soft timeout if there is a stale value to fall back on, else until the hard
  /// one.
  Entry<V> await() {
    if (!LoadRun.CURRENT.isBound()) {
      return awaited();
    }
    LoadRun<?, ?> outer = LoadRun.CURRENT.get();
    outer.awaiting = run;
    try {
      refuseCycle(outer);
      return awaited();
    } finally {
      outer.awaiting = null;
    }
  }

  /// A loader that waits, through others or not, for its own result would wait until the timeout.
  private void refuseCycle(LoadRun<?, ?> outer) {
    LoadRun<?, ?> next = run;
    for (int steps = 0; next != null && steps < 1_000; steps++) {
      if (next == outer) {
        throw new IllegalStateException(
            "the loader of cache '" + run.cache.name() + "' waits for itself at key " + key);
      }
      next = next.awaiting;
    }
  }

  private Entry<V> awaited() {
    long hard = run.cache.policy.timeouts().hard().toNanos();
    long soft = run.cache.policy.timeouts().soft().toNanos();
    long first = Math.clamp(soft - (run.cache.time.now() - run.began), 0, hard);
    try {
      try {
        return result.get(first, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        Entry<V> cover = stale;
        if (cover != null && cover.servable(run.cache.time.now())) {
          Tally tally = run.cache.tally;
          tally.count(
              tally.staleServed,
              () -> new StaleServed(tally.cache, key, Freshness.STALE_REFRESHING));
          return cover;
        }
        return result.get(hard - first, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadException("interrupted while waiting for key " + key, e);
    } catch (TimeoutException e) {
      throw thrown(e);
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    }
  }

  private RuntimeException thrown(@Nullable Throwable cause) {
    String what = "cache '" + run.cache.name() + "': key " + key + " was not loaded";
    return switch (cause) {
      case Error error -> throw error;
      case RuntimeException unchecked -> unchecked;
      case TimeoutException late ->
          new LoadException(what + " within " + run.cache.policy.timeouts().hard());
      case null -> new LoadException(what);
      default -> new LoadException(what, cause);
    };
  }
}
