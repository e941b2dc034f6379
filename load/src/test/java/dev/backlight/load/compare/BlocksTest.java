package dev.backlight.load.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.load.compare.Blocks.Side;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class BlocksTest {

  @Test
  void everyPairHoldsBothSidesAndEveryBlockIsItsOwnMirror() {
    for (long seed = 0; seed < 50; seed++) {
      List<Side> order = Blocks.order(8, seed);
      assertThat(order).hasSize(16);
      for (int i = 0; i < 16; i += 2) {
        assertThat(order.get(i)).isNotEqualTo(order.get(i + 1));
      }
      for (int i = 0; i < 16; i += 4) {
        assertThat(order.subList(i, i + 4)).isEqualTo(order.subList(i, i + 4).reversed());
      }
    }
  }

  @Test
  void chanceDecidesWhoBegins() {
    long before =
        LongStream.range(0, 200)
            .filter(seed -> Blocks.order(1, seed).getFirst() == Side.BEFORE)
            .count();

    assertThat(before).isBetween(70L, 130L);
    assertThat(Blocks.order(7, 3)).isEqualTo(Blocks.order(7, 3)).hasSize(14);
  }
}
