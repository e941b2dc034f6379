package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backlight.cache.CacheWarmer.End;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CacheWarmerTest {

  private static Stream<String> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> "k" + i);
  }

  @Test
  void warmsInBatchesAFewAtATime() {
    try (Cluster cluster = new Cluster()) {
      TieredCache<String, @Nullable String> cache = Cluster.strings(cluster.node());
      cache.get("k0", key -> "there already");
      AtomicInteger now = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      List<Integer> sizes = new CopyOnWriteArrayList<>();
      CacheWarmer.Report report =
          new CacheWarmer(3, 50)
              .warm(
                  cache,
                  keys(1_000),
                  batch -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    sizes.add(batch.size());
                    Thread.sleep(2);
                    now.decrementAndGet();
                    return batch.stream().collect(Collectors.toMap(Function.identity(), k -> k));
                  });
      assertThat(report).isEqualTo(new CacheWarmer.Report(1_000, 0, End.COMPLETE, ""));
      assertThat(most.get()).isBetween(1, 3);
      assertThat(sizes).hasSize(20).allMatch(size -> size <= 50);
      assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(999);
      assertThat(cache.get("k999", key -> "cold")).isEqualTo("k999");
    }
  }

  @Test
  void stopsWhenL2Fails() {
    try (Cluster cluster = new Cluster()) {
      Broken.Failing[] tier = new Broken.Failing[1];
      TieredCaches node =
          cluster.node(to -> {
            tier[0] = new Broken.Failing(to);
            return tier[0];
          });
      TieredCache<String, @Nullable String> cache = Cluster.strings(node);
      AtomicInteger loads = new AtomicInteger();
      CacheWarmer.Report report =
          new CacheWarmer(1, 10)
              .warm(
                  cache,
                  keys(10_000),
                  batch -> {
                    if (loads.incrementAndGet() == 5) {
                      tier[0].down.set(true);
                    }
                    return batch.stream().collect(Collectors.toMap(Function.identity(), k -> k));
                  });
      assertThat(report.end()).isEqualTo(End.L2_FAILED);
      assertThat(loads.get()).isLessThan(100);
    }
  }

  @Test
  void aBatchThatFailsIsReportedAndTheRestGoesOn() {
    try (Cluster cluster = new Cluster()) {
      CacheWarmer.Report report =
          new CacheWarmer(2, 10)
              .warm(
                  Cluster.strings(cluster.alone()),
                  keys(100),
                  batch -> {
                    if (batch.contains("k55")) {
                      throw new IllegalStateException("one row is broken");
                    }
                    return batch.stream().collect(Collectors.toMap(Function.identity(), k -> k));
                  });
      assertThat(report)
          .isEqualTo(new CacheWarmer.Report(90, 10, End.COMPLETE, "one row is broken"));
    }
  }

  @Test
  void itsLimitsAreChecked() {
    assertThatThrownBy(() -> new CacheWarmer(0, 10)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> new CacheWarmer(1, 0)).hasMessageContaining("not 0");
  }
}
