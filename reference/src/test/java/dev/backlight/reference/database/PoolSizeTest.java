package dev.backlight.reference.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PoolSizeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @Test
  void oneServerWaitsAsOftenAsItIsBusy() {
    assertThat(PoolSize.chanceToWait(0.5, 1)).isCloseTo(0.5, within(1e-12));
  }

  /// The textbook's call centre: 10 Erlang, 14 agents.
  @Test
  void erlangC() {
    assertThat(PoolSize.chanceToWait(10, 14)).isCloseTo(0.1741, within(1e-4));
  }

  @Test
  void threeBusyConnectionsNeedElevenForOneWaitInAThousand() {
    PoolSize size = PoolSize.littlesLaw(600, Duration.ofMillis(5), 0.001, PATIENCE);

    assertThat(size.connections()).isEqualTo(11);
    assertThat(PoolSize.chanceToWait(3, 10)).isGreaterThan(0.001);
  }

  @Test
  void thePoolIsAlwaysLargerThanWhatIsBusy() {
    for (double rate = 1; rate < 5_000; rate *= 3) {
      PoolSize size = PoolSize.littlesLaw(rate, Duration.ofMillis(20), 0.01, PATIENCE);
      assertThat(size.connections()).isGreaterThan((int) (rate * 0.02));
      assertThat(PoolSize.chanceToWait(rate * 0.02, size.connections())).isLessThanOrEqualTo(0.01);
    }
  }
}
