package dev.backlight.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.backlight.model.Finding;
import dev.backlight.model.Report;
import dev.backlight.model.Rule;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

final class ReportsTest {

  private static final Report SAMPLE = Sample.report();
  private static final ReportOptions OPTIONS =
      ReportOptions.DEFAULT
          .withJsonLink("report.json")
          .withWritten(List.of("out/report.html", "out/report.json"));

  @ParameterizedTest
  @EnumSource(Format.class)
  void everyFormatEqualsItsStoredFile(Format format) {
    Golden.check(file(format), Reports.text(SAMPLE, format, OPTIONS));
  }

  private static String file(Format format) {
    return switch (format) {
      case PRETTY, CONCISE, GITHUB -> "report." + format + ".txt";
      case JSON -> "report.json";
      case SARIF, GITLAB -> "report." + format + ".json";
      case HTML -> "report.html";
      case MARKDOWN -> "report.md";
      case JUNIT -> "report.junit.xml";
    };
  }

  @Test
  void theTerminalInColourSaysTheSame() {
    String plain = Reports.text(SAMPLE, Format.PRETTY, OPTIONS.withAll(true));
    String coloured =
        Reports.text(SAMPLE, Format.PRETTY, OPTIONS.withAll(true).withTerminal(true, 100));

    assertThat(coloured).contains("\u001b[38;5;");
    assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "").lines().map(String::stripTrailing))
        .containsExactlyElementsOf(plain.lines().toList());
  }

  @Test
  void aReportReadBackIsTheSame() {
    String json = Reports.text(SAMPLE, Format.JSON, OPTIONS);

    assertThat(JsonReport.read(new StringReader(json))).isEqualTo(SAMPLE);
  }

  @Test
  void halfACharacterDoesNotStopAReport() {
    Report half = Sample.withVerdict("cut \ud83d here");

    for (Format format : Format.values()) {
      String text = Reports.text(half, format, OPTIONS);
      assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).as("%s", format).isTrue();
    }
  }

  @Test
  void aReportSatisfiesItsSchema() {
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JsonReport.schema());

    String json = Reports.text(SAMPLE, Format.JSON, OPTIONS);

    assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
    assertThat(schema.validate(json.replace("\"critical\"", "\"awful\""), InputFormat.JSON))
        .isNotEmpty();
  }

  @Test
  void sarifSatisfiesItsOfficialSchema() throws IOException {
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("src/test/resources/sarif/sarif-2.1.0.json")));

    String sarif = Reports.text(SAMPLE, Format.SARIF, OPTIONS.withLineHash(true));

    assertThat(schema.validate(sarif, InputFormat.JSON)).isEmpty();
    assertThat(schema.validate(sarif.replace("\"error\"", "\"awful\""), InputFormat.JSON))
        .isNotEmpty();
    assertThat(sarif).contains("\"primaryLocationLineHash\"").doesNotContain("security-severity");
    assertThat(Reports.text(SAMPLE, Format.SARIF, OPTIONS))
        .contains("\"findingKey/v1\"")
        .doesNotContain("primaryLocationLineHash");
  }

  @Test
  void sarifKeepsItsLimits() {
    Report many = Sample.report(Collections.nCopies(5_001, Sample.findings().getLast()));

    String sarif = Reports.text(many, Format.SARIF, OPTIONS);

    assertThat(sarif.split("\"ruleId\"", -1)).hasSize(5_001);
    assertThat(sarif).contains("\"notInThisFile\" : 1");
  }

  @Test
  void fingerprintsOfGitLabAreUnique() {
    String[] parts = Reports.text(SAMPLE, Format.GITLAB, OPTIONS).split("\"fingerprint\" : ", -1);

    assertThat(Stream.of(parts).skip(1).map(p -> p.substring(0, 42)))
        .hasSize(16)
        .doesNotHaveDuplicates();
  }

  @Test
  void jUnitIsWellFormedAndCountsWhatFails() throws Exception {
    var suites =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(Reports.text(SAMPLE, Format.JUNIT, OPTIONS))))
            .getElementsByTagName("testsuite");

    assertThat(suites.getLength()).isEqualTo(6);
    for (int i = 0; i < suites.getLength(); i++) {
      Element suite = (Element) suites.item(i);
      assertThat(suite.getAttribute("failures"))
          .isEqualTo(Integer.toString(suite.getElementsByTagName("failure").getLength()));
      assertThat(suite.getAttribute("skipped"))
          .isEqualTo(Integer.toString(suite.getElementsByTagName("skipped").getLength()));
    }
  }

  @Test
  void aPageOfARuleHasItsExamples() {
    Rule rule = SampleRules.rules().getFirst();

    assertThat(RulePage.terminal(rule, false, 80))
        .contains("✗ guilty", "get(i)  # guilty", "✓ redeemed", "N * t_db")
        .doesNotContain("\u001b");
    assertThat(RulePage.markdown(rule))
        .startsWith("# One query per element\n")
        .contains("```python");
  }

  @Test
  void whatIsNotAReportSaysWhere() {
    assertThatThrownBy(() -> JsonReport.read(new StringReader("{\"tool\": 3}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("$.tool is not an object");
    assertThatThrownBy(() -> JsonReport.read(new StringReader("{\"tool\":")))
        .isInstanceOf(IllegalArgumentException.class);
    String json = Reports.text(SAMPLE, Format.JSON, OPTIONS);
    assertThatThrownBy(
            () -> JsonReport.read(new StringReader(json.replace("\"critical\"", "\"awful\""))))
        .hasMessageContaining("$.findings[0].severity is unknown: awful");
  }

  @ParameterizedTest
  @EnumSource(
      value = Format.class,
      names = {"PRETTY", "CONCISE", "GITHUB", "MARKDOWN", "JUNIT", "HTML"})
  void nothingOfTheProjectReachesATerminalOrReordersText(Format format) {
    String text = Reports.text(SAMPLE, format, OPTIONS.withAll(true));

    assertThat(text).doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]");
    assertThat(text).doesNotContainPattern("[\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]");
  }

  @Test
  void aHostileFindingIsOneWorkflowCommand() {
    String text = Reports.text(SAMPLE, Format.GITHUB, OPTIONS);

    assertThat(text.lines()).allMatch(line -> line.matches("::(error|warning|notice) ?.*"));
    assertThat(text.lines().filter(l -> l.startsWith("::error "))).hasSize(6);
  }

  @Test
  void gitHubShowsTenOfEachAndSaysHowManyAreHidden() {
    Report many = Sample.report(Collections.nCopies(25, Sample.findings().getFirst()));

    assertThat(Reports.text(many, Format.GITHUB, OPTIONS).lines())
        .hasSize(11)
        .last()
        .isEqualTo("::notice::15 more findings in the report");
  }

  @Test
  void markdownStaysUnderItsLimitAndSaysWhatIsMissing() {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      findings.addAll(Sample.findings().subList(4, 5));
    }
    String text = new MarkdownReport(Sample.report(findings)).text();

    assertThat(text.getBytes(StandardCharsets.UTF_8).length)
        .isBetween(MarkdownReport.MOST_BYTES / 2, MarkdownReport.MOST_BYTES);
    assertThat(text).contains("do not fit here").contains("### Checklist");
  }

  @Test
  void aPageOfTenThousandFindingsStaysUnderThreeMegabytes() {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      findings.add(Sample.findings().get(i % 4));
    }
    String page = Reports.text(Sample.report(findings), Format.HTML, OPTIONS);

    assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(3_000_000);
    assertThat(page).contains("costliest findings in full").contains("are only in the JSON");
  }

  @Test
  void aReportOfNothingCanBeWritten() {
    Report empty = Sample.report(List.of());

    for (Format format : Format.values()) {
      assertThat(Reports.text(empty, format, OPTIONS)).as(format.toString()).isNotNull();
    }
    assertThat(Reports.text(empty, Format.PRETTY, OPTIONS)).contains("nothing found");
  }

  @Test
  void theLanguageOfTheMachineChangesNothing() {
    String before = Reports.text(SAMPLE, Format.HTML, OPTIONS);
    Locale usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(Reports.text(SAMPLE, Format.HTML, OPTIONS)).isEqualTo(before);
      assertThat(Reports.text(SAMPLE, Format.PRETTY, OPTIONS))
          .isEqualTo(Reports.text(SAMPLE, Format.PRETTY, OPTIONS))
          .contains("4.6 / 10");
    } finally {
      Locale.setDefault(usual);
    }
  }

  @Test
  void linesOfATerminalKeepItsWidth() {
    for (int width : new int[] {60, 100, 160}) {
      String text = Reports.text(SAMPLE, Format.PRETTY, OPTIONS.withTerminal(false, width));
      assertThat(text.lines().filter(l -> l.contains("│")))
          .as("code frames at %d", width)
          .allMatch(line -> Text.columns(line) <= width);
    }
  }
}
