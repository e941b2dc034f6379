package dev.backlight.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DistributionTest {

  @Test
  void percentilesAreTrueToThreeDigits() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 50; round++) {
      long[] values = new long[1 + random.nextInt(2_000)];
      for (int i = 0; i < values.length; i++) {
        values[i] = 1_000 + (long) Math.exp(random.nextDouble() * 20);
      }
      Distribution distribution = Distribution.of(values);
      Arrays.sort(values);
      for (double p : new double[] {0.1, 10, 50, 90, 95, 99, 99.9, 100}) {
        long truth = values[(int) Math.max(0, Math.ceil(p / 100 * values.length - 1e-9) - 1)];
        assertThat((double) distribution.percentileNanos(p))
            .isCloseTo(truth, within(Math.max(64, truth * 0.001)));
      }
      assertThat(distribution.count()).isEqualTo(values.length);
    }
  }

  @Test
  void mergingIsTheSameAsRecordingTogether() {
    SplittableRandom random = new SplittableRandom(4);
    List<Distribution> parts = new ArrayList<>();
    List<Long> all = new ArrayList<>();
    for (int part = 0; part < 20; part++) {
      long[] values = random.longs(random.nextInt(200), 0, 1L << (10 + part)).toArray();
      parts.add(Distribution.of(values));
      Arrays.stream(values).forEach(all::add);
    }
    Distribution together = Distribution.of(all.stream().mapToLong(Long::longValue).toArray());
    assertThat(Distribution.merge(parts)).isEqualTo(together);
    assertThat(Distribution.merge(parts.reversed())).isEqualTo(together);
    assertThat(Distribution.merge(List.of())).isEqualTo(Distribution.EMPTY);
  }

  @Test
  void whatIsEncodedIsReadBack() {
    Distribution distribution = Distribution.of(1, 70, 5_000_000, 3_600_000_000_000L);
    assertThat(Distribution.decode(distribution.encoded())).isEqualTo(distribution);
    assertThat(Distribution.decode("")).isEqualTo(Distribution.EMPTY);
    assertThatThrownBy(() -> Distribution.decode("bm90aGluZw=="))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void valuesBeyondAnHourCountAsAnHourAndNegativeOnesAsNone() {
    Distribution distribution = Distribution.of(Long.MAX_VALUE, -5);
    assertThat(distribution.count()).isEqualTo(2);
    assertThat(distribution.maxNanos() / 1e9).isCloseTo(3_600, within(4.0));
    assertThat(distribution.percentileNanos(1)).isLessThan(100);
  }

  @Test
  void countsWhatExceedsALimit() {
    Distribution distribution = Distribution.of(10_000_000, 50_000_000, 50_100_000, 90_000_000);
    assertThat(distribution.countAbove(60_000_000)).isEqualTo(1);
    assertThat(distribution.countAbove(20_000_000)).isEqualTo(3);
    assertThat(distribution.countAbove(0)).isEqualTo(4);
  }
}
