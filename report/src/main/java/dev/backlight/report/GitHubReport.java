package dev.backlight.report;

import dev.backlight.model.Finding;
import dev.backlight.model.Location;
import dev.backlight.model.Report;
import dev.backlight.model.Severity;
import dev.backlight.model.Span;
import java.util.List;

/// Workflow commands that GitHub turns into annotations. It shows ten errors and ten warnings of a
/// step, so the costliest are written and the number of the others said.
final class GitHubReport {

  private static final int SHOWN = 10;

  private GitHubReport() {}

  static String text(Report report) {
    Tally tally = new Tally(report);
    StringBuilder out = new StringBuilder();
    List<Finding> errors = tally.counted().stream().filter(GitHubReport::isError).toList();
    List<Finding> warnings = tally.counted().stream().filter(f -> !isError(f)).toList();
    errors.stream().limit(SHOWN).forEach(f -> command(out, "error", f, tally));
    warnings.stream().limit(SHOWN).forEach(f -> command(out, "warning", f, tally));
    int hidden = Math.max(0, errors.size() - SHOWN) + Math.max(0, warnings.size() - SHOWN);
    if (hidden > 0) {
      out.append("::notice::")
          .append(data(Figures.count(hidden, "more finding") + " in the report"))
          .append('\n');
    }
    return out.toString();
  }

  private static boolean isError(Finding finding) {
    return finding.severity().compareTo(Severity.HIGH) <= 0;
  }

  private static void command(StringBuilder out, String level, Finding finding, Tally tally) {
    Location place = finding.sighting().location();
    Span span = place.span();
    String title =
        Figures.say(
            "%s: %s [%s]",
            finding.severity().title(), tally.title(finding), finding.sighting().rule());
    out.append(
        Figures.say(
            "::%s file=%s,line=%d,endLine=%d,col=%d,title=%s::%s\n",
            level,
            property(place.path()),
            span.startLine(),
            span.endLine(),
            span.startColumn(),
            property(title),
            data(Text.block(finding.sighting().message()))));
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(Text.line(text)).replace(":", "%3A").replace(",", "%2C");
  }
}
