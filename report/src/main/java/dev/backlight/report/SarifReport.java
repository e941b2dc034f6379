package dev.backlight.report;

import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Finding.Fix;
import dev.backlight.model.Finding.Status;
import dev.backlight.model.Location;
import dev.backlight.model.Report;
import dev.backlight.model.Rule;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Step;
import dev.backlight.model.Span;
import java.io.Writer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// SARIF 2.1.0 as GitHub code scanning reads it: one location per result, the chain as code flow
/// and related locations, our key as fingerprint. No `security-severity`: these are not security
/// alerts.
final class SarifReport {

  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
  private static final int RESULTS = 5_000;
  private static final int LOCATIONS = 1_000;
  private static final int DESCRIPTION = 1_024;
  private static final String KEY = "findingKey/v1";

  private final Report report;
  private final Tally tally;
  private final boolean lineHash;
  private final Json json;

  SarifReport(Report report, boolean lineHash, Writer out) {
    this.report = report;
    this.tally = new Tally(report);
    this.lineHash = lineHash;
    this.json = new Json(out);
  }

  void write() {
    json.object(() ->
        json.put("$schema", SCHEMA)
            .put("version", "2.1.0")
            .objects("runs", List.of(report), _ -> run()));
    json.finish();
  }

  private void run() {
    json.object("tool", () -> json.object("driver", this::driver));
    json.object("automationDetails", () -> json.put("id", "perf/" + report.run().project() + "/"));
    json.put("columnKind", "utf16CodeUnits");
    List<Finding> results = report.findings().stream().limit(RESULTS).toList();
    json.objects("results", results, this::result);
    int hidden = report.findings().size() - results.size();
    json.object(
        "properties",
        () ->
            json.put("findings", report.findings().size())
                .put("notInThisFile", hidden)
                .put("verdict", report.run().verdict()));
  }

  private void driver() {
    json.put("name", "Backlight")
        .put("semanticVersion", report.tool().version())
        .objects("rules", report.rules(), this::rule);
  }

  private void rule(Rule rule) {
    String why = rule.why().strip();
    json.put("id", rule.id())
        .put("name", rule.title())
        .object("shortDescription", () -> json.put("text", rule.title()))
        .object(
            "fullDescription",
            () -> json.put("text", Text.cut(why.isEmpty() ? rule.title() : why, DESCRIPTION)))
        .object("help", () -> json.put("text", why).put("markdown", RulePage.markdown(rule)))
        .object(
            "properties",
            () ->
                json.put("precision", "high")
                    .object("problem", () -> json.put("severity", "warning"))
                    .strings("tags", tags(rule)));
  }

  private static List<String> tags(Rule rule) {
    return Stream.of("performance", rule.category().id(), rule.theme())
        .filter(tag -> !tag.isEmpty())
        .distinct()
        .toList();
  }

  private void result(Finding finding) {
    Sighting sighting = finding.sighting();
    json.put("ruleId", sighting.rule())
        .put("level", level(finding.severity()))
        .object("message", () -> json.put("text", message(finding)))
        .objects("locations", List.of(sighting.location()), place -> location(place, ""))
        .object("partialFingerprints", () -> fingerprints(finding));
    List<Step> chain = sighting.chain().stream().limit(LOCATIONS).toList();
    if (!chain.isEmpty()) {
      json.objects("relatedLocations", chain, s -> location(s.location(), s.note()));
      json.objects("codeFlows", List.of(chain), this::flow);
    }
    if (finding.status() instanceof Status.Suppressed suppressed) {
      json.objects("suppressions", List.of(suppressed), this::suppression);
    }
    if (!(finding.status() instanceof Status.Suppressed)) {
      json.put("baselineState", finding.status() instanceof Status.New ? "new" : "unchanged");
    }
    json.object(
        "properties",
        () ->
            json.put("severity", finding.severity().id())
                .put("severityReason", finding.severityReason())
                .put("confidence", sighting.confidence().id())
                .put("points", finding.effect().points())
                .strings("routes", sighting.routes()));
  }

  private void flow(List<Step> chain) {
    json.objects(
        "threadFlows",
        List.of(chain),
        steps ->
            json.objects(
                "locations",
                steps,
                step -> json.object("location", () -> location(step.location(), step.note()))));
  }

  private void suppression(Status.Suppressed suppressed) {
    json.put("kind", suppressed.by().equals("comment") ? "inSource" : "external")
        .put("status", "accepted")
        .put("justification", suppressed.reason());
  }

  /// The first sentence is the alert's title.
  private String message(Finding finding) {
    StringBuilder text = new StringBuilder(tally.title(finding));
    text.append(". ").append(finding.sighting().message());
    text.append(". ").append(finding.severity().title()).append(": ");
    text.append(finding.severityReason()).append('.');
    if (finding.cost() instanceof Cost.Modelled cost) {
      text.append("\nCost ").append(cost.per()).append(": ").append(cost.arithmeticBefore());
      text.append(" → ").append(cost.arithmeticAfter()).append(" (").append(cost.basis());
      text.append(").");
    }
    switch (finding.fix()) {
      case Fix.Diff(String say, String diff) ->
          text.append("\nFix: ").append(say).append('\n').append(diff);
      case Fix.Worked(String say, String _, String _) -> text.append("\nFix: ").append(say);
    }
    return brackets(Text.block(text.toString()));
  }

  /// Brackets in a message are links in SARIF.
  private static String brackets(String text) {
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]");
  }

  private void location(Location place, String note) {
    Span span = place.span();
    json.object(
        "physicalLocation",
        () -> {
          json.object("artifactLocation", () -> json.put("uri", uri(place.path())));
          json.object(
              "region",
              () ->
                  json.put("startLine", span.startLine())
                      .put("startColumn", span.startColumn())
                      .put("endLine", span.endLine())
                      .put("endColumn", span.endColumn()));
        });
    if (!place.symbol().isEmpty()) {
      json.objects(
          "logicalLocations",
          List.of(place.symbol()),
          symbol -> json.put("fullyQualifiedName", symbol));
    }
    if (!note.isEmpty()) {
      json.object("message", () -> json.put("text", brackets(note)));
    }
  }

  /// The path as a relative reference; what a path may hold and a reference not is percent-encoded.
  private static String uri(String path) {
    try {
      String encoded = new URI(null, null, "/" + Text.line(path), null).toASCIIString();
      return encoded.substring(1);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(path, e);
    }
  }

  private void fingerprints(Finding finding) {
    json.put(KEY, finding.key());
    if (lineHash) {
      json.put("primaryLocationLineHash", hash(guiltyLine(finding)) + ":1");
    }
  }

  private static String guiltyLine(Finding finding) {
    int index = finding.sighting().location().span().startLine() - finding.excerpt().firstLine();
    List<String> lines = finding.excerpt().lines();
    String line = index >= 0 && index < lines.size() ? lines.get(index) : finding.key();
    return line.replaceAll("\\s", "");
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case CRITICAL, HIGH -> "error";
      case MEDIUM -> "warning";
      case LOW -> "note";
    };
  }
}
