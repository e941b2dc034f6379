package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Single flight between Java virtual machines.
class ThreeProcessesTest {

  @Test
  void twoHundredCallersInThreeProcessesLoadOnce() {
    assertThat(loads("sound")).isEqualTo(1);
    assertThat(loads("broken")).as("the test notices leases for everybody").isGreaterThan(1);
  }

  private static int loads(String variant) {
    try (RedisProcess redis = RedisProcess.start()) {
      List<NodeProcess> nodes =
          IntStream.range(0, 3)
              .mapToObj(i -> NodeProcess.start(Node.class, redis.url(), variant))
              .toList();
      try {
        nodes.forEach(NodeProcess::awaitReady);
        nodes.forEach(NodeProcess::go);
        return nodes.stream().mapToInt(node -> Integer.parseInt(node.read())).sum();
      } finally {
        nodes.forEach(NodeProcess::close);
      }
    }
  }

  /// 67 callers at once; prints how often this process loaded.
  public static final class Node {
    public static void main(String[] arguments) throws Exception {
      RemoteTier redis = RemoteTier.redis(arguments[0], "three");
      boolean broken = arguments[1].equals("broken");
      try (TieredCaches caches =
          TieredCaches.builder()
              .remote(broken ? new Broken.EverybodyLoads(redis) : redis)
              .build()) {
        TieredCache<String, String> cache =
            caches
                .cache("strings", String.class, String.class)
                .policy(CachePolicy.ttl(Duration.ofMinutes(1)).withL2Timeout(Duration.ofSeconds(5)))
                .build();
        cache.get("warm-up", key -> "");
        NodeProcess.readyAndWait();
        AtomicInteger loads = new AtomicInteger();
        Callers.together(
            67,
            () ->
                cache.get(
                    "cold",
                    key -> {
                      loads.incrementAndGet();
                      Thread.sleep(200);
                      return "value";
                    }));
        System.out.println(loads.get());
      }
    }
  }
}
