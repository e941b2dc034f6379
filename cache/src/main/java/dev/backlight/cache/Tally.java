package dev.backlight.cache;

import dev.backlight.cache.TieredCache.Stats;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Counts what a cache does and tells a listener, if there is one.
final class Tally {

  private static final Logger LOG = System.getLogger("dev.backlight.cache");

  final String cache;

  final LongAdder l1Hits = new LongAdder();
  final LongAdder l2Hits = new LongAdder();
  final LongAdder misses = new LongAdder();
  final LongAdder loads = new LongAdder();
  final LongAdder loadFailures = new LongAdder();
  final LongAdder coalesced = new LongAdder();
  final LongAdder staleServed = new LongAdder();
  final LongAdder refreshes = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder l2Errors = new LongAdder();
  final LongAdder loadNanos = new LongAdder();

  private final @Nullable Consumer<CacheEvent> listener;

  /// @param cache `*` for all of them
  Tally(String cache, @Nullable Consumer<CacheEvent> listener) {
    this.cache = cache;
    this.listener = listener;
  }

  /// Counts, and makes the event only if somebody wants it.
  void count(LongAdder counter, Supplier<CacheEvent> event) {
    counter.increment();
    tell(event);
  }

  void tell(Supplier<CacheEvent> event) {
    if (listener != null) {
      try {
        listener.accept(event.get());
      } catch (RuntimeException e) {
        // Somebody else's code on our paths: what it throws must not become a miss.
        LOG.log(Level.WARNING, "a listener of cache events threw", e);
      }
    }
  }

  boolean listened() {
    return listener != null;
  }

  Stats stats(long l1Size, boolean l2Available) {
    return new Stats(
        l1Hits.sum(),
        l2Hits.sum(),
        misses.sum(),
        loads.sum(),
        loadFailures.sum(),
        coalesced.sum(),
        staleServed.sum(),
        refreshes.sum(),
        refused.sum(),
        l2Errors.sum(),
        l1Size,
        loadNanos.sum(),
        l2Available);
  }
}
