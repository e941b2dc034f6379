package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backlight.cache.CacheEvent.BreakerOpen;
import dev.backlight.cache.CacheEvent.CoherenceLost;
import dev.backlight.cache.CacheEvent.Recovered;
import dev.backlight.cache.Cached.Freshness;
import dev.backlight.cache.TieredCache.LoadException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The failure table of the README, played against a real Redis that is killed, stopped, emptied,
/// and put behind a bad network. A method is a row; it throws if what the row says does not hold.
final class FailureTable implements AutoCloseable {

  private static final CachePolicy POLICY =
      CachePolicy.ttl(Duration.ofMinutes(10))
          .withL1Ttl(Duration.ofMinutes(10))
          .withDegradedTtl(Duration.ofMinutes(5))
          .withL2Timeout(Duration.ofMillis(300))
          .withRefreshAhead(0);

  private final Fault fault;
  private final List<CacheEvent> events = new CopyOnWriteArrayList<>();
  private final List<TieredCaches> open = new ArrayList<>();
  private final RedisProcess redis = RedisProcess.start();
  private final DelayProxy proxy = new DelayProxy(redis.port());

  /// @param fault of all nodes
  FailureTable(Fault fault) {
    this.fault = fault;
  }

  @Override
  public void close() throws IOException {
    open.reversed().forEach(TieredCaches::close);
    proxy.close();
    redis.close();
  }

  private TieredCache<String, @Nullable String> direct() {
    return direct(POLICY);
  }

  private TieredCache<String, @Nullable String> direct(CachePolicy policy) {
    return node(redis.url(), policy);
  }

  private TieredCache<String, @Nullable String> proxied(CachePolicy policy) {
    return node(proxy.url(), policy);
  }

  private TieredCache<String, @Nullable String> node(String url, CachePolicy policy) {
    TieredCaches.Builder builder =
        TieredCaches.builder()
            .remote(fault.link().apply(RemoteTier.redis(url, "backlight")))
            .heartbeat(Duration.ofMillis(50))
            .loadsWithoutL2(3)
            .listener(events::add);
    fault.builder().accept(builder);
    TieredCaches caches = builder.build();
    open.add(caches);
    return Cluster.strings(caches, fault.policy().apply(policy));
  }

  private void told(Class<? extends CacheEvent> type) throws Exception {
    Callers.eventually(type.getSimpleName(), () -> events.stream().anyMatch(type::isInstance));
  }

  private static void back(TieredCache<?, ?> cache) throws Exception {
    Callers.eventually("L2 is back", () -> cache.stats().l2Available());
  }

  void l2IsSlow() throws Exception {
    TieredCache<String, @Nullable String> cache = proxied(POLICY);
    assertThat(cache.get("a", key -> "A")).isEqualTo("A");
    proxy.delay(1_000);
    assertThat(cache.get("b", key -> "B")).as("without L2").isEqualTo("B");
    told(BreakerOpen.class);
    long errors = cache.stats().l2Errors();
    for (int i = 0; i < 100; i++) {
      assertThat(cache.get("open" + i, key -> "loaded")).isEqualTo("loaded");
    }
    assertThat(cache.stats().l2Errors()).as("nobody asks while it is open").isEqualTo(errors);
    assertThat(cache.get("a", key -> "no")).as("a hit").isEqualTo("A");
    proxy.heal();
    back(cache);
    told(Recovered.class);
  }

  void l2IsDown() throws Exception {
    TieredCache<String, @Nullable String> cache = direct();
    cache.get("a", key -> "A");
    redis.kill();
    assertThat(cache.get("a", key -> "no")).as("L1 goes on").isEqualTo("A");
    Properties.oneLoadForAllCallers(cache);
    told(BreakerOpen.class);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger caller = new AtomicInteger();
    Callers.together(
        30,
        () ->
            cache.get(
                "load" + caller.incrementAndGet(),
                key -> {
                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                  Thread.sleep(5);
                  now.decrementAndGet();
                  return key;
                }));
    assertThat(most.get()).as("loads at a time").isBetween(1, 3);
    redis.restart();
    back(cache);
  }

  void invalidationsWaitForL2() throws Exception {
    TieredCache<String, @Nullable String> a = proxied(POLICY);
    TieredCache<String, @Nullable String> b = direct();
    a.get("key", key -> "old");
    a.get("tagged", key -> "old");
    a.get("put", key -> "old");
    assertThat(b.get("key", key -> "no")).isEqualTo("old");
    proxy.cut();
    assertThat(a.invalidate("key")).as("heard").isFalse();
    assertThat(a.invalidateTag(Tag.of("tagged"))).isFalse();
    assertThat(a.put("put", "new")).isFalse();
    assertThat(a.get("key", key -> "new")).isEqualTo("new");
    assertThat(b.peek("key")).as("b cannot know").map(Cached::value).contains("old");
    proxy.heal();
    back(a);
    Callers.eventually("b heard it late", () -> b.peek("key").isEmpty());
    assertThat(b.get("tagged", key -> "new")).isEqualTo("new");
    assertThat(b.get("put", key -> "new")).isEqualTo("new");
  }

  void l2IsStoppedAndGoesOn() throws Exception {
    TieredCache<String, @Nullable String> cache = direct();
    cache.get("a", key -> "A");
    redis.stop();
    assertThat(cache.get("b", key -> "B")).isEqualTo("B");
    assertThat(cache.get("a", key -> "no")).isEqualTo("A");
    told(BreakerOpen.class);
    redis.resume();
    back(cache);
    assertThat(direct().get("a", key -> "no")).as("L2 still has it").isEqualTo("A");
  }

  void l2IsFlushed() throws Exception {
    TieredCache<String, @Nullable String> cache = direct();
    cache.get("key", key -> "old");
    int before = events.size();
    redis.command("FLUSHALL");
    Callers.eventually(
        "noticed", () -> events.stream().skip(before).anyMatch(CoherenceLost.class::isInstance));
    assertThat(cache.get("key", key -> "new")).isEqualTo("new");
  }

  void l2IsFlushedDuringALoad() throws Exception {
    TieredCache<String, @Nullable String> cache = direct();
    assertThat(
            cache.get(
                "key",
                key -> {
                  redis.command("FLUSHALL");
                  return "old";
                }))
        .isEqualTo("old");
    assertThat(cache.stats().refused()).isEqualTo(1);
    assertThat(direct().get("key", key -> "new")).isEqualTo("new");
  }

  void countersAreEvicted() {
    TieredCache<String, @Nullable String> cache = direct();
    cache.get("key", key -> "old");
    redis.command("DEL", "backlight:v:t:key");
    cache.invalidateTag(Tag.of("key"));
    assertThat(direct().get("key", key -> "new")).isEqualTo("new");
  }

  void l2IsReplacedByAnOlderOne() throws Exception {
    TieredCache<String, @Nullable String> a = direct();
    a.get("key", key -> "old");
    // As after a failover that lost the invalidation: the entry is there, the run is another.
    redis.command("SET", "backlight:identity", "another run");
    TieredCache<String, @Nullable String> b = direct();
    assertThat(b.get("key", key -> "new")).isEqualTo("new");
    Callers.eventually(
        "noticed", () -> a.peek("key").map(Cached::value).filter("new"::equals).isPresent());
  }

  void pubSubIsKilled() throws Exception {
    TieredCache<String, @Nullable String> a = direct();
    TieredCache<String, @Nullable String> b = direct();
    a.get("key", key -> "old");
    b.get("key", key -> "no");
    int before = events.size();
    redis.command("CLIENT", "KILL", "TYPE", "pubsub");
    redis.command("DEL", "backlight:e:strings:key");
    Callers.eventually(
        "both noticed",
        () -> events.stream().skip(before).filter(CoherenceLost.class::isInstance).count() >= 2);
    assertThat(a.get("key", key -> "new")).isEqualTo("new");
    assertThat(b.get("key", key -> "no")).isEqualTo("new");
    a.invalidate("key");
    Callers.eventually("b hears again", () -> b.peek("key").isEmpty());
  }

  void pubSubIsSilent() throws Exception {
    // The connection is open, and nothing comes through any more: for both of b's connections,
    // whose first 64 KB were enough to connect.
    TieredCache<String, @Nullable String> b = proxied(POLICY);
    b.get("key", key -> "old");
    int before = proxy.accepted();
    proxy.silentAfter(0);
    Callers.eventually("given up as half open", () -> proxy.accepted() > before);
    proxy.heal();
    back(b);
    TieredCache<String, @Nullable String> a = direct();
    Callers.eventually(
        "b hears again",
        () -> {
          b.get("key", key -> "again");
          a.invalidate("key");
          Thread.sleep(20);
          return b.peek("key").isEmpty();
        });
  }

  void aNodeIsCutOff() throws Exception {
    CachePolicy policy =
        POLICY.withL1Ttl(Duration.ofMillis(400)).withDegradedTtl(Duration.ofMillis(100));
    TieredCache<String, @Nullable String> a = direct(policy);
    TieredCache<String, @Nullable String> b = proxied(policy);
    b.get("key", key -> "old");
    proxy.cut();
    Callers.eventually("heard", () -> a.invalidate("key"));
    Callers.eventually("l1Ttl ends it", () -> "new".equals(b.get("key", key -> "new")));
  }

  void theLoaderFails() {
    try (Cluster cluster = new Cluster()) {
      CachePolicy policy =
          fault
              .policy()
              .apply(Cluster.POLICY.withFailSafe(Duration.ofHours(1)).withRefreshAhead(0));
      TieredCache<String, @Nullable String> cache = Cluster.strings(cluster.node(), policy);
      cache.get("key", key -> "old");
      cluster.pass(Duration.ofMinutes(11));
      AtomicInteger attempts = new AtomicInteger();
      TieredCache.Loader<String, @Nullable String> failing =
          key -> {
            attempts.incrementAndGet();
            throw new IllegalStateException("database");
          };
      for (int i = 0; i < 10; i++) {
        assertThat(cache.get("key", failing)).isEqualTo("old");
      }
      assertThat(attempts).as("throttled").hasValue(1);
      assertThat(cache.peek("key")).map(Cached::freshness).contains(Freshness.STALE_FAILSAFE);
      cluster.pass(policy.failSafe().retryAfter());
      assertThat(cache.get("key", failing)).isEqualTo("old");
      assertThat(attempts).hasValue(2);
      cluster.pass(policy.failSafe().retryAfter());
      assertThat(cache.get("key", key -> "new")).isEqualTo("new");
      cluster.pass(policy.ttl().plus(policy.failSafe().max()));
      assertThatThrownBy(() -> cache.get("key", failing)).hasMessage("database");
    }
  }

  void theLoaderIsSlow() throws Exception {
    CachePolicy policy =
        CachePolicy.ttl(Duration.ofMillis(40))
            .withJitter(0)
            .withFailSafe(Duration.ofHours(1))
            .withTimeouts(Duration.ofMillis(20), Duration.ofMillis(400));
    TieredCache<String, @Nullable String> cache = direct(policy);
    cache.get("key", key -> "old");
    Callers.eventually(
        "expired",
        () -> cache.peek("key").map(Cached::freshness).filter(Freshness.FRESH::equals).isEmpty());
    CountDownLatch finish = new CountDownLatch(1);
    assertThat(
            cache.get(
                "key",
                key -> {
                  finish.await();
                  return "new";
                }))
        .as("after the soft timeout")
        .isEqualTo("old");
    finish.countDown();
    Callers.eventually(
        "completed behind the scenes",
        () -> cache.peek("key").map(Cached::value).filter("new"::equals).isPresent());
    CountDownLatch never = new CountDownLatch(1);
    assertThatThrownBy(() ->
            cache.get(
                "nothing to fall back on",
                key -> {
                  never.await();
                  return "late";
                }))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("PT0.4S");
    never.countDown();
  }

  void theHolderOfTheLeaseDies() throws Exception {
    CachePolicy policy = POLICY.withTimeouts(Duration.ZERO, Duration.ofSeconds(2));
    TieredCache<String, @Nullable String> cache = direct(policy);
    redis.command("SET", "backlight:le:strings:key", "somebody who died", "PX", "300");
    assertThat(cache.get("key", key -> "loaded")).as("when it ran out").isEqualTo("loaded");
    assertThat(redis.command("GET", "backlight:e:strings:key")).as("published").isNotEmpty();
    redis.command("SET", "backlight:le:strings:other", "somebody who hangs", "PX", "60000");
    assertThat(cache.get("other", key -> "anyway")).isEqualTo("anyway");
    assertThat(redis.command("GET", "backlight:e:strings:other")).as("not published").isEmpty();
  }

  void l2IsNotThereAtTheStart() throws Exception {
    redis.kill();
    TieredCache<String, @Nullable String> cache = direct();
    assertThat(cache.get("key", key -> "loaded")).isEqualTo("loaded");
    redis.restart();
    back(cache);
    Callers.eventually(
        "used",
        () ->
            "x".equals(cache.get("x" + Math.random(), key -> "x"))
                && !redis.command("KEYS", "backlight:e:*").isEmpty());
  }

  void anInvalidatedValueIsNeverServedToCoverAFailure() throws Exception {
    CachePolicy policy = POLICY.withFailSafe(Duration.ofHours(1));
    TieredCache<String, @Nullable String> cache = direct(policy);
    for (Properties.Invalidation how :
        List.<Properties.Invalidation>of(
            TieredCache::invalidate,
            (c, key) -> c.invalidateTag(Tag.of(key)),
            (c, key) -> c.clear())) {
      cache.get("key", key -> "old");
      Callers.eventually("heard", () -> how.of(cache, "key"));
      assertThatThrownBy(() ->
              cache.get(
                  "key",
                  key -> {
                    throw new IllegalStateException("database");
                  }))
          .hasMessage("database");
    }
  }

  void aSlowL2DoesNotHoldAnAsynchronousCaller() throws Exception {
    TieredCache<String, @Nullable String> cache = proxied(POLICY);
    proxy.delay(1_000);
    CountDownLatch free = new CountDownLatch(1);
    CompletableFuture<@Nullable String> value =
        cache.getAsync(
            "key",
            key ->
                CompletableFuture.completedFuture(
                    free.await(1, TimeUnit.SECONDS) ? "loaded" : "by a caller who was held"));
    free.countDown();
    assertThat(value.get()).isEqualTo("loaded");
  }
}
