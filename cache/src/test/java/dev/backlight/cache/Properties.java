package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.backlight.cache.TieredCache.LoadException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What must hold, as programs that throw when it does not: run against the cache in
/// `PropertiesTest`, and against broken variants of it to see that they notice.
@SuppressWarnings({"NullAway", "UnnecessaryAsync"})
final class Properties {

  private Properties() {}

  static void oneLoadForAllCallers(TieredCache<String, @Nullable String> cache) throws Exception {
    AtomicInteger loads = new AtomicInteger();
    List<@Nullable String> values =
        Callers.together(
            200,
            () ->
                cache.get(
                    "cold",
                    key -> {
                      loads.incrementAndGet();
                      Thread.sleep(200);
                      return "value";
                    }));
    assertThat(values).hasSize(200).containsOnly("value");
    assertThat(loads).hasValue(1);
  }

  static void oneLoadForAllNodes(UnaryOperator<RemoteTier> tampered) throws Exception {
    try (Cluster cluster = new Cluster()) {
      List<TieredCache<String, @Nullable String>> nodes =
          List.of(
              Cluster.strings(cluster.node(tampered)),
              Cluster.strings(cluster.node(tampered)),
              Cluster.strings(cluster.node(tampered)));
      AtomicInteger loads = new AtomicInteger();
      AtomicInteger caller = new AtomicInteger();
      Callers.together(
          60,
          () ->
              nodes
                  .get(caller.getAndIncrement() % 3)
                  .get(
                      "cold",
                      key -> {
                        loads.incrementAndGet();
                        Thread.sleep(100);
                        return "value";
                      }));
      assertThat(loads).hasValue(1);
    }
  }

  static void nothingIsAHit(TieredCache<String, @Nullable String> cache) {
    AtomicInteger loads = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      assertThat(
              cache.get(
                  "null",
                  key -> {
                    loads.incrementAndGet();
                    return null;
                  }))
          .isNull();
      assertThat(
              cache.get(
                  "empty",
                  key -> {
                    loads.incrementAndGet();
                    return "";
                  }))
          .isEmpty();
    }
    assertThat(loads).hasValue(2);
    assertThat(cache.peek("null")).isPresent();
    assertThat(cache.peek("never asked for")).isEmpty();
  }

  static void failureIsNotCached(TieredCache<String, @Nullable String> cache) {
    assertThatThrownBy(() ->
            cache.get(
                "key",
                key -> {
                  throw new IllegalArgumentException("broken");
                }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("broken");
    assertThatThrownBy(() ->
            cache.get(
                "key",
                key -> {
                  throw new IOException("disk");
                }))
        .isInstanceOf(LoadException.class)
        .cause()
        .hasMessage("disk");
    assertThat(cache.get("key", key -> "now")).isEqualTo("now");
  }

  static void recursionIsRefused(TieredCache<String, @Nullable String> cache) {
    Throwable thrown =
        catchThrowable(
            () -> cache.get("a", a -> cache.get("b", b -> cache.get("a", again -> "never"))));
    assertThat(thrown)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("waits for itself");
    assertThat(cache.get("a", key -> "fine")).isEqualTo("fine");
  }

  static void whoGivesUpTakesNothingFromTheOthers(TieredCache<String, @Nullable String> cache)
      throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    TieredCache.Loader<String, @Nullable String> loader =
        key -> {
          loading.countDown();
          finish.await();
          return "value";
        };
    Thread first =
        Thread.ofVirtual()
            .start(() ->
                assertThatThrownBy(() -> cache.get("key", loader))
                    .isInstanceOf(LoadException.class));
    assertThat(loading.await(30, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<@Nullable String> second = cache.getAsync("key", k -> async(loader, k));
    CompletableFuture<@Nullable String> cancelled = cache.getAsync("key", k -> async(loader, k));
    first.interrupt();
    cancelled.cancel(true);
    first.join();
    finish.countDown();
    assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo("value");
  }

  private static CompletableFuture<@Nullable String> async(
      TieredCache.Loader<String, @Nullable String> loader, String key) throws Exception {
    return CompletableFuture.completedFuture(loader.load(key));
  }

  /// The schedule of the lost update: B reads the database, A changes it and invalidates, B stores.
  static void aLoadThatBeganBeforeIsNotPublished(
      UnaryOperator<RemoteTier> tampered, Invalidation invalidation) throws Exception {
    try (Cluster cluster = new Cluster()) {
      TieredCache<String, @Nullable String> a = Cluster.strings(cluster.node());
      TieredCache<String, @Nullable String> b = Cluster.strings(cluster.node(tampered));
      CountDownLatch read = new CountDownLatch(1);
      CountDownLatch changed = new CountDownLatch(1);
      CompletableFuture<@Nullable String> loading =
          b.getAsync(
              "key",
              key ->
                  CompletableFuture.supplyAsync(() -> {
                    read.countDown();
                    await(changed);
                    return "old";
                  }));
      await(read);
      assertThat(invalidation.of(a, "key")).isTrue();
      changed.countDown();
      assertThat(loading.get(30, TimeUnit.SECONDS)).as("who asked before").isEqualTo("old");
      assertThat(b.get("key", key -> "new")).as("the loading node").isEqualTo("new");
      TieredCache<String, @Nullable String> third = Cluster.strings(cluster.node());
      assertThat(third.get("key", key -> "new")).as("another node").isEqualTo("new");
    }
  }

  @FunctionalInterface
  interface Invalidation {
    boolean of(TieredCache<String, @Nullable String> cache, String key);
  }

  static void anInvalidatedTagIsAMissForANewNode(UnaryOperator<RemoteTier> tampered) {
    try (Cluster cluster = new Cluster()) {
      TieredCache<String, @Nullable String> a = Cluster.strings(cluster.node(tampered));
      assertThat(a.get("key", key -> "old")).isEqualTo("old");
      a.invalidateTag(Tag.of("all"));
      TieredCache<String, @Nullable String> b = Cluster.strings(cluster.node(tampered));
      assertThat(b.get("key", key -> "new")).isEqualTo("new");
    }
  }

  /// Pub/sub loses every message to B. B must notice and ask L2, long before `l1Ttl`.
  static void lostMessagesAreNoticed(UnaryOperator<RemoteTier> deaf) throws Exception {
    try (Cluster cluster = new Cluster()) {
      TieredCache<String, @Nullable String> a = Cluster.strings(cluster.node());
      TieredCache<String, @Nullable String> b = Cluster.strings(cluster.node(deaf));
      Callers.eventually(
          "both have met", () -> cluster.events(CacheEvent.CoherenceLost.class).size() >= 2);
      Thread.sleep(50);
      assertThat(b.get("key", key -> "old")).isEqualTo("old");
      long before = cluster.events(CacheEvent.CoherenceLost.class).size();
      a.invalidate("key");
      for (int i = 0;
          i < 50 && cluster.events(CacheEvent.CoherenceLost.class).size() == before;
          i++) {
        Thread.sleep(10);
      }
      assertThat(b.get("key", key -> "new")).isEqualTo("new");
    }
  }

  /// 500 keys, each at the end of its time to live: none is fresh any more.
  static void jitterOnlyShortens(CachePolicy promised, CachePolicy actual) {
    try (Cluster cluster = new Cluster()) {
      TieredCache<String, @Nullable String> cache =
          Cluster.strings(cluster.alone(), actual.withJitter(0.5).withRefreshAhead(0));
      for (int i = 0; i < 500; i++) {
        cache.get("key" + i, key -> "old");
      }
      cluster.pass(promised.ttl().dividedBy(2).minusMillis(1));
      for (int i = 0; i < 500; i++) {
        assertThat(cache.get("key" + i, key -> "too early")).isEqualTo("old");
      }
      cluster.pass(promised.ttl().dividedBy(4));
      AtomicInteger renewed = new AtomicInteger();
      for (int i = 0; i < 500; i++) {
        cache.get("probe" + i, key -> "x");
        if (cache.peek("key" + i).isEmpty()) {
          renewed.incrementAndGet();
        }
      }
      assertThat(renewed.get()).as("expired at three quarters").isBetween(150, 350);
      cluster.pass(promised.ttl().dividedBy(4).plusMillis(1));
      for (int i = 0; i < 500; i++) {
        assertThat(cache.get("key" + i, key -> "new")).isEqualTo("new");
      }
    }
  }

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody came");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static Duration minutes(long minutes) {
    return Duration.ofMinutes(minutes);
  }
}
