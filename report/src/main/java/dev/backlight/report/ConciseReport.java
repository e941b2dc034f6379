package dev.backlight.report;

import dev.backlight.model.Finding;
import dev.backlight.model.Report;
import dev.backlight.model.Report.Value;
import dev.backlight.model.Sighting;
import dev.backlight.model.Span;

/// One line per finding, `path:line:column: severity rule message`, and one for the score.
final class ConciseReport {

  private ConciseReport() {}

  static String text(Report report) {
    StringBuilder out = new StringBuilder();
    for (Finding finding : new Tally(report).counted()) {
      Sighting sighting = finding.sighting();
      Span span = sighting.location().span();
      out.append(
          Figures.say(
              "%s:%d:%d: %s %s %s\n",
              Text.line(sighting.location().path()),
              span.startLine(),
              span.startColumn(),
              finding.severity().id(),
              sighting.rule(),
              Text.line(sighting.message())));
    }
    return out.append(score(report))
        .append(Text.line(report.run().verdict()))
        .append('\n')
        .toString();
  }

  private static String score(Report report) {
    return switch (report.score().value()) {
      case Value.Known(double value) ->
          Figures.say("Performance health %s / 10. ", Figures.score(value));
      case Value.NotMeasured(String why) ->
          Figures.say("Performance health not measured: %s. ", Text.sentence(Text.line(why)));
    };
  }
}
