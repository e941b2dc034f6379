package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.cache.RemoteTier.LeaseRequest;
import dev.backlight.cache.RemoteTier.Leases;
import dev.backlight.cache.RemoteTier.Listener;
import dev.backlight.cache.RemoteTier.Write;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Redis and the store in memory do the same.
class RemoteTierTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Nested
  class InMemory extends Contract {
    @Override
    RemoteTier tier() {
      return new MemoryTier(System::nanoTime);
    }
  }

  @Nested
  class InRedis extends Contract {
    private @Nullable RedisProcess redis;

    @Override
    RemoteTier tier() throws Exception {
      RedisProcess started = RedisProcess.start();
      redis = started;
      RemoteTier tier = RemoteTier.redis(started.url(), "contract");
      tier.subscribe(new Heard());
      Callers.eventually(
          "connected", () -> !tier.beat("", "v:all").toCompletableFuture().join().isEmpty());
      return tier;
    }

    @AfterEach
    void stop() {
      if (redis != null) {
        redis.close();
      }
    }

    @Test
    void scriptsAreSentAgainWhenRedisForgotThem() throws Exception {
      try (RemoteTier tier = tier()) {
        if (redis != null) {
          redis.command("SCRIPT", "FLUSH");
        }
        assertThat(granted(tier, "a")).isTrue();
      }
    }
  }

  private static final class Heard implements Listener {
    final List<String> messages = new CopyOnWriteArrayList<>();

    @Override
    public void heard(String message) {
      messages.add(message);
    }

    @Override
    public void connected() {}
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T answer(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static Leases lease(RemoteTier tier, String token) {
    return answer(
        tier.lease(new LeaseRequest(List.of("e:c:k"), token, MINUTE, List.of("v:t:x"), MINUTE)));
  }

  private static long version(Leases leases) {
    return leases.versions().getOrDefault("v:t:x", -1L);
  }

  private static boolean granted(RemoteTier tier, String token) {
    return lease(tier, token).granted().getFirst();
  }

  private static boolean store(RemoteTier tier, String token, long version, String value) {
    return answer(
        tier.setIfVersion(
            new Write("e:c:k", token, Map.of("v:t:x", version), MINUTE, MINUTE, ""), bytes(value)));
  }

  private static String read(RemoteTier tier, String name) {
    return new String(answer(tier.mget(List.of(name))).getFirst(), StandardCharsets.UTF_8);
  }

  abstract static class Contract {

    abstract RemoteTier tier() throws Exception;

    @Test
    void aLeaseIsForOneAndEndsWithItsStore() throws Exception {
      try (RemoteTier tier = tier()) {
        Leases mine = lease(tier, "me");
        assertThat(mine.granted()).containsExactly(true);
        assertThat(mine.entries().getFirst()).isEmpty();
        Leases yours = lease(tier, "you");
        assertThat(yours.granted()).containsExactly(false);
        assertThat(yours.versions()).isEqualTo(mine.versions());
        long version = version(mine);
        assertThat(store(tier, "you", version, "stolen")).isFalse();
        assertThat(store(tier, "me", version, "value")).isTrue();
        assertThat(store(tier, "me", version, "again")).as("the lease is over").isFalse();
        assertThat(read(tier, "e:c:k")).isEqualTo("value");
        assertThat(new String(lease(tier, "you").entries().getFirst(), StandardCharsets.UTF_8))
            .isEqualTo("value");
      }
    }

    @Test
    void aVersionThatChangedRefusesTheStoreAndFreesTheLease() throws Exception {
      try (RemoteTier tier = tier()) {
        long version = version(lease(tier, "me"));
        answer(tier.invalidate(List.of(), List.of("v:t:x"), "said"));
        assertThat(store(tier, "me", version, "old")).isFalse();
        assertThat(read(tier, "e:c:k")).isEmpty();
        Leases next = lease(tier, "you");
        assertThat(next.granted()).containsExactly(true);
        assertThat(next.versions()).containsOnly(Map.entry("v:t:x", version + 1));
      }
    }

    @Test
    void anInvalidationEmptiesTheSlotAndEndsTheLease() throws Exception {
      try (RemoteTier tier = tier()) {
        long version = version(lease(tier, "me"));
        answer(tier.invalidate(List.of("e:c:k"), List.of(), "said"));
        assertThat(store(tier, "me", version, "old")).isFalse();
        assertThat(granted(tier, "you")).isTrue();
        assertThat(store(tier, "you", version, "new")).isTrue();
        answer(tier.invalidate(List.of("e:c:k"), List.of(), "said"));
        assertThat(read(tier, "e:c:k")).isEmpty();
      }
    }

    @Test
    void anAbsentCounterStaysAbsentWhenItIsRaised() throws Exception {
      try (RemoteTier tier = tier()) {
        answer(tier.invalidate(List.of(), List.of("v:t:nobody"), ""));
        assertThat(read(tier, "v:t:nobody")).isEmpty();
        assertThat(store(tier, "", 0, "under a version that is not there")).isFalse();
      }
    }

    @Test
    void aLeaseIsReleasedByItsHolderOnly() throws Exception {
      try (RemoteTier tier = tier()) {
        assertThat(granted(tier, "me")).isTrue();
        answer(tier.release(List.of("e:c:k"), "you"));
        assertThat(granted(tier, "you")).isFalse();
        answer(tier.release(List.of("e:c:k"), "me"));
        assertThat(granted(tier, "you")).isTrue();
      }
    }

    @Test
    void aWriteWithoutALeaseEndsTheLeaseOfOthers() throws Exception {
      try (RemoteTier tier = tier()) {
        long version = version(lease(tier, "me"));
        assertThat(store(tier, "", version, "put")).isTrue();
        assertThat(store(tier, "me", version, "loaded before")).isFalse();
        assertThat(read(tier, "e:c:k")).isEqualTo("put");
      }
    }

    @Test
    void whatIsSaidIsHeardInOrder() throws Exception {
      try (RemoteTier tier = tier()) {
        Heard heard = new Heard();
        tier.subscribe(heard);
        Callers.eventually(
            "heard",
            () -> {
              answer(tier.beat("hello", "v:all"));
              return heard.messages.contains("hello");
            });
        heard.messages.clear();
        for (int i = 0; i < 100; i++) {
          answer(tier.invalidate(List.of(), List.of(), "m" + i));
        }
        Callers.eventually("all", () -> heard.messages.contains("m99"));
        List<String> said = heard.messages.stream().filter(m -> m.startsWith("m")).toList();
        assertThat(said).hasSize(100).startsWith("m0", "m1").endsWith("m98", "m99");
      }
    }

    @Test
    void itsIdentityStaysWhileItIsTheSame() throws Exception {
      try (RemoteTier tier = tier()) {
        assertThat(answer(tier.beat("", "v:all"))).isEqualTo(answer(tier.beat("", "v:all")));
      }
    }
  }
}
