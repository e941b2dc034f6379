package dev.backlight.report;

import dev.backlight.model.Report;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;

/// `report.json`: the product, which every other format is made from.
public final class JsonReport {

  private static final String SCHEMA = "report.schema.json";

  private JsonReport() {}

  static void write(Report report, Writer out) {
    Json json = new Json(out);
    ReportWriter writer = new ReportWriter(json, new Tally(report));
    json.object(() -> writer.report(report));
    json.finish();
  }

  /// Reads a report back.
  ///
  /// @throws IllegalArgumentException if it is not JSON or not a report; the message names the
  ///   place
  public static Report read(Reader reader) {
    try {
      return ReportReader.report(Node.read(reader));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// The JSON schema (draft 2020-12) that every report satisfies.
  public static String schema() {
    return resource(SCHEMA);
  }

  static String resource(String name) {
    try (InputStream in = JsonReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
