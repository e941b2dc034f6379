package dev.backlight.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backlight.load.measure.PhaseResult.Model;
import dev.backlight.load.measure.RunResult.Meta;
import dev.backlight.load.measure.TaskResult.Splits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultJsonTest {

  static RunResult example() {
    Distribution times = Distribution.of(1_000_000, 2_000_000, 350_000_000);
    return new RunResult(
        new Meta("0.1.0", "http://127.0.0.1/", Instant.EPOCH, 2.5, 7, "a plan", false),
        List.of(new PhaseResult("steady", Model.OPEN, false, 0, 2, 3, 1.5, 0.2, "")),
        List.of(
            new TaskResult(
                "GET /",
                "steady",
                false,
                2,
                1,
                Map.of("status 503", 1L),
                120,
                90,
                times,
                times,
                new Splits(Distribution.of(5), Distribution.EMPTY, times, times),
                Distribution.of(350_000_000),
                List.of("GET /"))),
        List.of(
            new Window(0, "steady", false, 1, 0, 1, 2, 2, 2, 0, 0, 0, times, 0.1, "a reason"),
            new Window(1, "steady", false, 1, 0, 0, 1, 1, 1, 1, 0, 0, Distribution.EMPTY, 0.1, "")),
        List.of(new CheckResult("has a name", 2, 1)),
        Map.of("login failed", 1L),
        new GeneratorHealth(0.1, 0.2, 1, 3, 3, times, 0, 0, 1),
        List.of("A note."));
  }

  @Test
  void aResultSurvivesItsJson() {
    RunResult result = example();
    assertThat(ResultJson.read(ResultJson.write(result))).isEqualTo(result);
  }

  @Test
  void whatSucceededIsAllWithoutWhatFailed() {
    assertThat(example().total().succeeded()).isEqualTo(Distribution.of(1_000_000, 2_000_000));
  }

  @Test
  void aResultOfTheFirstVersionIsStillRead() {
    String first =
        ResultJson.write(example())
            .replace("1.1.0", "1.0.0")
            .replace("\"failedResponse\"", "\"unknown\"")
            .replace("\"requests\"", "\"unknown too\"");
    TaskResult task = ResultJson.read(first).tasks().getFirst();
    assertThat(task.failedResponse()).isEqualTo(Distribution.EMPTY);
    assertThat(task.requests()).isEmpty();
  }

  @Test
  void readersFindTheTotalAtOnce() {
    assertThat(ResultJson.write(example()))
        .contains("\"schemaVersion\" : \"1.1.0\"", "\"total\"", "\"p95Ms\" : 350.")
        .doesNotContain("\"void\"");
  }

  @Test
  void whatIsNoResultIsRefused() {
    assertThatThrownBy(() -> ResultJson.read("{}")).hasMessage("not a load result");
    assertThatThrownBy(() -> ResultJson.read("{\"schemaVersion\":\"2.0.0\"}"))
        .hasMessageContaining("2.0.0");
    assertThatThrownBy(() -> ResultJson.read("[")).hasMessageContaining("not a load result");
  }

  @Test
  void aCaseFolderKeepsEverySecondAndTheResult(@TempDir Path folder) throws IOException {
    Path place = folder.resolve("runs/one");
    CaseFolder kept = CaseFolder.create(place, "a plan", 0);
    example().windows().forEach(kept::append);
    assertThat(Files.readAllLines(place.resolve(CaseFolder.WINDOWS))).hasSize(2);
    kept.finish(example());
    assertThat(kept.problems()).isEmpty();
    assertThat(CaseFolder.read(place)).isEqualTo(example());
    assertThat(place.resolve("response.hgrm")).content().contains("Percentile", "#[Mean");
    try (HistogramLogReader reader =
        new HistogramLogReader(place.resolve("response.hlog").toFile())) {
      Histogram first = (Histogram) reader.nextIntervalHistogram();
      assertThat(first.getTotalCount()).isEqualTo(3);
      assertThat(first.getTag()).isEqualTo("steady");
    }
    assertThatThrownBy(() -> CaseFolder.create(place, "another", 0))
        .hasMessageContaining("another run");
  }

  @Test
  void aFullDiskIsSaidAndLosesNothingThatWasWritten(@TempDir Path folder) throws IOException {
    Path place = folder.resolve("run");
    CaseFolder kept = CaseFolder.create(place, "a plan", 0);
    kept.append(example().windows().getFirst());
    // A folder where the file should be fails as a full disk does: with an IOException.
    Files.createDirectory(place.resolve("." + CaseFolder.RESULT + ".tmp"));
    kept.finish(example());
    assertThat(kept.problems()).singleElement().asString().contains(place.toString());
    assertThat(place.resolve(CaseFolder.RESULT)).doesNotExist();
    assertThat(Files.readAllLines(place.resolve(CaseFolder.WINDOWS))).hasSize(1);
  }
}
