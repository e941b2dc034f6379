package dev.backlight.report;

import dev.backlight.model.Report;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/// Writes a report in any format. Each is a pure function of the report and the options.
public final class Reports {

  private Reports() {}

  /// Writes UTF-8 and flushes; the stream stays open.
  public static void write(Report report, Format format, ReportOptions options, OutputStream out)
      throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    write(report, format, options, writer);
    writer.flush();
  }

  /// Writes to `out`, which stays open.
  public static void write(Report report, Format format, ReportOptions options, Writer out)
      throws IOException {
    switch (format) {
      case JSON -> JsonReport.write(report, out);
      case PRETTY -> out.write(new TerminalReport(report, options).text());
      case CONCISE -> out.write(ConciseReport.text(report));
      case GITHUB -> out.write(GitHubReport.text(report));
      case HTML -> out.write(new HtmlReport(report, options).text());
      case MARKDOWN -> out.write(new MarkdownReport(report).text());
      case SARIF -> new SarifReport(report, options.lineHash(), out).write();
      case JUNIT -> out.write(new JUnitReport(report).text());
      case GITLAB -> GitLabReport.write(report, out);
    }
  }

  /// The same as text.
  public static String text(Report report, Format format, ReportOptions options) {
    StringWriter out = new StringWriter();
    try {
      write(report, format, options, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }
}
