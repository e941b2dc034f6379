package dev.backlight.report;

import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Finding.Fix;
import dev.backlight.model.LoadTests;
import dev.backlight.model.Report;
import dev.backlight.model.Report.CategoryScore;
import dev.backlight.model.Report.ChecklistItem;
import dev.backlight.model.Report.Value;
import dev.backlight.model.Sighting;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// For comments on pull requests and step summaries: at most 900 KiB, because GitHub drops a whole
/// summary above one MiB. What does not fit is left out from the mildest on, and said.
final class MarkdownReport {

  static final int MOST_BYTES = 900 * 1024;
  private static final int TAIL_BYTES = 20 * 1024;
  private static final int CASES = 50;
  private static final int DIFF_LINES = 60;

  private final Report report;
  private final Tally tally;
  private final int mostBytes;
  private final StringBuilder out = new StringBuilder();

  MarkdownReport(Report report) {
    this(report, MOST_BYTES);
  }

  /// `mostBytes` as for a test.
  MarkdownReport(Report report, int mostBytes) {
    this.report = report;
    this.tally = new Tally(report);
    this.mostBytes = mostBytes;
  }

  String text() {
    head();
    categories();
    load();
    gate();
    String tail = checklist();
    int room = mostBytes - bytes(out) - bytes(tail) - Math.min(TAIL_BYTES, mostBytes / 10);
    findings(room);
    return out.append(tail).toString();
  }

  private static int bytes(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private void head() {
    String total =
        report.score().value() instanceof Value.Known(double value)
            ? Figures.score(value) + " / 10"
            : "not measured";
    out.append("## Performance health: ").append(total).append("\n\n");
    out.append(prose(report.run().verdict())).append("\n\n");
    String counts = Tally.counts(tally.counted());
    out.append("**").append(escape(report.run().project())).append("** · ");
    out.append(counts.isEmpty() ? "nothing found" : counts);
    if (!tally.suppressed().isEmpty()) {
      out.append(" · ").append(tally.suppressed().size()).append(" suppressed");
    }
    if (report.score().ifFixed() instanceof Value.Known(double fixed)) {
      out.append(" · ").append(Figures.score(fixed)).append(" if Critical and High are fixed");
    }
    out.append("\n\n");
  }

  private void categories() {
    out.append("| Category | Score | | Measured |\n|---|---:|---|---|\n");
    for (CategoryScore category : report.categories()) {
      boolean known = category.value() instanceof Value.Known;
      String score =
          category.value() instanceof Value.Known(double value) ? Figures.score(value) : "–";
      String fact =
          category.value() instanceof Value.NotMeasured(String why) ? why : category.keyFact();
      String source = known && category.measuredShare() < 0.5 ? ", from source only" : "";
      out.append(
          Figures.say(
              "| %s | %s | %s | %d of %d%s |\n",
              category.category().title(),
              score,
              escape(fact),
              category.measuredAudits(),
              category.audits(),
              source));
    }
    out.append('\n');
  }

  private void load() {
    LoadTests load = report.load();
    if (load.isNone()) {
      return;
    }
    out.append("### Load test\n\n");
    for (LoadTests.Run run : load.runs()) {
      out.append("- ").append(code(run.name())).append(' ').append(code(run.target()));
      out.append(": ").append(LoadWords.run(run));
      out.append(LoadWords.saturated(run) ? ", **saturated**\n" : "\n");
    }
    out.append("\n| Route | p50 | p95 | p99 | Per second | Failed | In flight |\n");
    out.append("|---|---:|---:|---:|---:|---:|---:|\n");
    for (LoadTests.Task task : load.tasks().stream().limit(CASES).toList()) {
      LoadTests.Served served = task.served();
      out.append(
          Figures.say(
              "| %s | %s | %s | %s | %s | %s | %s |\n",
              code(LoadWords.name(task)),
              LoadWords.p50(served),
              LoadWords.p95(served),
              LoadWords.p99(served),
              Figures.number(served.perSecond()),
              served.failed() == 0 ? "none" : Figures.percent(served.failedShare()),
              LoadWords.busy(served, load)));
    }
    out.append('\n');
  }

  private void gate() {
    Report.Gate gate = report.gate();
    if (!gate.configured()) {
      return;
    }
    out.append(gate.passed() ? "✓ **Gate passed**\n\n" : "✗ **Gate failed**\n\n");
    gate.budgets().stream()
        .filter(b -> !b.passed())
        .forEach(b ->
            out.append(
                Figures.say(
                    "- %s: %s, budget %s\n",
                    escape(b.name()), escape(b.actual()), escape(b.expected()))));
    out.append('\n');
  }

  private void findings(int room) {
    List<Finding> counted = tally.counted();
    if (counted.isEmpty()) {
      return;
    }
    out.append("### Findings\n\n");
    int used = 0;
    int shown = 0;
    for (Finding finding : counted) {
      String text = shown < CASES ? inFull(finding) : oneLine(finding);
      used += bytes(text);
      if (used > room) {
        break;
      }
      out.append(text);
      shown++;
    }
    if (shown < counted.size()) {
      List<Finding> hidden = counted.subList(shown, counted.size());
      out.append(
          Figures.say("\n_%s do not fit here; they are in the report._\n\n", Tally.counts(hidden)));
    }
    out.append('\n');
  }

  private String oneLine(Finding finding) {
    return Figures.say(
        "- **%s** %s %s %s\n",
        finding.severity().title(),
        escape(tally.title(finding)),
        code(finding.sighting().location().toString()),
        cost(finding.cost()));
  }

  private static String cost(Cost cost) {
    return cost instanceof Cost.Modelled modelled
        ? Figures.say(
            "%s → %s %s (%s)",
            Figures.amount(modelled.before(), modelled.unit()),
            Figures.amount(modelled.after(), modelled.unit()),
            escape(modelled.per()),
            escape(modelled.basis()))
        : "";
  }

  private String inFull(Finding finding) {
    Sighting sighting = finding.sighting();
    StringBuilder text = new StringBuilder("<details><summary>");
    text.append("<b>").append(finding.severity().title()).append("</b> ");
    text.append(html(tally.title(finding))).append(" <code>");
    text.append(html(sighting.location().toString())).append("</code> ");
    text.append(html(cost(finding.cost()))).append("</summary>\n\n");
    text.append(prose(sighting.message())).append("\n\n");
    text.append(fence(String.join("\n", finding.excerpt().lines()), sighting.language().id()));
    if (finding.cost() instanceof Cost.Modelled cost) {
      text.append(code(cost.arithmeticBefore())).append(" → ");
      text.append(code(cost.arithmeticAfter())).append("\n\n");
    }
    List<LoadTests.Task> measured = tally.measured(finding);
    if (!measured.isEmpty()) {
      text.append("Measured under load: ");
      text.append(escape(LoadWords.measured(measured))).append("\n\n");
    }
    text.append("_").append(escape(finding.severityReason())).append("_\n\n");
    switch (finding.fix()) {
      case Fix.Diff(String say, String diff) ->
          text.append(prose(say)).append("\n\n").append(fence(head(diff), "diff"));
      case Fix.Worked(String say, String _, String redeemed) ->
          text.append(prose(say))
              .append("\n\n")
              .append(fence(head(redeemed), sighting.language().id()));
    }
    return text.append("Rule ").append(code(sighting.rule())).append("\n\n</details>\n").toString();
  }

  private static String head(String text) {
    List<String> lines = text.lines().toList();
    return lines.size() <= DIFF_LINES
        ? text
        : String.join("\n", lines.subList(0, DIFF_LINES)) + "\n…";
  }

  private String checklist() {
    if (report.checklist().isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("### Checklist\n");
    String group = "";
    for (ChecklistItem item : report.checklist()) {
      if (!item.group().equals(group)) {
        group = item.group();
        text.append("\n**").append(escape(group)).append("**\n\n");
      }
      boolean done = item.mark() == ChecklistItem.Mark.DONE;
      text.append(done ? "- [x] " : "- [ ] ").append(escape(item.title()));
      text.append(done ? "" : " (" + item.mark().id() + ")");
      text.append(": ").append(escape(Text.cut(Text.line(item.why()), 300))).append('\n');
    }
    return text.append("\n<sub>scoring model ")
        .append(escape(report.tool().scoringModel()))
        .append(", ")
        .append(escape(report.tool().name() + " " + report.tool().version()))
        .append("</sub>\n")
        .toString();
  }

  /// Text of our rules and messages: its `code` stays, nothing else is markup.
  private static String prose(String text) {
    StringBuilder prose = new StringBuilder();
    boolean inCode = false;
    for (String part : Text.line(text).split("`", -1)) {
      prose.append(inCode ? code(part) : escape(part));
      inCode = !inCode;
    }
    return prose.toString();
  }

  /// Nothing of `text` is markup, an address, a mention or a reference.
  static String escape(String text) {
    return html(text)
        .replaceAll("([\\\\`*_{}\\[\\]()#+!|~])", "\\\\$1")
        .replace("@", "@\u2060")
        .replace("://", ":\u2060//");
  }

  private static String html(String text) {
    return Text.line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String code(String text) {
    String clean = Text.line(text).replace("|", "¦");
    if (clean.isBlank()) {
      return "";
    }
    String ticks = "`".repeat(longestTicks(clean) + 1);
    String pad = clean.startsWith("`") || clean.endsWith("`") ? " " : "";
    return ticks + pad + clean + pad + ticks;
  }

  private static String fence(String text, String language) {
    if (text.isBlank()) {
      return "";
    }
    String clean = Text.block(text);
    String ticks = "`".repeat(Math.max(3, longestTicks(clean) + 1));
    return ticks + language + "\n" + clean.stripTrailing() + "\n" + ticks + "\n\n";
  }

  private static int longestTicks(String text) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
