package dev.backlight.cli;

import dev.backlight.audits.Baseline;
import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Status;
import dev.backlight.model.Severity;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The baseline on disk: one line per finding, sorted, so that its diffs are readable.
final class BaselineFile {

  /// Where it is looked for and written if nobody says.
  static final String USUAL = ".backlight/baseline.json";

  private static final int VERSION = 1;

  private BaselineFile() {}

  static Baseline read(Path file, String shown) throws Trouble {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new Trouble("cannot read the baseline " + shown, "Write it with: backlight baseline");
    }
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      return new Baseline(true, entries(parser));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new Trouble(
          "the baseline " + shown + " is damaged: " + firstLine(e),
          "Write it again with: backlight baseline");
    }
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static List<Baseline.Entry> entries(JsonParser parser) {
    List<Baseline.Entry> entries = new ArrayList<>();
    require(parser.nextToken() == JsonToken.START_OBJECT, "not an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "version" -> require(parser.getIntValue() == VERSION, "of another version");
        case "findings" -> {
          require(parser.currentToken() == JsonToken.START_ARRAY, "findings is no list");
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            entries.add(entry(parser));
          }
        }
        default -> parser.skipChildren();
      }
    }
    return entries;
  }

  private static Baseline.Entry entry(JsonParser parser) {
    require(parser.currentToken() == JsonToken.START_OBJECT, "a finding is no object");
    Map<String, String> values = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      values.put(name, parser.getValueAsString(""));
    }
    String severity = values.getOrDefault("severity", "");
    return new Baseline.Entry(
        values.getOrDefault("key", ""),
        values.getOrDefault("rule", ""),
        values.getOrDefault("path", ""),
        Arrays.stream(Severity.values())
            .filter(s -> s.id().equals(severity))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no severity: '" + severity + "'")));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /// The file's text for the findings that are not suppressed.
  static String text(List<Finding> findings) {
    List<Finding> sorted =
        findings.stream()
            .filter(f -> !(f.status() instanceof Status.Suppressed))
            .sorted(
                Comparator.comparing((Finding f) -> f.sighting().location().path())
                    .thenComparing(f -> f.sighting().rule())
                    .thenComparing(Finding::key))
            .toList();
    StringBuilder text = new StringBuilder("{\n\"version\": " + VERSION + ",\n\"findings\": [");
    for (int i = 0; i < sorted.size(); i++) {
      text.append(i == 0 ? "\n" : ",\n").append(line(sorted.get(i)));
    }
    return text.append("\n]\n}\n").toString();
  }

  private static String line(Finding finding) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      json.writeStringProperty("key", finding.key());
      json.writeStringProperty("rule", finding.sighting().rule());
      json.writeStringProperty("path", finding.sighting().location().path());
      json.writeStringProperty("severity", finding.severity().id());
      json.writeEndObject();
    }
    return line.toString();
  }
}
