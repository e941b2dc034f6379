package dev.backlight.load.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Against worked examples; the second is R's `p.adjust(c(.01, .02, .03, .04, .05), "holm")`.
final class HolmTest {

  @Test
  void adjustsStepByStep() {
    expect(List.of(0.01, 0.04, 0.03, 0.005), 0.03, 0.06, 0.06, 0.02);
    expect(List.of(0.01, 0.02, 0.03, 0.04, 0.05), 0.05, 0.08, 0.09, 0.09, 0.09);
  }

  @Test
  void neverExceedsOne() {
    expect(List.of(0.6, 0.7), 1, 1);
  }

  @Test
  void leavesOneAlone() {
    expect(List.of(0.04), 0.04);
    assertThat(Holm.adjusted(List.of())).isEmpty();
  }

  private static void expect(List<Double> values, double... adjusted) {
    List<Double> actual = Holm.adjusted(values);
    assertThat(actual).hasSize(adjusted.length);
    for (int i = 0; i < adjusted.length; i++) {
      assertThat(actual.get(i)).as("value %d", i).isCloseTo(adjusted[i], within(1e-12));
    }
  }
}
