package dev.backlight.load.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backlight.load.capacity.Usl.Point;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class UslTest {

  private static final double[] SIZES = {1, 2, 4, 8, 12, 16, 24, 32, 48, 64};

  private static List<Point> points(double alpha, double beta, double noise, double... sizes) {
    SplittableRandom random = new SplittableRandom(3);
    return DoubleStream.of(sizes)
        .mapToObj(n -> {
          double x = 250 * n / (1 + alpha * (n - 1) + beta * n * (n - 1));
          return new Point(n, x * (1 + noise * random.nextGaussian()), 20);
        })
        .toList();
  }

  @Test
  void findsTheTermsThatMadeThePoints() {
    assertThat(Usl.fit(points(0.03, 0.0005, 0.01, SIZES)))
        .isInstanceOfSatisfying(
            Usl.Fitted.class,
            fitted -> {
              assertThat(fitted.lambda().value()).isCloseTo(250, within(10.0));
              assertThat(fitted.alpha().value()).isCloseTo(0.03, within(0.006));
              assertThat(fitted.beta().value()).isCloseTo(0.0005, within(0.0001));
              assertThat(fitted.peak()).isBetween(38.0, 50.0);
              assertThat(fitted.alpha().low()).isLessThan(fitted.alpha().high());
            });
  }

  @Test
  void doesNotClaimTermsThatAreNotThere() {
    assertThat(Usl.fit(points(0.03, 0, 0.02, SIZES)))
        .isEqualTo(new Usl.NotEnoughEvidence("contention and crosstalk cannot be told from none"));
  }

  @Test
  void needsManyStepsFarApart() {
    assertThat(Usl.fit(points(0.03, 0.0005, 0.01, 1, 2, 4)).words())
        .isEqualTo("not enough evidence (3 steps, at least 6 are needed)");
    assertThat(Usl.fit(points(0.03, 0.0005, 0.01, 10, 11, 12, 13, 14, 15)).words())
        .contains("two doublings");
  }
}
