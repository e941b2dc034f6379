package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When a cache loads, on which threads, and who waits for whom.
class LoadingTest {

  private final Cluster cluster = new Cluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void refreshIsDrawnTheLikelierTheCloserTheEnd() throws Exception {
    CachePolicy policy = Cluster.POLICY.withRefreshAhead(1);
    TieredCache<String, @Nullable String> cache = Cluster.strings(cluster.alone(), policy);
    AtomicInteger loads = new AtomicInteger();
    TieredCache.Loader<String, @Nullable String> tenSeconds =
        key -> {
          cluster.pass(Duration.ofSeconds(10));
          return "v" + loads.incrementAndGet();
        };
    cache.get("k", tenSeconds);
    for (int i = 0; i < 1_000; i++) {
      cache.get("k", tenSeconds);
    }
    assertThat(loads).as("nine minutes before the end").hasValue(1);
    cluster.pass(Duration.ofMinutes(9).plusSeconds(45));
    for (int i = 0; i < 1_000 && cache.stats().refreshes() == 0; i++) {
      assertThat(cache.get("k", tenSeconds)).as("nobody waits").isEqualTo("v1");
    }
    assertThat(cache.stats().refreshes()).isEqualTo(1);
    Callers.eventually("refreshed", () -> "v2".equals(cache.get("k", tenSeconds)));
  }

  @Test
  void aRefreshThatFailsIsNotRepeatedAtOnce() throws Exception {
    TieredCache<String, @Nullable String> cache =
        Cluster.strings(cluster.alone(), Cluster.POLICY.withRefreshAhead(100));
    cache.get(
        "k",
        key -> {
          cluster.pass(Duration.ofSeconds(30));
          return "v";
        });
    cluster.pass(Duration.ofMinutes(9));
    AtomicInteger attempts = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      assertThat(
              cache.get(
                  "k",
                  key -> {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("database");
                  }))
          .isEqualTo("v");
    }
    Callers.eventually("tried", () -> cache.stats().loadFailures() > 0);
    for (int i = 0; i < 100; i++) {
      cache.get("k", key -> "x");
    }
    assertThat(attempts.get()).isBetween(1, 3);
  }

  @Test
  void loadersThatWaitForEachOtherAreRefused() throws Exception {
    TieredCache<String, @Nullable String> cache = Cluster.strings(cluster.alone());
    CountDownLatch both = new CountDownLatch(2);
    CompletableFuture<@Nullable String> one = crossing(cache, "a", "b", both);
    CompletableFuture<@Nullable String> two = crossing(cache, "b", "a", both);
    assertThatThrownBy(() -> CompletableFuture.allOf(one, two).get(30, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(IllegalStateException.class);
  }

  private static CompletableFuture<@Nullable String> crossing(
      TieredCache<String, @Nullable String> cache, String key, String other, CountDownLatch both) {
    return CompletableFuture.supplyAsync(
        () ->
            cache.get(
                key,
                k -> {
                  both.countDown();
                  Properties.await(both);
                  return cache.get(other, o -> "never");
                }),
        work -> Thread.ofVirtual().start(work));
  }

  @Test
  void anAsynchronousLoaderFailsAsOneThatBlocks() {
    TieredCache<String, @Nullable String> cache = Cluster.strings(cluster.node());
    assertThat(
            cache.getAsync(
                "key",
                key -> CompletableFuture.failedFuture(new IllegalStateException("database"))))
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(IllegalStateException.class)
        .withMessage("database");
    assertThat(cache.getAsync("key", key -> CompletableFuture.completedFuture("loaded")))
        .succeedsWithin(Duration.ofSeconds(30))
        .isEqualTo("loaded");
  }

  @Test
  void waitingDoesNotPinACarrier(@TempDir Path folder) throws Exception {
    assertThat(
            pinned(folder, () -> Properties.oneLoadForAllCallers(Cluster.strings(cluster.node()))))
        .isZero();
    assertThat(
            pinned(
                folder,
                () -> Thread.ofVirtual().start(() -> assertThat(Pinning.VALUE).isOne()).join()))
        .as("the test notices a thread that is pinned")
        .isPositive();
  }

  /// A class initializer that sleeps holds its carrier.
  private static final class Pinning {
    static final int VALUE = slow();

    private static int slow() {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return 1;
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static long pinned(Path folder, Work work) throws Exception {
    Path file = folder.resolve("pinned" + System.nanoTime() + ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.VirtualThreadPinned").withoutThreshold();
      recording.start();
      work.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
        .filter(event -> event.getDuration().toMillis() >= 20)
        .count();
  }
}
