package dev.backlight.load.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// Against Student's own data: the hours of sleep gained by ten patients with the second of two
/// drugs over the first (Biometrika 6, 1908; R's data set `sleep`).
final class EstimateTest {

  private static final double[] SLEEP = {1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4};

  @Test
  void studentsSleepers() {
    Estimate estimate = Estimate.of(SLEEP, 0.95);

    assertThat(estimate.mean()).isCloseTo(1.58, within(1e-9));
    assertThat(estimate.low()).isCloseTo(0.7001142, within(1e-6));
    assertThat(estimate.high()).isCloseTo(2.4598858, within(1e-6));
  }

  @Test
  void hodgesLehmannStaysWhereMostAre() {
    double[] disturbed = {0.01, -0.01, 0.0, 0.02, -0.02, 0.01, 0.0, 1.5};

    Estimate estimate = Estimate.of(disturbed, 0.95);

    assertThat(estimate.hodgesLehmann()).isBetween(-0.02, 0.02);
    assertThat(estimate.mean()).isGreaterThan(0.15);
  }
}
