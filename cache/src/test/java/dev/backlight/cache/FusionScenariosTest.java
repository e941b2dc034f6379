package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backlight.cache.Cached.Freshness;
import dev.backlight.cache.TieredCache.LoadException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Scenarios that FusionCache (.NET) tests, under the names they have there, as far as they apply.
class FusionScenariosTest {

  private static final CachePolicy PLAIN = Cluster.POLICY.withRefreshAhead(0);
  private static final CachePolicy FAIL_SAFE = PLAIN.withFailSafe(Duration.ofHours(1));

  private final Cluster cluster = new Cluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  private static @Nullable String failing(String key) {
    throw new IllegalStateException("sloths are cool");
  }

  private TieredCache<String, @Nullable String> cache(CachePolicy policy) {
    return Cluster.strings(cluster.node(), policy);
  }

  private void expire() {
    cluster.pass(PLAIN.ttl().plusMillis(1));
  }

  @Test
  void returnsStaleDataWhenFactoryFailsWithFailSafe() {
    TieredCache<String, @Nullable String> cache = cache(FAIL_SAFE);
    cache.get("foo", key -> "42");
    expire();
    assertThat(cache.get("foo", FusionScenariosTest::failing)).isEqualTo("42");
  }

  @Test
  void throwsWhenFactoryThrowsWithoutFailSafe() {
    TieredCache<String, @Nullable String> cache = cache(PLAIN);
    cache.get("foo", key -> "42");
    expire();
    assertThatThrownBy(() -> cache.get("foo", FusionScenariosTest::failing))
        .hasMessage("sloths are cool");
  }

  @Test
  void doesNotReturnStaleDataIfFactorySucceeds() {
    TieredCache<String, @Nullable String> cache = cache(FAIL_SAFE);
    cache.get("foo", key -> "42");
    expire();
    assertThat(cache.get("foo", key -> "21")).isEqualTo("21");
  }

  @Test
  void setOverwritesAnExistingValue() {
    TieredCache<String, @Nullable String> cache = cache(PLAIN);
    cache.put("foo", "42");
    cache.put("foo", "21");
    assertThat(cache.get("foo", key -> "x")).isEqualTo("21");
  }

  @Test
  void getOrSetDoesNotOverwriteANonExpiredValue() {
    TieredCache<String, @Nullable String> cache = cache(PLAIN);
    cache.get("foo", key -> "42");
    assertThat(cache.get("foo", key -> "21")).isEqualTo("42");
  }

  @Test
  void canRemove() {
    TieredCache<String, @Nullable String> cache = cache(PLAIN);
    cache.put("foo", "42");
    cache.invalidate("foo");
    assertThat(cache.peek("foo")).isEmpty();
  }

  @Test
  void getOrDefaultReturnsStaleDataWithFailSafe() {
    TieredCache<String, @Nullable String> cache = cache(FAIL_SAFE);
    cache.put("foo", "42");
    expire();
    assertThat(cache.peek("foo"))
        .hasValueSatisfying(cached -> {
          assertThat(cached.value()).isEqualTo("42");
          assertThat(cached.freshness()).isEqualTo(Freshness.STALE_FAILSAFE);
        });
  }

  @Test
  void getOrDefaultDoesNotReturnStaleDataWithoutFailSafe() {
    TieredCache<String, @Nullable String> cache = cache(PLAIN);
    cache.put("foo", "42");
    expire();
    assertThat(cache.peek("foo")).isEmpty();
  }

  @Test
  void getOrDefaultDoesNotSet() {
    TieredCache<String, @Nullable String> cache = cache(PLAIN);
    assertThat(cache.peek("foo")).isEmpty();
    assertThat(cache.get("foo", key -> "42")).isEqualTo("42");
  }

  @Test
  void failSafeMaxDurationIsRespected() {
    TieredCache<String, @Nullable String> cache = cache(FAIL_SAFE);
    cache.get("foo", key -> "42");
    cluster.pass(FAIL_SAFE.ttl().plus(FAIL_SAFE.failSafe().max()).plusMillis(1));
    assertThatThrownBy(() -> cache.get("foo", FusionScenariosTest::failing))
        .hasMessage("sloths are cool");
  }

  @Test
  void throttleDurationWorksCorrectly() {
    TieredCache<String, @Nullable String> cache = cache(FAIL_SAFE);
    AtomicInteger attempts = new AtomicInteger();
    cache.get("foo", key -> "42");
    expire();
    for (int i = 0; i < 5; i++) {
      cache.get(
          "foo",
          key -> {
            attempts.incrementAndGet();
            return failing(key);
          });
    }
    assertThat(attempts).hasValue(1);
    cluster.pass(FAIL_SAFE.failSafe().retryAfter());
    assertThat(cache.get("foo", key -> "21")).isEqualTo("21");
  }

  @Test
  void factoryTimedOutButSuccessfulDoesUpdateCachedValue() throws Exception {
    TieredCache<String, @Nullable String> cache =
        cache(FAIL_SAFE.withTimeouts(Duration.ZERO, Duration.ofSeconds(30)));
    cache.get("foo", key -> "42");
    expire();
    CountDownLatch finish = new CountDownLatch(1);
    assertThat(
            cache.get(
                "foo",
                key -> {
                  finish.await();
                  return "21";
                }))
        .isEqualTo("42");
    finish.countDown();
    Callers.eventually(
        "updated", () -> cache.peek("foo").map(Cached::value).filter("21"::equals).isPresent());
  }

  @Test
  void throwsOnFactoryHardTimeoutWithoutStaleData() {
    TieredCache<String, @Nullable String> cache =
        cache(FAIL_SAFE.withTimeouts(Duration.ZERO, Duration.ofMillis(20)));
    CountDownLatch finish = new CountDownLatch(1);
    assertThatThrownBy(() ->
            cache.get(
                "foo",
                key -> {
                  finish.await();
                  return "21";
                }))
        .isInstanceOf(LoadException.class);
    finish.countDown();
  }

  private TieredCache<String, @Nullable String> failing(AtomicReference<Broken.Failing> tier) {
    return Cluster.strings(
        cluster.node(to -> {
          Broken.Failing failing = new Broken.Failing(to);
          tier.set(failing);
          return failing;
        }),
        PLAIN);
  }

  @Test
  void handlesDistributedCacheFailures() {
    AtomicReference<Broken.Failing> tier = new AtomicReference<>();
    TieredCache<String, @Nullable String> cache = failing(tier);
    cache.put("foo", "42");
    tier.get().down.set(true);
    assertThat(cache.get("foo", key -> "x")).isEqualTo("42");
    assertThat(cache.get("bar", key -> "21")).isEqualTo("21");
    tier.get().down.set(false);
  }

  @Test
  void distributedCacheWireVersionModifierWorks() {
    // Here: an entry that another version wrote is a miss and no error.
    TieredCache<String, @Nullable String> cache = cache(PLAIN);
    cache.put("foo", "42");
    MemoryTier raw = new MemoryTier(cluster.store);
    long version =
        Long.parseLong(
            new String(
                raw.mget(List.of("v:all")).toCompletableFuture().join().getFirst(),
                StandardCharsets.UTF_8));
    raw.setIfVersion(
        new RemoteTier.Write(
            "e:strings:foo",
            "",
            Map.of("v:all", version),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            ""),
        new byte[] {(byte) 0xB1, 99, 1, 2, 3});
    assertThat(Cluster.strings(cluster.node(), PLAIN).get("foo", key -> "21")).isEqualTo("21");
  }

  @Test
  void memoryExpirationAlignedWithDistributed() {
    TieredCache<String, @Nullable String> one = cache(PLAIN);
    TieredCache<String, @Nullable String> two = cache(PLAIN);
    one.get("foo", key -> "42");
    cluster.pass(PLAIN.ttl().minusMillis(10));
    assertThat(two.get("foo", key -> "x")).isEqualTo("42");
    cluster.pass(Duration.ofMillis(11));
    assertThat(two.get("foo", key -> "21")).isEqualTo("21");
  }

  @Test
  void autoRecoveryWorks() throws Exception {
    AtomicReference<Broken.Failing> tier = new AtomicReference<>();
    TieredCache<String, @Nullable String> one = failing(tier);
    TieredCache<String, @Nullable String> two = cache(PLAIN);
    one.get("foo", key -> "42");
    two.get("foo", key -> "x");
    tier.get().down.set(true);
    assertThat(one.put("foo", "21")).isFalse();
    assertThat(two.get("foo", key -> "x")).isEqualTo("42");
    tier.get().down.set(false);
    Callers.eventually("recovered", () -> two.peek("foo").isEmpty());
    assertThat(two.get("foo", key -> "21")).isEqualTo("21");
  }
}
