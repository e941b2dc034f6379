package dev.backlight.cache;

import dev.backlight.cache.CacheEvent.StaleServed;
import dev.backlight.cache.Cached.Freshness;
import dev.backlight.cache.TieredCache.LoadException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// How callers wait for a flight: until the soft timeout if there is a stale value to fall back on,
/// else until the hard one.
final class Waiting<K, V extends @Nullable Object> {

  private final CachePolicy.Timeouts timeouts;
  private final Tally tally;
  private final Time time;

  Waiting(CachePolicy.Timeouts timeouts, Tally tally, Time time) {
    this.timeouts = timeouts;
    this.tally = tally;
    this.time = time;
  }

  Entry<V> await(Flight<K, V> flight) {
    LoadRun<?, ?> outer = LoadRun.CURRENT.isBound() ? LoadRun.CURRENT.get() : null;
    if (outer == null) {
      return awaited(flight);
    }
    outer.awaiting = flight.run;
    try {
      refuseCycle(outer, flight);
      return awaited(flight);
    } finally {
      outer.awaiting = null;
    }
  }

  /// A loader that waits, through others or not, for its own result would wait until the timeout.
  private void refuseCycle(LoadRun<?, ?> outer, Flight<K, V> flight) {
    LoadRun<?, ?> run = flight.run;
    for (int steps = 0; run != null && steps < 1_000; steps++) {
      if (run == outer) {
        throw new IllegalStateException(
            "the loader of cache '" + tally.cache + "' waits for itself at key " + flight.key);
      }
      run = run.awaiting;
    }
  }

  private Entry<V> awaited(Flight<K, V> flight) {
    long hard = timeouts.hard().toNanos();
    long soft = Math.clamp(timeouts.soft().toNanos() - (time.now() - flight.run.began), 0, hard);
    try {
      try {
        return flight.result.get(soft, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        Entry<V> stale = flight.stale;
        if (stale != null && stale.servable(time.now())) {
          tally.count(
              tally.staleServed,
              () -> new StaleServed(tally.cache, flight.key, Freshness.STALE_REFRESHING));
          return stale;
        }
        return flight.result.get(hard - soft, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadException("interrupted while waiting for key " + flight.key, e);
    } catch (TimeoutException e) {
      throw thrown(flight.key, e);
    } catch (ExecutionException e) {
      throw thrown(flight.key, e.getCause());
    }
  }

  private RuntimeException thrown(K key, @Nullable Throwable cause) {
    String what = "cache '" + tally.cache + "': key " + key + " was not loaded";
    return switch (cause) {
      case Error error -> throw error;
      case RuntimeException unchecked -> unchecked;
      case TimeoutException late -> new LoadException(what + " within " + timeouts.hard());
      case null -> new LoadException(what);
      default -> new LoadException(what, cause);
    };
  }
}
