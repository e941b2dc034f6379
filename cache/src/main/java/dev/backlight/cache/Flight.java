package dev.backlight.cache;

import dev.backlight.cache.Cells.Cell;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One load of one key, and all who wait for it. Its cells and its epoch were taken before anything
/// was read: what ends them later ends its result as well.
final class Flight<K, V extends @Nullable Object> {

  final K key;
  final String slot;

  /// What the entry depends on, `g` and the cache's own first; see `TwoLevelCache`.
  final List<String> counters;

  final List<Cell> cells;
  final Cell epoch;
  final LoadRun<K, V> run;

  /// Begun ahead of expiry: only a younger version than this is news.
  final long newerThan;

  final CompletableFuture<Entry<V>> result = new CompletableFuture<>();

  /// What can be served if this load fails or takes too long.
  volatile @Nullable Entry<V> stale;

  Flight(
      K key,
      String slot,
      List<String> counters,
      List<Cell> cells,
      Cell epoch,
      LoadRun<K, V> run,
      long newerThan,
      @Nullable Entry<V> stale) {
    this.key = key;
    this.slot = slot;
    this.counters = counters;
    this.cells = cells;
    this.epoch = epoch;
    this.run = run;
    this.newerThan = newerThan;
    this.stale = stale;
  }

  /// Whether somebody who asks now may have its result.
  boolean joinable() {
    return epoch.alive() && Cells.alive(cells);
  }
}
