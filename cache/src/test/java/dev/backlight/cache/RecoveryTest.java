package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecoveryTest {

  private static final List<String> ANY = List.of(TieredCaches.GLOBAL, "v:c:cache");

  private final AtomicLong nanos = new AtomicLong();
  private final Recovery recovery = new Recovery(new Time(nanos::get, nanos::get));

  @Test
  void tooManyInvalidationsBecomeOneThatEndsEverything() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      recovery.add("e:cache:" + i, Duration.ofMinutes(1));
    }
    assertThat(recovery.covers("e:cache:x", ANY)).isFalse();
    recovery.add("e:cache:one too many", Duration.ofMinutes(1));
    assertThat(recovery.covers("e:cache:x", ANY)).isTrue();
    assertThat(recovery.size()).isEqualTo(1);
    nanos.addAndGet(Duration.ofDays(1_000).toNanos());
    assertThat(recovery.replay(names -> names.equals(Set.of(TieredCaches.GLOBAL)))).isEqualTo(1);
    assertThat(recovery.covers("e:cache:x", ANY)).isFalse();
  }

  @Test
  void whatHasExpiredOfItselfIsForgotten() throws Exception {
    recovery.add("e:cache:old", Duration.ofMinutes(1));
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    recovery.add("e:cache:new", Duration.ofMinutes(1));
    assertThat(recovery.replay(names -> names.equals(Set.of("e:cache:new")))).isEqualTo(1);
  }

  @Test
  void whatIsEndedAgainWhileItIsRepeatedIsRepeatedOnceMore() throws Exception {
    recovery.add("e:cache:key", Duration.ofMinutes(1));
    assertThat(
            recovery.replay(
                names -> nanos.incrementAndGet() > 1 || againIn(names.iterator().next())))
        .isEqualTo(2);
    assertThat(recovery.size()).isZero();
  }

  private boolean againIn(String name) {
    recovery.add(name, Duration.ofMinutes(1));
    return true;
  }
}
