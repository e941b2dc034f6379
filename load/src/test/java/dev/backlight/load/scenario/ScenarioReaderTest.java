package dev.backlight.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backlight.load.pace.Arrivals;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Users;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ScenarioReaderTest {

  static Scenario read(String text) throws ScenarioException {
    return ScenarioReader.read(
        "shop.yaml",
        text,
        file -> List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(4)));
  }

  /// A mistake, where it is, and what is said.
  private record Bad(String text, int line, int column, String message) {}

  private static final List<Bad> BAD =
      List.of(
          new Bad("steps:\n  - get: /a\n    wieght: 3\n", 3, 5, "unknown key 'wieght'"),
          new Bad("users:\n  a:\n    wieght: 3\n    steps: []\n", 3, 5, "did you mean 'weight'?"),
          new Bad("steps:\n  - gte: /a\n", 2, 5, "'gte' is no step; did you mean 'get'?"),
          new Bad("steps:\n  - get: /a/${idd()}\n", 2, 15, "unknown function 'idd'"),
          new Bad("steps:\n  - get: /a/${id\n", 2, 13, "this ${ has no } after it"),
          new Bad("steps:\n  - get: \"/a/${1 +}\"\n", 2, 19, "expected a value, found the end"),
          new Bad(
              "steps:\n  - get: /a/${random_int(1)}\n", 2, 15, "random_int takes 2 values, not 1"),
          new Bad("steps:\n  - get: /a\n    expect: fine\n", 3, 13, "'fine' is no status"),
          new Bad("steps:\n  - get: /a\n  - think: soon\n", 3, 12, "'soon' is not a duration"),
          new Bad("steps:\n  - think: 3s..1s\n", 2, 12, "ends before it begins"),
          new Bad("steps:\n  - take: pepole\n", 2, 11, "there is no feed 'pepole'"),
          new Bad(
              "feeds:\n  people: {csv: p.csv}\nsteps:\n  - take: pepole\n",
              4,
              11,
              "did you mean 'people'?"),
          new Bad("steps:\n  - do: login\n", 2, 9, "there is no procedure 'login'"),
          new Bad("steps:\n  - get: /a\n    post: /b\n", 3, 5, "not both 'get' and 'post'"),
          new Bad(
              "steps:\n  - post: /a\n    json: 1\n    form: {a: 1}\n", 4, 5, "one of json, form"),
          new Bad("steps: []\nphases:\n  - users: many\n    for: 3s\n", 1, 1, "nothing to do"),
          new Bad(
              "steps: [{get: /}]\nphases:\n  - users: many\n    for: 3s\n",
              3,
              12,
              "write users as 50, 0..50"),
          new Bad("steps: [{get: /}]\nphases:\n  - users: 3\n", 3, 5, "a phase needs 'for'"),
          new Bad(
              "steps: [{get: /}]\nphases:\n  - rate: fast\n    for: 3s\n", 3, 11, "write a rate"),
          new Bad(
              "steps: [{get: /}]\nphases:\n  - users: 1\n    rate: 1/s\n    for: 3s\n",
              3,
              5,
              "one of users"),
          new Bad("steps: [{get: /}]\nthresholds: [p95 300ms]\n", 2, 14, "is no threshold"),
          new Bad("steps: [{get: /}]\nthresholds: [errors < 5]\n", 2, 14, "needs a share"),
          new Bad("steps: [{get: /}]\nthresholds: [p95 < fast]\n", 2, 14, "not a duration"),
          new Bad("users:\n  a:\n    tasks: {}\n", 3, 5, "user 'a' has nothing to do"),
          new Bad("steps: [{get: /}\n", 2, 1, "not YAML"),
          new Bad("steps:\n  - get: /a\n    extract: {t: jsn /t}\n", 3, 18, "did you mean 'json'?"),
          new Bad("steps:\n  - get: /a\n    extract: {t: 'regex ('}\n", 3, 18, "is no pattern"),
          new Bad("steps:\n  - get: /a\n    get: /b\n", 3, 5, "'get' appears twice"),
          new Bad("steps:\n  - set: {1a: 3}\n", 2, 12, "expected"),
          new Bad("steps:\n  - if: a ==\n    then: []\n", 2, 13, "expected a value"),
          new Bad("tasks:\n  a: {weight: 0, steps: [{get: /}]}\n", 2, 15, "more than 0"),
          new Bad("steps:\n  - just text\n", 2, 5, "must be a mapping"));

  @TestFactory
  Stream<DynamicTest> mistakesAreNamedWithTheirPlace() {
    return BAD.stream()
        .map(bad ->
            DynamicTest.dynamicTest(
                bad.message(),
                () -> {
                  ScenarioException e =
                      catchThrowableOfType(ScenarioException.class, () -> read(bad.text()));
                  assertThat(e).as(bad.text()).isNotNull();
                  assertThat(e.getMessage()).contains(bad.message());
                  assertThat(e.getMessage())
                      .startsWith("shop.yaml:" + bad.line() + ":" + bad.column() + ": ");
                }));
  }

  @Test
  void phasesOfBothModels() throws ScenarioException {
    List<Phase> phases =
        read("""
        steps: [{get: /}]
        phases:
          - {users: 50, for: 40s, warm_up: true}
          - {users: 0..50, for: 1m}
          - {users: [10, 20], for: 1m}
          - {rate: 100/s, for: 10s, rhythm: poisson}
          - {rate: 60/m..500/s, for: 10s}
          - {rate: [1/s, 2/s], for: 10s, name: stairs}
          - {rate: 10/s, spike: 100/s, after: 5s, lasting: 2s, for: 20s}
          - {replay: access.log, speed: 2}
        """)
            .phases();

    assertThat(phases)
        .containsExactly(
            new Phase.Closed("phase 1", Duration.ofSeconds(40), new Users.Constant(50), true),
            new Phase.Closed("phase 2", Duration.ofMinutes(1), new Users.Ramp(0, 50), false),
            new Phase.Closed(
                "phase 3", Duration.ofMinutes(1), new Users.Steps(List.of(10, 20)), false),
            open("phase 4", 10, new Arrivals.Constant(100), Phase.Rhythm.POISSON),
            open("phase 5", 10, new Arrivals.Ramp(1, 500), Phase.Rhythm.EVEN),
            open("stairs", 10, new Arrivals.Steps(List.of(1.0, 2.0)), Phase.Rhythm.EVEN),
            open(
                "phase 7",
                20,
                new Arrivals.Spike(10, 100, Duration.ofSeconds(5), Duration.ofSeconds(2)),
                Phase.Rhythm.EVEN),
            open(
                "phase 8",
                3,
                new Arrivals.Replay(
                    List.of(Duration.ZERO, Duration.ofMillis(500), Duration.ofSeconds(2))),
                Phase.Rhythm.EVEN));
  }

  private static Phase open(String name, int seconds, Arrivals arrivals, Phase.Rhythm rhythm) {
    return new Phase.Open(name, Duration.ofSeconds(seconds), arrivals, rhythm, false);
  }

  @Test
  void thresholdsOfTasksAndOfAll() throws ScenarioException {
    assertThat(
            read("""
            steps: [{get: /}]
            thresholds:
              - p99.9 < 1.5s
              - errors < 0.5%
              - GET /: [p95 < 300ms, rate > 60/m]
            """)
                .thresholds())
        .containsExactly(
            new Threshold("", new Threshold.Percentile(99.9), true, 1500, "p99.9 < 1.5s"),
            new Threshold("", new Threshold.Errors(), true, 0.005, "errors < 0.5%"),
            new Threshold("GET /", new Threshold.Percentile(95), true, 300, "p95 < 300ms"),
            new Threshold("GET /", new Threshold.Rate(), false, 1, "rate > 60/m"));
  }
}
