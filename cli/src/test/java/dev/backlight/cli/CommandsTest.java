package dev.backlight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.report.Format;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

  @TempDir Path folder;
  private Stage stage = new Stage(Path.of(""));

  @BeforeEach
  void setUp() {
    stage = new Stage(folder);
  }

  @Test
  void aReviewPrintsItsResultAndProgressApart() {
    assertThat(stage.run("review")).isZero();

    assertThat(stage.out())
        .startsWith("pretty T=300.0 from default objective")
        .contains("n-plus-one-query critical new")
        .contains("missing-timeout low new");
    assertThat(stage.err()).contains("source     3 files, 1 language").contains("1.8 s");
  }

  @Test
  void quietLeavesTheErrorStreamEmpty() {
    assertThat(stage.run("review", "--quiet", "--json", "a.json")).isZero();
    assertThat(stage.err()).isEmpty();
  }

  @Test
  void theLiveLineOfATerminalIsGoneInTheEnd() {
    stage.terminalErr = true;
    stage.run("review");

    assertThat(stage.err()).contains("read").contains("1 of 3").endsWith("\r\u001b[2K");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void everyFormatGoesToStandardOutput(Format format) {
    assertThat(stage.run("review", "--format", format.toString())).isZero();
    assertThat(stage.out()).startsWith(format + " T=");
  }

  @Test
  void filesAreWrittenBesideTheResult() throws IOException {
    assertThat(
            stage.run(
                "review",
                "--json",
                "out/r.json",
                "--html",
                "out/r.html",
                "--sarif",
                "r.sarif",
                "--markdown",
                "r.md",
                "--junit",
                "r.xml",
                "--gitlab",
                "g.json",
                "--fail-on",
                "low"))
        .isEqualTo(ExitCode.GATE);

    assertThat(stage.read("out/r.json")).startsWith("json all");
    assertThat(stage.read("out/r.html")).startsWith("html");
    assertThat(stage.read("r.sarif")).startsWith("sarif");
    assertThat(stage.read("r.md")).startsWith("markdown");
    assertThat(stage.read("r.xml")).startsWith("junit");
    assertThat(stage.read("g.json")).startsWith("gitlab");
    assertThat(stage.out()).startsWith("pretty");
    assertThat(folder.resolve("out")).isDirectoryNotContaining("glob:**.tmp");
  }

  @ParameterizedTest
  @CsvSource({"critical, 1", "high, 1", "medium, 1", "low, 1"})
  void failOnIsAGate(String severity, int code) {
    assertThat(stage.run("review", "--fail-on", severity)).isEqualTo(code);
  }

  @Test
  void theGateSaysWhatFailedWhereTheResultDoesNot() {
    assertThat(stage.run("review", "--format", "json", "--fail-on", "critical"))
        .isEqualTo(ExitCode.GATE);
    assertThat(stage.err()).contains("gate failed: critical 1, budget 0");
  }

  @Test
  void requiredEvidenceThatIsMissingHasItsOwnCode() throws IOException {
    stage.file("backlight.yaml", "budgets: {requireEvidence: [load]}\n");

    assertThat(stage.run("review")).isEqualTo(ExitCode.EVIDENCE);
    assertThat(stage.out()).contains("pretty");
  }

  @Test
  void theConfigurationIsFoundAndObeyed() throws IOException {
    stage.file(
        "backlight.yaml",
        """
        objective: 5s
        paths: {exclude: [app/http.py]}
        budgets: {critical: 0}
        """);

    assertThat(stage.run("review")).isZero();
    assertThat(stage.out())
        .contains("T=5000.0 from backlight.yaml")
        .contains("n-plus-one-query medium")
        .doesNotContain("missing-timeout");
    assertThat(stage.asked.excluded().test("app/")).isFalse();
  }

  @Test
  void includedPathsLeaveTheRestOut() throws IOException {
    stage.file("backlight.yaml", "paths: {include: ['app/users*']}\n");
    stage.run("review");

    assertThat(stage.out()).contains("n-plus-one-query").doesNotContain("missing-timeout");
  }

  @Test
  void theObjectiveOfTheCommandLineWins() throws IOException {
    stage.file("backlight.yaml", "objective: 10s\n");
    stage.run("review", "--objective", "1.5s");

    assertThat(stage.out()).contains("T=1500.0 from --objective");
  }

  @Test
  void aMistakeInTheConfigurationIsShown() throws IOException {
    stage.file("backlight.yaml", "objectiv: 300ms\n");

    assertThat(stage.run("review")).isEqualTo(ExitCode.USAGE);
    assertThat(stage.out()).isEmpty();
    assertThat(stage.err())
        .contains("error: backlight.yaml:1:1: unknown key 'objectiv'; did you mean 'objective'?")
        .contains("1 │ objectiv: 300ms");
  }

  @Test
  void rulesCanBeChosen() {
    stage.run("review", "--only", "missing-timeout");
    assertThat(stage.out()).contains("missing-timeout").doesNotContain("n-plus-one-query");

    Stage other = new Stage(folder);
    other.run("review", "--skip", "missing-timeout,n-plus-one-query");
    assertThat(other.asked.rules()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "review --only n-plus-one-qury | unknown rule 'n-plus-one-qury'; did you mean 'n-plus-one-query'?",
        "review nowhere | there is no nowhere",
        "review --objective soon | --objective: 'soon' is not a duration",
        "review --threads 0 | --threads must be at least 1, not 0",
        "review --baseline gone.json | cannot read the baseline gone.json",
        "review --config gone.yaml | cannot read the configuration gone.yaml",
        "review --format pdf | Invalid value for option '--format'",
        "review --fromat json | Unknown option: '--fromat'",
        "reveiw | unknown command 'reveiw'; did you mean 'review'?",
        "here | did you mean 'backlight review here'?",
        "explain | which crime?",
        "explain n-plus-one-qery | unknown crime 'n-plus-one-qery'; did you mean 'n-plus-one-query'?",
        "explain n-plus-one-query --language jaav | unknown language 'jaav'; did you mean 'java'?",
        "init nowhere | nowhere is not a folder",
      })
  void wrongUsageIsOneClearMessage(String line, String message) throws IOException {
    Files.createDirectories(folder.resolve("here"));

    assertThat(stage.run(line.split(" ", -1))).isEqualTo(ExitCode.USAGE);
    assertThat(stage.err()).startsWith("error: ").contains(message).doesNotContain("\tat ");
    assertThat(stage.out()).isEmpty();
  }

  @Test
  void aDefectIsNoStackTraceUnlessAskedFor() {
    stage.broken = true;
    stage.defect = new IllegalStateException("the sky fell");

    assertThat(stage.run("review")).isEqualTo(ExitCode.INTERNAL);
    assertThat(stage.err())
        .contains("this is a defect of Backlight: java.lang.IllegalStateException: the sky fell")
        .doesNotContain("\tat ");

    Stage debugging = new Stage(folder);
    debugging.broken = true;
    debugging.defect = stage.defect;
    assertThat(debugging.run("review", "--debug")).isEqualTo(ExitCode.INTERNAL);
    assertThat(debugging.err()).contains("\tat ");
  }

  @Test
  void nothingToReadIsAMistakeAfterTheReport() throws IOException {
    stage.files = 0;

    assertThat(stage.run("review", "--json", "r.json")).isEqualTo(ExitCode.USAGE);
    assertThat(stage.read("r.json")).startsWith("json");
    assertThat(stage.err()).contains("error: no file that Backlight reads in .");
  }

  @Test
  void aFullDiskIsSaidAndTheOtherOutputsAreWritten() throws IOException {
    stage.file("taken", "a file, not a folder");

    assertThat(stage.run("review", "--json", "taken/r.json", "--html", "r.html"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(stage.err()).contains("error: cannot write " + folder.resolve("taken/r.json"));
    assertThat(stage.read("r.html")).startsWith("html");
    assertThat(stage.out()).startsWith("pretty");
  }

  @Test
  void aFolderIsNoFile() throws IOException {
    Files.createDirectories(folder.resolve("out"));

    assertThat(stage.run("review", "--json", "out")).isEqualTo(ExitCode.USAGE);
    assertThat(stage.err()).contains("it is a folder");
  }

  @Test
  void standardOutputThatCannotBeWrittenIsSaid() {
    stage.out = failing("No space left on device");
    assertThat(stage.run("review")).isEqualTo(ExitCode.USAGE);
    assertThat(stage.err()).contains("cannot write to standard output: No space left on device");
  }

  @Test
  void aReaderThatWentAwayIsNoTrouble() {
    stage.out = failing("Broken pipe");
    assertThat(stage.run("review")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "auto, true, '', true",
    "auto, false, '', false",
    "auto, true, NO_COLOR, false",
    "auto, false, FORCE_COLOR, true",
    "always, false, NO_COLOR, true",
    "never, true, FORCE_COLOR, false",
  })
  void colourFollowsTheUser(String wish, boolean terminal, String variable, boolean expected) {
    stage.terminalOut = terminal;
    if (!variable.isEmpty()) {
      stage.environment.put(variable, "1");
    }
    stage.run("review", "--color", wish);

    assertThat(stage.out().startsWith("pretty in colour")).isEqualTo(expected);
  }

  @Test
  void theBaselineMakesFindingsKnown() throws IOException {
    assertThat(stage.run("baseline")).isZero();
    assertThat(stage.out()).isEqualTo(".backlight/baseline.json: 2 findings, 2 new, 0 gone\n");
    String written = stage.read(".backlight/baseline.json");
    assertThat(written.lines().toList())
        .hasSize(7)
        .anyMatch(line ->
            line.matches(
                "\\{\"key\":\"[0-9a-f]{16}\",\"rule\":\"missing-timeout\","
                    + "\"path\":\"app/http.py\",\"severity\":\"low\"},"));

    Stage again = new Stage(folder);
    assertThat(again.run("review", "--fail-on", "low")).isZero();
    assertThat(again.out()).contains("n-plus-one-query critical existing");

    Stage rewritten = new Stage(folder);
    assertThat(rewritten.run("baseline")).isZero();
    assertThat(rewritten.out()).contains("2 findings, 0 new, 0 gone");
    assertThat(rewritten.read(".backlight/baseline.json")).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"version\": 2}", "{\"findings\": [{\"key\": \"a\"}]}", "{"})
  void aDamagedBaselineIsSaid(String text) throws IOException {
    stage.file(".backlight/baseline.json", text);

    assertThat(stage.run("review")).isEqualTo(ExitCode.USAGE);
    assertThat(stage.err()).contains("the baseline .backlight/baseline.json is damaged");
  }

  @Test
  void initWritesAConfigurationThatIsAccepted() throws IOException {
    assertThat(stage.run("init")).isZero();
    assertThat(stage.out()).contains("backlight.yaml written for FastAPI 0.115");
    assertThat(stage.read("backlight.yaml"))
        .contains("#   Framework            FastAPI 0.115")
        .contains("\nobjective: 300ms\n")
        .contains("95 % of");

    Stage review = new Stage(folder);
    assertThat(review.run("review")).isEqualTo(ExitCode.GATE);
    assertThat(review.out()).contains("from backlight.yaml");

    Stage second = new Stage(folder);
    assertThat(second.run("init")).isEqualTo(ExitCode.USAGE);
    assertThat(second.err()).contains("backlight.yaml is there already").contains("--force");
    assertThat(new Stage(folder).run("init", "--force")).isZero();
  }

  @Test
  void everythingThatInitCommentsOutIsAcceptedToo() throws IOException {
    stage.run("init");
    String all =
        stage
            .read("backlight.yaml")
            .replaceAll("(?m)^# (?=[a-z][A-Za-z]*:|  |- )", "")
            .replaceAll("(?m)^#(?= {3}[a-z])", "")
            .replace("offset-pagination", "n-plus-one-query")
            .replace("no-load-test", "missing-timeout")
            .replaceAll("(?m)^#.*\\R", "")
            .replaceAll("(?m)^ +(Framework|\\* |# backlight).*\\R", "");
    Files.writeString(folder.resolve("backlight.yaml"), all);
    Files.writeString(folder.resolve("known.json"), "{\"version\": 1, \"findings\": []}");

    assertThat(stage.run("review", "--baseline", "known.json")).as(stage.err() + all).isLessThan(4);
    assertThat(stage.err()).as(all).doesNotContain("error: backlight.yaml");
    assertThat(all).contains("suppressions:", "requireEvidence", "include:", "expectedTraffic");
  }

  @Test
  void explainShowsThePage() {
    assertThat(stage.run("explain", "n-plus-one-query", "--language", "python")).isZero();

    assertThat(stage.out())
        .isEqualTo(
            """
            One query per element
            n-plus-one-query · Response times · data · graded by its cost

              Every iteration waits for one more round trip, so a request grows with the data.

            What it costs per request
              before  N * t_db
                      50 × 2 ms = 100 ms
              after   t_db + N * t_row
                      2 ms + 50 × 10 µs = 2.5 ms

              N        default: elements of a list with no known size: a usual page
              t_db     default: one indexed query, same datacentre
              t_row    default: one row scanned, sent and mapped

            Python
              Load the set before the loop.

              ✗ guilty
              │ for x in xs:
              │     get(x)

              ✓ redeemed
              │ get_all(xs)

            Silence it
              With a reason, on the line or the line above:
              # backlight: ignore[n-plus-one-query] reason
            """);
  }

  @Test
  void explainListsAllCrimes() {
    assertThat(stage.run("explain", "--list")).isZero();
    assertThat(stage.out())
        .contains("Response times\n  missing-timeout   One query per element\n")
        .contains("2 crimes.");
  }

  @Test
  void schemasArePrinted() {
    assertThat(stage.run("schema")).isZero();
    assertThat(stage.out()).contains("\"report\"");

    Stage configuration = new Stage(folder);
    assertThat(configuration.run("schema", "--config")).isZero();
    assertThat(configuration.out()).contains("\"title\": \"backlight.yaml\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "review --help",
        "explain --help",
        "init --help",
        "baseline --help",
        "schema --help",
        ""
      })
  void helpTeachesWithExamples(String line) {
    assertThat(stage.run(line.isEmpty() ? new String[0] : line.split(" ", -1))).isZero();
    assertThat(stage.out()).contains("backlight").containsAnyOf("Examples", "First steps");
    assertThat(stage.out().lines().allMatch(text -> text.length() <= 100)).isTrue();
    assertThat(stage.err()).isEmpty();
  }

  @Test
  void theVersionIsPrinted() {
    assertThat(stage.run("--version")).isZero();
    assertThat(stage.out()).isEqualTo("backlight 0.1.0\n");
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }
}
