package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Connections that are cut again and again leave nothing behind. Every tenth cycle kills and
/// restarts Redis itself; `-Dleak.cycles=1000 -Dleak.kills=1` for the long run, in which all do.
class LeakTest {

  private static final int CYCLES = Integer.getInteger("leak.cycles", 30);

  /// How many cycles there are for one that kills.
  private static final int KILLS = Integer.getInteger("leak.kills", 10);

  /// @param threads of the platform
  /// @param descriptors open in this process
  /// @param connections that Redis has of us
  private record Held(long threads, long descriptors, long connections) {

    static Held now(RedisProcess redis) throws IOException {
      try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
        long descriptors = open.count();
        long connections =
            redis.command("CLIENT", "LIST").lines().filter(l -> !l.isBlank()).count() - 1;
        return new Held(Thread.getAllStackTraces().size(), descriptors, connections);
      }
    }
  }

  @Test
  void cutConnectionsLeaveNothingBehind() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        DelayProxy proxy = new DelayProxy(redis.port());
        TieredCaches caches = caches(proxy)) {
      TieredCache<String, @Nullable String> cache = Cluster.strings(caches);
      cycles(redis, proxy, cache, 10);
      Held before = settled(redis);
      cycles(redis, proxy, cache, CYCLES);
      Callers.eventually(
          "as before: " + before, () -> notMore(Held.now(redis), before), () -> Held.now(redis));
      System.out.println("leak: " + CYCLES + " cycles, " + before + " -> " + Held.now(redis));
    }
  }

  @Test
  void whoDoesNotCloseIsNoticed() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        DelayProxy proxy = new DelayProxy(redis.port());
        TieredCaches first = caches(proxy)) {
      Held before = settled(redis);
      try (TieredCaches closed = caches(proxy)) {
        assertThat(closed.l2Available()).isTrue();
      }
      Callers.eventually(
          "closed: " + before, () -> notMore(Held.now(redis), before), () -> Held.now(redis));
      try (TieredCaches left =
          TieredCaches.builder()
              .remote(
                  new Forwarding(RemoteTier.redis(proxy.url(), "leak")) {
                    @Override
                    public void close() {}
                  })
              .build()) {
        assertThat(left.l2Available()).isTrue();
      }
      Thread.sleep(200);
      assertThatThrownBy(() -> assertThat(notMore(Held.now(redis), before)).isTrue())
          .isInstanceOf(AssertionError.class);
      assertThat(first.l2Available()).isTrue();
    }
  }

  /// What is held when both connections, for commands and for messages, have reached Redis: one
  /// that the proxy has accepted may still be on its way.
  private static Held settled(RedisProcess redis) throws Exception {
    Callers.eventually("both connections", () -> Held.now(redis).connections() == 2);
    return Held.now(redis);
  }

  private static boolean notMore(Held now, Held before) {
    return now.threads() <= before.threads() + 2
        && now.descriptors() <= before.descriptors() + 2
        && now.connections() <= before.connections();
  }

  private static TieredCaches caches(DelayProxy proxy) {
    return TieredCaches.builder().redis(proxy.url()).heartbeat(Duration.ofMillis(10)).build();
  }

  private static void cycles(
      RedisProcess redis, DelayProxy proxy, TieredCache<String, ?> cache, int count)
      throws Exception {
    for (int i = 0; i < count; i++) {
      int connected = proxy.accepted();
      if (i % KILLS == KILLS - 1) {
        redis.kill();
        redis.restart();
      } else {
        proxy.reset();
      }
      Callers.eventually("reconnected", () -> proxy.accepted() >= connected + 2);
      Callers.eventually("used again", () -> cache.stats().l2Available() && cache.clear());
    }
  }
}
