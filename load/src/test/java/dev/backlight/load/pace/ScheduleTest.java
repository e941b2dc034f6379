package dev.backlight.load.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backlight.load.pace.Phase.Open;
import dev.backlight.load.pace.Phase.Rhythm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static Open open(Arrivals arrivals, Rhythm rhythm) {
    return new Open("phase", MINUTE, arrivals, rhythm, false);
  }

  private static List<Long> all(Schedule schedule) {
    List<Long> times = new ArrayList<>();
    for (long at = schedule.next(); at != Schedule.END; at = schedule.next()) {
      times.add(at);
    }
    return times;
  }

  private static long between(List<Long> times, double fromSeconds, double toSeconds) {
    return times.stream().filter(t -> t >= fromSeconds * 1e9 && t < toSeconds * 1e9).count();
  }

  @Test
  void aConstantRateIsExactEverySecond() {
    for (double rate : new double[] {0.5, 1, 7, 333, 2_000}) {
      List<Long> times = all(Schedule.of(open(new Arrivals.Constant(rate), Rhythm.EVEN), 1));
      assertThat(times).hasSize((int) (rate * 60)).isSorted();
      assertThat(times.getFirst()).isZero();
      if (rate >= 1) {
        for (int second = 0; second < 60; second++) {
          assertThat(between(times, second - 1e-6, second + 1 - 1e-6)).isEqualTo((long) rate);
        }
      }
    }
  }

  @Test
  void aRampHasTheAreaUnderItsLine() {
    List<Long> up = all(Schedule.of(open(new Arrivals.Ramp(0, 100), Rhythm.EVEN), 1));
    assertThat(up).hasSize(3_000).isSorted();
    assertThat(between(up, 0, 30)).isCloseTo(750, within(1L));
    List<Long> down = all(Schedule.of(open(new Arrivals.Ramp(100, 0), Rhythm.EVEN), 1));
    assertThat(between(down, 0, 30)).isCloseTo(2_250, within(1L));
    assertThat(down).isSorted().allMatch(t -> t <= MINUTE.toNanos());
  }

  @Test
  void stepsAndSpikesHaveTheirRatesWhereTheyBelong() {
    List<Long> steps =
        all(Schedule.of(open(new Arrivals.Steps(List.of(10.0, 0.0, 40.0)), Rhythm.EVEN), 1));
    assertThat(between(steps, 0, 19.99)).isEqualTo(200);
    assertThat(between(steps, 20.01, 39.99)).isZero();
    assertThat(steps).hasSize(1_000);
    Arrivals spike = new Arrivals.Spike(10, 500, Duration.ofSeconds(20), Duration.ofSeconds(2));
    List<Long> spiked = all(Schedule.of(open(spike, Rhythm.EVEN), 1));
    assertThat(spiked).hasSize(580 + 1_000);
    assertThat(between(spiked, 20, 22)).isCloseTo(1_000, within(1L));
  }

  @Test
  void poissonArrivalsHaveItsMeanVarianceAndIndependence() {
    List<Long> times = all(Schedule.of(open(new Arrivals.Constant(500), Rhythm.POISSON), 42));
    assertThat((double) times.size()).isCloseTo(30_000, within(4 * Math.sqrt(30_000)));
    double[] counts = new double[600];
    times.forEach(t -> counts[(int) (t / 100_000_000)]++);
    double mean = 0;
    double variance = 0;
    for (double count : counts) {
      mean += count / counts.length;
    }
    double neighbours = 0;
    for (int i = 0; i < counts.length; i++) {
      variance += (counts[i] - mean) * (counts[i] - mean) / counts.length;
      neighbours += i == 0 ? 0 : (counts[i] - mean) * (counts[i - 1] - mean) / counts.length;
    }
    // The index of dispersion of a Poisson process is 1; of even arrivals it would be 0.
    assertThat(variance / mean).isBetween(0.75, 1.3);
    assertThat(neighbours / variance).isBetween(-0.15, 0.15);
    long shortGaps = 0;
    for (int i = 1; i < times.size(); i++) {
      shortGaps += times.get(i) - times.get(i - 1) < 2_000_000 ? 1 : 0;
    }
    // 1 - 1/e of the gaps are shorter than the mean gap.
    assertThat((double) shortGaps / times.size()).isCloseTo(0.632, within(0.02));
  }

  @Test
  void poissonFollowsAChangingRate() {
    List<Long> times = all(Schedule.of(open(new Arrivals.Ramp(0, 1_000), Rhythm.POISSON), 5));
    assertThat((double) between(times, 0, 30)).isCloseTo(7_500, within(400.0));
    assertThat((double) between(times, 30, 60)).isCloseTo(22_500, within(700.0));
  }

  @Test
  void theSameSeedGivesTheSameArrivalsAndPartsAreTheWhole() {
    for (Rhythm rhythm : Rhythm.values()) {
      Open phase = open(new Arrivals.Ramp(5, 50), rhythm);
      List<Long> whole = all(Schedule.of(phase, 9));
      assertThat(all(Schedule.of(phase, 9))).isEqualTo(whole);
      for (int parts = 1; parts <= 7; parts++) {
        List<Long> together = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
          together.addAll(all(Schedule.of(phase, 9, part, parts)));
        }
        Collections.sort(together);
        assertThat(together).isEqualTo(whole);
      }
    }
    Open poisson = open(new Arrivals.Constant(50), Rhythm.POISSON);
    assertThat(all(Schedule.of(poisson, 1))).isNotEqualTo(all(Schedule.of(poisson, 2)));
  }

  @Test
  void aReplayComesAsItCame() {
    Arrivals replay =
        new Arrivals.Replay(
            List.of(Duration.ofMillis(500), Duration.ofMillis(20), Duration.ofMinutes(2)));
    assertThat(all(Schedule.of(open(replay, Rhythm.EVEN), 1)))
        .containsExactly(20_000_000L, 500_000_000L);
    assertThat(Schedule.expected(open(replay, Rhythm.EVEN))).isEqualTo(2);
  }

  @Test
  void theExpectedNumberIsTheRealOne() {
    for (Arrivals arrivals :
        List.of(
            new Arrivals.Constant(30),
            new Arrivals.Ramp(1, 9),
            new Arrivals.Steps(List.of(3.0, 30.0)))) {
      Open phase = open(arrivals, Rhythm.EVEN);
      assertThat((double) all(Schedule.of(phase, 1)).size())
          .isCloseTo(Schedule.expected(phase), within(1.0));
    }
  }

  @Test
  void nothingComesAtARateOfZero() {
    assertThat(all(Schedule.of(open(new Arrivals.Constant(0), Rhythm.EVEN), 1))).isEmpty();
    assertThat(all(Schedule.of(open(new Arrivals.Constant(0), Rhythm.POISSON), 1))).isEmpty();
  }

  @Test
  void usersFollowTheirCurve() {
    Duration ten = Duration.ofSeconds(10);
    assertThat(new Users.Ramp(0, 100).at(Duration.ofSeconds(5), ten)).isEqualTo(50);
    assertThat(new Users.Ramp(100, 0).at(ten, ten)).isZero();
    Users steps = new Users.Steps(List.of(1, 5, 2));
    assertThat(steps.at(Duration.ZERO, ten)).isEqualTo(1);
    assertThat(steps.at(Duration.ofSeconds(5), ten)).isEqualTo(5);
    assertThat(steps.at(ten, ten)).isEqualTo(2);
    assertThat(steps.most()).isEqualTo(5);
  }
}
