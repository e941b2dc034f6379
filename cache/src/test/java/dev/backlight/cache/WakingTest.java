package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Who waits for the load of another node is told when it ends, and need not have asked.
@SuppressWarnings("NullAway") // A codec of strings serves a cache of strings and null.
class WakingTest {

  private static final Duration NEVER = Duration.ofHours(10);

  /// What ends the wait: what the holder of the lease does.
  private enum Holder {
    LOADS,
    FAILS,
    IS_INVALIDATED,
    LOSES_A_TAG
  }

  /// Hears everything but the end of leases.
  private static final class NotToldOfEnds extends Forwarding {
    NotToldOfEnds(RemoteTier to) {
      super(to);
    }

    @Override
    public void subscribe(Listener listener) {
      super.subscribe(
          new Ear(listener) {
            @Override
            public void freed(String slot) {}
          });
    }
  }

  @Test
  void whoWaitsIsTold() throws Exception {
    assertThat(waited(Holder.LOADS, NEVER, UnaryOperator.identity())).isEqualTo("loaded by a");
    assertThat(waited(Holder.FAILS, NEVER, UnaryOperator.identity())).isEqualTo("loaded by b");
    assertThat(waited(Holder.IS_INVALIDATED, NEVER, UnaryOperator.identity()))
        .isEqualTo("loaded by b");
    assertThat(waited(Holder.LOSES_A_TAG, NEVER, UnaryOperator.identity()))
        .isEqualTo("loaded by b");
  }

  @Test
  void whoIsNotToldAsks() throws Exception {
    assertThat(waited(Holder.LOADS, Duration.ofMillis(50), NotToldOfEnds::new))
        .isEqualTo("loaded by a");
    assertThatThrownBy(
            () -> Callers.impatiently(() -> waited(Holder.LOADS, NEVER, NotToldOfEnds::new)))
        .as("the test notices who is not told")
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void redisTells() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        TieredCaches a = TieredCaches.builder().redis(redis.url()).build();
        TieredCaches b = TieredCaches.builder().redis(redis.url()).poll(NEVER).build()) {
      assertThat(waited(Holder.LOADS, a, b)).isEqualTo("loaded by a");
    }
    try (RedisProcess redis = RedisProcess.start();
        TieredCaches a = TieredCaches.builder().redis(redis.url()).build();
        TieredCaches b = TieredCaches.builder().redis(redis.url()).poll(NEVER).build()) {
      assertThat(waited(Holder.FAILS, a, b)).isEqualTo("loaded by b");
    }
  }

  /// Never gives back a lease.
  private static final class KeepsLeases extends Forwarding {
    KeepsLeases(RemoteTier to) {
      super(to);
    }

    @Override
    public CompletionStage<Void> release(List<String> slots, String token) {
      return super.release(List.of(), token);
    }
  }

  @Test
  void whatMayNotBeKeptIsNotWaitedFor() throws Exception {
    assertThat(loadsOfWhatMayNotBeKept(UnaryOperator.identity())).isEqualTo(2);
    assertThatThrownBy(() -> Callers.impatiently(() -> loadsOfWhatMayNotBeKept(KeepsLeases::new)))
        .as("the test notices a lease that is kept")
        .isInstanceOf(TimeoutException.class);
  }

  /// Two nodes, one after the other, for a `null` that is not cached.
  private static int loadsOfWhatMayNotBeKept(UnaryOperator<RemoteTier> tampered) throws Exception {
    AtomicInteger loads = new AtomicInteger();
    try (Cluster cluster = new Cluster()) {
      for (int node = 0; node < 2; node++) {
        CachePolicy policy = Cluster.POLICY.withNegativeTtl(Duration.ZERO);
        TieredCache<String, @Nullable String> cache =
            Cluster.strings(cluster.node(tampered), policy);
        CompletableFuture<@Nullable String> value =
            cache.getAsync(
                "key",
                key -> {
                  loads.incrementAndGet();
                  return CompletableFuture.completedFuture(null);
                });
        assertThat(value.get(Callers.patienceMillis(), TimeUnit.MILLISECONDS)).isNull();
      }
    }
    return loads.get();
  }

  private static @Nullable String waited(
      Holder holder, Duration poll, UnaryOperator<RemoteTier> tampered) throws Exception {
    try (Cluster cluster = new Cluster()) {
      return waited(holder, cluster.node(), cluster.node(tampered, builder -> builder.poll(poll)));
    }
  }

  /// What b gets, who asks while a is loading.
  private static @Nullable String waited(Holder holder, TieredCaches nodeA, TieredCaches nodeB)
      throws Exception {
    TieredCache<String, @Nullable String> a = Cluster.strings(nodeA);
    TieredCache<String, @Nullable String> b = Cluster.strings(nodeB);
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    CompletableFuture<@Nullable String> first =
        a.getAsync(
            "key",
            key -> {
              loading.countDown();
              Properties.await(finish);
              if (holder == Holder.FAILS) {
                throw new IllegalStateException("database");
              }
              return CompletableFuture.completedFuture("loaded by a");
            });
    Properties.await(loading);
    CompletableFuture<@Nullable String> second =
        b.getAsync("key", key -> CompletableFuture.completedFuture("loaded by b"));
    Callers.eventually("b has found nothing", () -> b.stats().misses() > 0);
    // What it asks for next, the lease, it does not get.
    Thread.sleep(200);
    switch (holder) {
      case LOADS, FAILS -> finish.countDown();
      case IS_INVALIDATED -> a.invalidate("key");
      case LOSES_A_TAG -> {
        a.invalidateTag(Tag.of("key"));
        finish.countDown();
      }
    }
    try {
      return second.get(Callers.patienceMillis(), TimeUnit.MILLISECONDS);
    } finally {
      finish.countDown();
      first.exceptionally(thrown -> null).join();
    }
  }
}
