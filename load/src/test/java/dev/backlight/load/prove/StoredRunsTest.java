package dev.backlight.load.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.load.measure.Distribution;
import dev.backlight.load.measure.GeneratorHealth;
import dev.backlight.load.measure.PhaseResult;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.TaskResult;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StoredRunsTest {

  private static RunResult run(String task, double rate, double millis) {
    return run("http://127.0.0.1:8000/", task, task, rate, millis);
  }

  private static RunResult run(
      String target, String text, String task, double rate, double millis) {
    long[] times = new long[1000];
    Arrays.fill(times, Math.round(millis * 1e6));
    return new RunResult(
        new RunResult.Meta("0.1.0", target, Instant.EPOCH, 10, 1, text, false),
        List.of(new PhaseResult("load", PhaseResult.Model.OPEN, false, 0, 10, 1000, rate, 1, "")),
        List.of(
            new TaskResult(
                task,
                "load",
                false,
                1000,
                0,
                Map.of(),
                0,
                0,
                Distribution.of(times),
                Distribution.of(times),
                TaskResult.Splits.NONE,
                Distribution.EMPTY,
                List.of())),
        List.of(),
        List.of(),
        Map.of(),
        GeneratorHealth.NONE,
        List.of());
  }

  private static List<RunResult> eight(double millis) {
    return IntStream.range(0, 8).mapToObj(i -> run("GET /", 100, millis + 0.01 * (i % 3))).toList();
  }

  @Test
  void twoRunsGetFiguresAndNoVerdict() {
    StoredRuns.Outcome outcome =
        StoredRuns.compare(List.of(run("GET /", 100, 4)), List.of(run("GET /", 100, 2)));

    assertThat(outcome.comparable()).isTrue();
    assertThat(outcome.text()).contains("no verdict: 1 pair").contains("the run is the");
  }

  @Test
  void manyRunsAreJudged() {
    List<RunResult> before = eight(4);
    List<RunResult> after =
        IntStream.range(0, 8).mapToObj(i -> run("GET /", 100, 2 + 0.01 * (i % 2))).toList();

    assertThat(StoredRuns.compare(before, after).text()).contains("better").contains("random");
  }

  @Test
  void whatIsNotTheSameExperimentIsNotComparable() {
    StoredRuns.Outcome outcome =
        StoredRuns.compare(List.of(run("GET /", 100, 4)), List.of(run("GET /all", 200, 2)));

    assertThat(outcome.comparable()).isFalse();
    assertThat(outcome.text())
        .startsWith("Not comparable:")
        .contains("other requests: [GET /] and [GET /all]")
        .contains("offered 100.0/s and 200.0/s");
    assertThat(StoredRuns.reasons(eight(4), List.of(run("GET /", 100, 4))))
        .containsExactly("8 runs before, 1 after: no pairs");
  }

  @Test
  void anotherTargetOrJourneyIsAnotherExperimentButAnotherPortIsNot() {
    RunResult one = run("http://127.0.0.1:8000/a", "GET http://127.0.0.1:8000/a", "GET /a", 9, 4);
    RunResult port = run("http://127.0.0.1:8001/a", "GET http://127.0.0.1:8001/a", "GET /a", 9, 4);
    RunResult host = run("http://10.0.0.2:8000/a", "GET http://10.0.0.2:8000/a", "GET /a", 9, 4);
    RunResult method = run("http://127.0.0.1:8000/a", "POST", "GET /a", 9, 4);

    assertThat(StoredRuns.reasons(List.of(one), List.of(port))).isEmpty();
    assertThat(StoredRuns.reasons(List.of(one), List.of(host)))
        .singleElement()
        .asString()
        .startsWith("other targets: http://127.0.0.1/a and http://10.0.0.2/a");
    assertThat(StoredRuns.reasons(List.of(one), List.of(method)))
        .singleElement()
        .asString()
        .startsWith("other journeys: GET and POST");
  }
}
