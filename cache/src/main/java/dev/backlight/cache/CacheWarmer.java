package dev.backlight.cache;

import dev.backlight.cache.TieredCache.BulkLoader;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Fills caches before the callers come: in batches through [TieredCache#getAll], a few at a time.
/// What is cached already is not loaded again, so several nodes can warm at once.
///
/// It stops when L2 fails, because warming is for better times: the database has enough to do.
public final class CacheWarmer {

  private final int parallelism;
  private final int batchSize;

  /// @param parallelism batches at a time, 1 to 64
  /// @param batchSize keys of a batch, 1 to 10,000
  public CacheWarmer(int parallelism, int batchSize) {
    if (parallelism < 1 || parallelism > 64) {
      throw new IllegalArgumentException("parallelism is 1 to 64, not " + parallelism);
    }
    if (batchSize < 1 || batchSize > 10_000) {
      throw new IllegalArgumentException("a batch has 1 to 10,000 keys, not " + batchSize);
    }
    this.parallelism = parallelism;
    this.batchSize = batchSize;
  }

  /// What came of it.
  ///
  /// @param warmed keys that have a value now
  /// @param failed keys of batches whose load threw
  /// @param end why it ended
  /// @param firstFailure what the first batch that failed said, or empty
  public record Report(int warmed, int failed, End end, String firstFailure) {}

  public enum End {
    /// All keys were tried.
    COMPLETE,
    /// L2 failed on the way; the rest was left.
    L2_FAILED,
    /// The caller was interrupted; the rest was left.
    INTERRUPTED
  }

  /// Warms a cache and waits for it. The stream is read as far as batches are begun and closed at
  /// the end.
  public <K, V extends @Nullable Object> Report warm(
      TieredCache<K, V> cache, Stream<K> keys, BulkLoader<K, ? extends V> loader) {
    boolean withL2 = cache.stats().l2Available();
    Semaphore slots = new Semaphore(parallelism);
    AtomicInteger warmed = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    AtomicReference<String> firstFailure = new AtomicReference<>("");
    End end = End.COMPLETE;
    try (keys) {
      Iterator<List<K>> batches = keys.gather(Gatherers.windowFixed(batchSize)).iterator();
      while (batches.hasNext() && end == End.COMPLETE) {
        slots.acquire();
        if (withL2 && !cache.stats().l2Available()) {
          slots.release();
          end = End.L2_FAILED;
          continue;
        }
        List<K> batch = batches.next();
        Thread.ofVirtual()
            .name("backlight-cache-warm")
            .start(() -> {
              try {
                warmed.addAndGet(cache.getAll(batch, loader).size());
              } catch (RuntimeException e) {
                failed.addAndGet(batch.size());
                firstFailure.compareAndSet("", String.valueOf(e.getMessage()));
              } finally {
                slots.release();
              }
            });
      }
      slots.acquire(parallelism);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end = End.INTERRUPTED;
    }
    return new Report(warmed.get(), failed.get(), end, firstFailure.get());
  }
}
