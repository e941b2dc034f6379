package dev.backlight.report;

import dev.backlight.model.Finding;
import dev.backlight.model.Report;
import dev.backlight.model.Severity;
import java.io.Writer;

/// GitLab's code quality JSON. The fingerprint is the finding's key: GitLab shows only the first of
/// those that share one.
final class GitLabReport {

  private GitLabReport() {}

  static void write(Report report, Writer out) {
    Tally tally = new Tally(report);
    Json json = new Json(out);
    json.objects(tally.counted(), finding -> issue(json, finding, tally));
    json.finish();
  }

  private static void issue(Json json, Finding finding, Tally tally) {
    json.put("description", tally.title(finding) + ": " + finding.sighting().message())
        .put("check_name", finding.sighting().rule())
        .put("fingerprint", finding.key())
        .put("severity", severity(finding.severity()))
        .object(
            "location",
            () ->
                json.put("path", finding.sighting().location().path())
                    .object(
                        "lines",
                        () ->
                            json.put("begin", finding.sighting().location().span().startLine())
                                .put("end", finding.sighting().location().span().endLine())));
  }

  private static String severity(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "critical";
      case HIGH -> "major";
      case MEDIUM -> "minor";
      case LOW -> "info";
    };
  }
}
