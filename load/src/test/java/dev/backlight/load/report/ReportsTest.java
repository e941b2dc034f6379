package dev.backlight.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.load.measure.CheckResult;
import dev.backlight.load.measure.Distribution;
import dev.backlight.load.measure.GeneratorHealth;
import dev.backlight.load.measure.PhaseResult;
import dev.backlight.load.measure.PhaseResult.Model;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.RunResult.Meta;
import dev.backlight.load.measure.TaskResult;
import dev.backlight.load.measure.TaskResult.Splits;
import dev.backlight.load.measure.Window;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ReportsTest {

  private static final String EVIL = "GET /<script>alert(1)</script>|\"&";

  private static RunResult result() {
    Distribution times = Distribution.of(1_000_000, 2_000_000, 3_000_000, 350_000_000);
    List<Window> windows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      long rate = 10 + 10L * i;
      windows.add(
          new Window(
              i,
              "load",
              false,
              1,
              0,
              1,
              rate,
              rate,
              rate,
              1,
              0,
              0,
              times,
              0.1,
              i == 7 ? "arrivals started 40 ms late" : ""));
    }
    return new RunResult(
        new Meta("0.1.0", "http://127.0.0.1/", Instant.EPOCH, 20, 7, "plan <b>", true),
        List.of(new PhaseResult("load", Model.OPEN, false, 0, 20, 2_100, 105, 0.2, "")),
        List.of(
            new TaskResult(
                EVIL,
                "load",
                false,
                3,
                1,
                Map.of("status 503", 1L),
                120,
                90,
                times,
                times,
                new Splits(Distribution.of(5), Distribution.EMPTY, times, times),
                Distribution.EMPTY,
                List.of()),
            new TaskResult(
                "POST /login",
                "load",
                false,
                4,
                0,
                Map.of(),
                10,
                90,
                times,
                times,
                Splits.NONE,
                Distribution.EMPTY,
                List.of())),
        windows,
        List.of(new CheckResult("has <id>", 2, 1)),
        Map.of("login failed", 1L),
        new GeneratorHealth(0.1, 0.2, 1, 3, 3, times, 0, 0, 1),
        List.of("A note with <tags>."));
  }

  private static final List<Judgement> JUDGEMENTS =
      List.of(
          new Judgement("p95 < 300ms", "350 ms", false),
          new Judgement("errors < 50%", "12.5 %", true));

  @Test
  void thePageIsWellFormedAndHarmless() throws Exception {
    String page = HtmlReport.text(result(), JUDGEMENTS);
    String xml = page.replace("<!doctype html>", "");
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(5);
    assertThat(document.getElementsByTagName("script").getLength()).isZero();
    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(2);
    assertThat(page)
        .contains("default-src 'none'", "prefers-color-scheme:dark", "login failed")
        .doesNotContain("<script>", "http://www", "src=");
    assertThat(document.getElementsByTagName("h1").item(0).getTextContent())
        .contains("1 of 2 thresholds does not hold");
  }

  @Test
  void markdownKeepsItsTables() {
    String text = MarkdownReport.text(result(), JUDGEMENTS);
    assertThat(text)
        .contains("| p95 &lt; 300ms | 350 ms | **broken** |", "POST /login", "status 503")
        .doesNotContain("<script>");
    assertThat(text.lines().filter(line -> line.contains("alert")).findFirst().orElse(""))
        .contains("\\|");
  }

  @Test
  void theTerminalSaysItInWords() {
    String text = TerminalReport.text(result(), JUDGEMENTS, false, 100);
    assertThat(text)
        .contains(
            "http://127.0.0.1/",
            "response, from intended start",
            "service, uncorrected for waiting",
            "status 503",
            "user stopped: login failed",
            "failed p95 < 300ms: 350 ms",
            "ok     errors < 50%: 12.5 %",
            "A note with <tags>.")
        .doesNotContain("\u001b");
    assertThat(TerminalReport.text(result(), JUDGEMENTS, true, 100)).contains("\u001b[31m");
  }

  @Test
  void anEmptyRunIsReportedToo() {
    RunResult empty =
        new RunResult(
            result().meta(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            GeneratorHealth.NONE,
            List.of());
    assertThat(HtmlReport.text(empty, List.of())).contains("Nothing was measured.");
    assertThat(TerminalReport.text(empty, List.of(), false, 60)).contains("0 in all");
    assertThat(MarkdownReport.text(empty, List.of())).contains("Nothing was measured.");
  }

  @Test
  void whatWasNeverTimedHasNoTime() {
    RunResult some = result();
    TaskResult refused =
        new TaskResult(
            "GET /refused",
            "load",
            false,
            0,
            4,
            Map.of("connection refused", 4L),
            0,
            0,
            Distribution.EMPTY,
            Distribution.EMPTY,
            Splits.NONE,
            Distribution.EMPTY,
            List.of());
    RunResult run =
        new RunResult(
            some.meta(),
            some.phases(),
            List.of(some.tasks().getLast(), refused),
            some.windows(),
            List.of(),
            Map.of(),
            some.health(),
            List.of());

    assertThat(TerminalReport.text(run, List.of(), false, 100))
        .containsPattern("GET /refused +4 .*100 % +– +– +– +–")
        .doesNotContain(" 0 µs");
    assertThat(MarkdownReport.text(run, List.of())).contains("| – | – | – |");
    assertThat(HtmlReport.text(run, List.of())).contains("half of those timed within");
  }

  @Test
  void figuresKeepThreeDigitsAndNeverPretend() {
    assertThat(Figures.time(85_000)).isEqualTo("85 µs");
    assertThat(Figures.time(1_239_000)).isEqualTo("1.24 ms");
    assertThat(Figures.time(999_600_000)).isEqualTo("1.00 s");
    assertThat(Figures.share(0)).isEqualTo("0 %");
    assertThat(Figures.share(1e-9)).isEqualTo("<0.001 %");
    assertThat(Figures.share(0.99999)).isEqualTo(">99.9 %");
    assertThat(Figures.rate(1_204.4)).isEqualTo("1,204");
    assertThat(Figures.bytes(2_670_000)).isEqualTo("2.67 MB");
    assertThat(Figures.seconds(125)).isEqualTo("2 min 5 s");
    assertThat(Figures.seconds(6)).isEqualTo("6 s");
    assertThat(Sparkline.of(List.of(0.0, 1.0, 2.0), 2)).isEqualTo("▅█");
  }
}
