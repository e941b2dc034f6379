package dev.backlight.cli;

import dev.backlight.model.Finding;
import dev.backlight.model.Report;
import dev.backlight.model.Report.Value;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes reports as one line per finding, which every tool that reads compiler messages takes.
final class ReportOutputs implements Outputs {

  @Override
  public String text(Report report, Format format, Look look) throws Trouble {
    if (format != Format.CONCISE && format != Format.PRETTY) {
      throw new Trouble("the format " + format + " is not in this build", "Use concise.");
    }
    String findings =
        report.findings().stream()
            .filter(f -> !(f.status() instanceof Finding.Status.Suppressed))
            .map(ReportOutputs::line)
            .collect(Collectors.joining());
    return findings + score(report.score().value()) + report.run().verdict() + "\n";
  }

  private static String line(Finding finding) {
    return "%s: %s[%s]: %s%n"
        .formatted(
            finding.sighting().location(),
            finding.severity().id(),
            finding.sighting().rule(),
            finding.sighting().message());
  }

  private static String score(Value value) {
    return switch (value) {
      case Value.Known(double known) ->
          String.format(Locale.ROOT, "Performance health %.1f / 10. ", known);
      case Value.NotMeasured(String why) -> "Performance health not measured: " + why + ". ";
    };
  }

  @Override
  public String schema() throws Trouble {
    throw new Trouble("the report's schema is not in this build", "");
  }
}
