package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backlight.cache.CacheEvent.Hit;
import dev.backlight.cache.CacheEvent.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a cache of two levels does when nothing fails.
class TwoLevelCacheTest {

  private final Cluster cluster = new Cluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  private static Map<String, String> loaded(Collection<String> keys) {
    return keys.stream().collect(Collectors.toMap(Function.identity(), key -> key + "!"));
  }

  @Test
  void falseZeroAndEmptyAreHitsOnAnotherNode() {
    TieredCaches a = cluster.node();
    TieredCaches b = cluster.node();
    record Row(boolean flag, int number, String text, @Nullable String nothing) {}
    assertThat(bools(a).get("k", key -> false)).isFalse();
    assertThat(bools(b).get("k", key -> true)).isFalse();
    assertThat(a.cache("ints", String.class, Integer.class).build().get("k", key -> 0)).isZero();
    assertThat(b.cache("ints", String.class, Integer.class).build().get("k", key -> 1)).isZero();
    Row row = new Row(false, 0, "", null);
    assertThat(a.cache("rows", Long.class, Row.class).build().get(1L, key -> row)).isEqualTo(row);
    assertThat(
            b.cache("rows", Long.class, Row.class)
                .build()
                .get(1L, key -> new Row(true, 1, "x", "y")))
        .isEqualTo(row);
    assertThat(Cluster.strings(a).get("k", key -> null)).isNull();
    assertThat(Cluster.strings(b).get("k", key -> "x")).isNull();
  }

  private static TieredCache<String, Boolean> bools(TieredCaches caches) {
    return caches.cache("bools", String.class, Boolean.class).build();
  }

  @Test
  void getAllReadsOnceAndLoadsOnce() {
    List<Integer> reads = new CopyOnWriteArrayList<>();
    TieredCaches node =
        cluster.node(tier ->
            new Forwarding(tier) {
              @Override
              public CompletionStage<List<byte[]>> mget(List<String> names) {
                reads.add(names.size());
                return super.mget(names);
              }
            });
    TieredCache<String, @Nullable String> cache = Cluster.strings(node);
    TieredCache<String, @Nullable String> other = Cluster.strings(cluster.node());
    List<String> keys = IntStream.range(0, 100).mapToObj(i -> "k" + i).toList();
    other.getAll(keys.subList(0, 50), TwoLevelCacheTest::loaded);
    List<List<String>> loads = new ArrayList<>();
    Map<String, @Nullable String> values =
        cache.getAll(
            keys,
            missing -> {
              loads.add(List.copyOf(missing));
              return loaded(missing);
            });
    assertThat(values.keySet()).containsExactlyElementsOf(keys);
    assertThat(values).containsEntry("k7", "k7!").containsEntry("k77", "k77!");
    assertThat(loads).hasSize(1);
    assertThat(loads.getFirst()).hasSize(50);
    // 100 entries and 100 tags of their own, the tag all, the cache, everything.
    assertThat(reads).containsExactly(203);
    assertThat(cache.getAll(keys, missing -> Map.of())).hasSize(100);
    assertThat(reads).as("all in L1").hasSize(1);
  }

  @Test
  void whatABulkLoaderLeavesOutIsNull() {
    TieredCache<String, @Nullable String> cache = Cluster.strings(cluster.node());
    assertThat(cache.getAll(List.of("a", "b"), keys -> Map.of("a", "A"))).containsOnlyKeys("a");
    assertThat(cache.get("b", key -> "not asked")).isNull();
  }

  @Test
  void nullIsForgottenAfterItsOwnTime() {
    CachePolicy policy = Cluster.POLICY.withNegativeTtl(Duration.ofSeconds(5));
    TieredCache<String, @Nullable String> cache = Cluster.strings(cluster.node(), policy);
    assertThat(cache.get("k", key -> null)).isNull();
    cluster.pass(Duration.ofSeconds(4));
    assertThat(cache.get("k", key -> "x")).isNull();
    cluster.pass(Duration.ofSeconds(2));
    assertThat(cache.get("k", key -> "x")).isEqualTo("x");
    TieredCache<String, @Nullable String> never =
        Cluster.strings(cluster.alone(), policy.withNegativeTtl(Duration.ZERO));
    assertThat(never.get("k", key -> null)).isNull();
    assertThat(never.get("k", key -> "x")).isEqualTo("x");
  }

  @Test
  void l1EndsBeforeL2AndIsRefilledFromIt() {
    TieredCache<String, @Nullable String> cache = Cluster.strings(cluster.node());
    cache.get("k", key -> "v");
    cluster.pass(Duration.ofSeconds(31));
    assertThat(cache.get("k", key -> "loaded again")).isEqualTo("v");
    assertThat(cluster.events(Hit.class)).extracting(Hit::tier).containsExactly(Tier.L2);
  }

  @Test
  void aPutIsSeenByAllAndEndsLoadsThatBeganBefore() throws Exception {
    TieredCache<String, @Nullable String> a = Cluster.strings(cluster.node());
    TieredCache<String, @Nullable String> b = Cluster.strings(cluster.node());
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    CompletableFuture<@Nullable String> slow =
        b.getAsync(
            "k",
            key ->
                CompletableFuture.supplyAsync(() -> {
                  loading.countDown();
                  Properties.await(finish);
                  return "loaded";
                }));
    Properties.await(loading);
    assertThat(a.put("k", "put")).isTrue();
    finish.countDown();
    assertThat(slow.get(30, TimeUnit.SECONDS)).isEqualTo("loaded");
    assertThat(a.get("k", key -> "x")).isEqualTo("put");
    assertThat(b.get("k", key -> "x")).isEqualTo("put");
  }

  @Test
  void additionalTagsOfAPutCountOnEveryNode() {
    TieredCache<String, @Nullable String> a = Cluster.strings(cluster.node());
    TieredCache<String, @Nullable String> b = Cluster.strings(cluster.node());
    a.put("k", "v", Tags.of("category:7"));
    assertThat(b.get("k", key -> "x")).isEqualTo("v");
    a.invalidateTag(Tag.of("category:7"));
    assertThat(b.get("k", key -> "new")).isEqualTo("new");
  }

  @Test
  void aPeekFillsL1() {
    TieredCache<String, @Nullable String> a = Cluster.strings(cluster.node());
    TieredCache<String, @Nullable String> b = Cluster.strings(cluster.node());
    a.get("k", key -> "v");
    assertThat(b.stats().l1Size()).isZero();
    assertThat(b.peek("k")).isPresent();
    assertThat(b.stats().l1Size()).isEqualTo(1);
    a.invalidate("k");
    assertThat(b.peek("k")).isEmpty();
  }

  @Test
  void aPutThatCannotBeDoneLeavesNobodyWaiting() {
    TieredCache<String, String> cache =
        cluster
            .alone()
            .cache("weighed", String.class, String.class)
            .weigher((key, value) -> {
              throw new IllegalStateException("weigher");
            })
            .build();
    assertThatThrownBy(() -> cache.put("k", "v")).hasMessage("weigher");
    assertThatThrownBy(() -> cache.get("k", key -> "v")).hasMessage("weigher");
  }

  @Test
  void tagsAreSharedByTheCachesOfANode() {
    TieredCaches node = cluster.node();
    TieredCache<String, @Nullable String> strings = Cluster.strings(node);
    TieredCache<Long, String> names =
        node.cache("names", Long.class, String.class).taggedBy(id -> Tags.of("user:" + id)).build();
    names.get(42L, id -> "Ada");
    strings.get("k", key -> "v");
    node.invalidate(Tags.of("user:42"));
    assertThat(names.peek(42L)).isEmpty();
    assertThat(strings.peek("k")).isPresent();
  }

  @Test
  void clearEndsOneCacheEverywhere() {
    TieredCaches nodeA = cluster.node();
    TieredCache<String, @Nullable String> a = Cluster.strings(nodeA);
    TieredCache<String, @Nullable String> b = Cluster.strings(cluster.node());
    TieredCache<String, Boolean> kept = bools(nodeA);
    a.get("k", key -> "v");
    b.get("k", key -> "v");
    kept.get("k", key -> true);
    assertThat(a.clear()).isTrue();
    assertThat(a.peek("k")).isEmpty();
    assertThat(b.peek("k")).isEmpty();
    assertThat(kept.peek("k")).isPresent();
  }

  @Test
  void anotherTypeIsAMiss() {
    cluster.node().cache("c", String.class, String.class).build().get("k", key -> "text");
    assertThat(cluster.node().cache("c", String.class, Integer.class).build().get("k", key -> 7))
        .isEqualTo(7);
  }

  @Test
  void whatWasJustHitIsEndedAllTheSame() {
    TieredCache<String, @Nullable String> a = Cluster.strings(cluster.node());
    TieredCache<String, @Nullable String> b = Cluster.strings(cluster.node());
    List<Properties.Invalidation> all =
        List.of(
            TieredCache::invalidate,
            (cache, key) -> cache.invalidateTag(Tag.of(key)),
            (cache, key) -> cache.clear(),
            (cache, key) -> cache.put(key, "new"));
    for (Properties.Invalidation how : all) {
      a.put("key", "old");
      for (int hits = 0; hits < 3; hits++) {
        assertThat(b.get("key", key -> "not asked")).isEqualTo("old");
      }
      assertThat(how.of(a, "key")).isTrue();
      assertThat(b.get("key", key -> "new")).isEqualTo("new");
    }
  }

  @Test
  void namesOfTiersAndMetersAreStable() {
    TieredCaches node = cluster.node();
    Cluster.strings(node).get("k", key -> "v");
    var registry = new io.micrometer.core.instrument.simple.SimpleMeterRegistry();
    new TieredCaches.Meters(node).bindTo(registry);
    assertThat(registry.get("cache.loads").tag("cache", "strings").functionCounter().count())
        .isEqualTo(1);
    assertThat(
            registry
                .get("cache.gets")
                .tag("tier", "all")
                .tag("result", "miss")
                .functionCounter()
                .count())
        .isEqualTo(1);
    assertThat(registry.get("cache.l2.available").gauge().value()).isEqualTo(1);
    assertThat(new TreeSet<>(registry.getMeters().stream().map(m -> m.getId().getName()).toList()))
        .containsExactly(
            "cache.coalesced",
            "cache.gets",
            "cache.l2.available",
            "cache.l2.errors",
            "cache.l2.pending",
            "cache.load.duration",
            "cache.load.failures",
            "cache.loads",
            "cache.refreshes",
            "cache.refused",
            "cache.size",
            "cache.stale");
  }

  @Test
  void aListenerThatThrowsHarmsNobody() {
    TieredCaches node =
        cluster.node(
            tier -> tier,
            builder ->
                builder.listener(event -> {
                  throw new IllegalStateException("listener");
                }));
    assertThat(Cluster.strings(node).get("k", key -> "v")).isEqualTo("v");
  }

  @Test
  void weighedEntriesAreBounded() {
    TieredCache<Integer, String> cache =
        cluster
            .alone()
            .cache("weighed", Integer.class, String.class)
            .policy(CachePolicy.ttl(Duration.ofMinutes(1)).withMaxWeight(100))
            .weigher((key, value) -> 10)
            .build();
    for (int i = 0; i < 1_000; i++) {
      cache.get(i, key -> "v");
    }
    ((TwoLevelCache<?, ?>) cache).sweep();
    assertThat(cache.stats().l1Size()).isLessThanOrEqualTo(10);
  }
}
