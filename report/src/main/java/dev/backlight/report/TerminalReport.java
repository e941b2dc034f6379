package dev.backlight.report;

import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.LoadTests;
import dev.backlight.model.Report;
import dev.backlight.model.Report.Budget;
import dev.backlight.model.Report.CategoryScore;
import dev.backlight.model.Report.ChecklistItem.Mark;
import dev.backlight.model.Report.Value;
import dev.backlight.model.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The report for people at a terminal: what was read, code frames of the costliest findings, one
/// line for each other, the score, the gate.
final class TerminalReport {

  private static final int FRAMES = 3;
  private static final int LINES = 9;
  private static final int BAR = 20;
  private static final int MEASURED_COLUMNS = 15;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";

  private final Report report;
  private final ReportOptions options;
  private final Ink ink;
  private final Tally tally;
  private final StringBuilder out = new StringBuilder();

  TerminalReport(Report report, ReportOptions options) {
    this.report = report;
    this.options = options;
    this.ink = new Ink(options.colour());
    this.tally = new Tally(report);
  }

  String text() {
    head();
    phases();
    findings();
    load();
    score();
    checklist();
    gate();
    files();
    return out.toString();
  }

  private void line(String text) {
    out.append(text.stripTrailing()).append('\n');
  }

  private void head() {
    Report.Run run = report.run();
    String commit = run.commit().isEmpty() ? "" : run.commit() + (run.dirty() ? "+" : "");
    line(
        ink.bold(Text.line(report.tool().name()))
            + " "
            + Text.line(report.tool().version())
            + "  "
            + ink.bold(Text.line(run.project()))
            + "  "
            + ink.muted(Text.line(run.branch() + " " + shorten(commit)).strip()));
    line("");
  }

  private static String shorten(String commit) {
    boolean hash = commit.length() >= 12 && commit.matches("[0-9a-f]+\\+?");
    return hash ? commit.substring(0, 7) + (commit.endsWith("+") ? "+" : "") : commit;
  }

  private void phases() {
    for (Report.Phase phase : report.numbers().phases()) {
      String name = Text.cut(Text.line(phase.name()), 12);
      String detail = Text.cut(Text.line(phase.detail()), options.width() - 32);
      line(
          Figures.say(
              "  %s %s%s%s",
              ink.good("✓"),
              pad(name, 14),
              pad(detail, Math.min(46, options.width() - 30)),
              ink.muted(Figures.duration(phase.durationMs()))));
    }
    List<String> missing =
        report.evidence().stream()
            .filter(e -> !e.status().equals("ok"))
            .map(e -> Text.line(e.name()).toLowerCase(Locale.ROOT))
            .toList();
    if (!missing.isEmpty()) {
      wrapped("  – ", "not measured: " + String.join(", ", missing));
    }
    report.run().warnings().forEach(w -> wrapped("  ! ", Text.line(w)));
    line("");
  }

  private void wrapped(String head, String text) {
    String indent = " ".repeat(head.length());
    String before = head;
    for (String part : CodeFrame.wrap(text, options.width() - head.length())) {
      line(ink.muted(before + part));
      before = indent;
    }
  }

  private void findings() {
    List<Finding> counted = tally.counted();
    if (counted.isEmpty()) {
      line("  " + ink.good("✓") + " nothing found");
      line("");
    }
    int frames = Math.min(FRAMES, counted.size());
    for (Finding finding : counted.subList(0, frames)) {
      out.append(new CodeFrame(finding, tally, ink, options.width()).text());
      line("");
    }
    List<Finding> rest = counted.subList(frames, counted.size());
    List<Finding> listed = options.all() ? rest : rest.subList(0, Math.min(LINES, rest.size()));
    list(listed);
    List<Finding> hidden = rest.subList(listed.size(), rest.size());
    if (!hidden.isEmpty()) {
      line("  " + ink.muted("… " + Tally.counts(hidden) + " more (--all)"));
    }
    if (!tally.suppressed().isEmpty()) {
      line("  " + ink.muted(Figures.count(tally.suppressed().size(), "finding") + " suppressed"));
    }
    if (!rest.isEmpty() || !tally.suppressed().isEmpty()) {
      line("");
    }
  }

  private void list(List<Finding> findings) {
    int places = findings.stream().mapToInt(f -> place(f).length()).max().orElse(0);
    int column = Math.min(places, options.width() * 2 / 5);
    for (Finding finding : findings) {
      String cost = cost(finding);
      int room = options.width() - 13 - column - 2 - (cost.isEmpty() ? 0 : cost.length() + 2);
      Severity severity = finding.severity();
      String title = Text.cut(Text.line(tally.title(finding)), Math.max(20, room));
      line(
          Figures.say(
              "  %s %s%s  %s%s",
              ink.severity(severity, Ink.sign(severity)),
              ink.severity(severity, pad(severity.id(), 9)),
              ink.link(pad(tail(place(finding), column), column)),
              pad(title, cost.isEmpty() ? 0 : room),
              cost.isEmpty() ? "" : "  " + ink.muted(cost)));
    }
  }

  private void load() {
    LoadTests load = report.load();
    if (load.isNone()) {
      return;
    }
    line("  " + ink.bold("Load test") + "  " + ink.muted(LoadWords.headline(load)));
    for (LoadTests.Run run : load.runs()) {
      String name = Text.cut(Text.line(run.name()), 40);
      String mark = LoadWords.saturated(run) ? "  " + ink.poor("saturated") : "";
      line("  " + name + "  " + ink.muted(LoadWords.run(run)) + mark);
    }
    List<LoadTests.Task> shown =
        options.all() ? load.tasks() : load.tasks().stream().limit(LINES).toList();
    int names = shown.stream().mapToInt(t -> Text.columns(taskName(t))).max().orElse(0);
    int column = Math.clamp(names, 5, Math.max(12, options.width() - 60));
    line(ink.muted("    " + pad("", column) + served("p50", "p95", "p99", "per s", "failed")));
    shown.forEach(task -> task(Text.cut(taskName(task), column), column, task.served()));
    int hidden = load.tasks().size() - shown.size();
    if (hidden > 0) {
      line("    " + ink.muted("… " + hidden + " more (--all)"));
    }
    line("");
  }

  private static String taskName(LoadTests.Task task) {
    return Text.line(LoadWords.name(task));
  }

  private void task(String name, int column, LoadTests.Served served) {
    double objective = report.run().objectiveMs();
    boolean bad = served.failedShare() >= 0.01 || (served.knowsP95() && served.p95Ms() > objective);
    String text =
        pad(name, column)
            + served(
                LoadWords.p50(served),
                LoadWords.p95(served),
                LoadWords.p99(served),
                Figures.number(served.perSecond()),
                served.failed() == 0 ? "none" : Figures.percent(served.failedShare()));
    line("  " + (bad ? ink.poor("✗ ") : ink.good("✓ ")) + text);
  }

  private static String served(String p50, String p95, String p99, String rate, String failed) {
    return Figures.say("  %9s %9s %9s %9s %8s", p50, p95, p99, rate, failed);
  }

  private static String place(Finding finding) {
    return Text.line(finding.sighting().location().toString());
  }

  /// The end of a place says more than its start.
  private static String tail(String place, int columns) {
    return place.length() <= columns
        ? place
        : "…" + Text.encodable(place.substring(place.length() - columns + 1));
  }

  private static String cost(Finding finding) {
    return finding.cost() instanceof Cost.Modelled cost
        ? Figures.amount(cost.before(), cost.unit())
            + " → "
            + Figures.amount(cost.after(), cost.unit())
        : "";
  }

  private static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - Text.columns(text)));
  }

  private void score() {
    Report.Score score = report.score();
    switch (score.value()) {
      case Value.Known(double value) ->
          line(
              Figures.say(
                  "  %s  %s   %s",
                  ink.bold("Performance health"),
                  ink.bold(ink.score(value, Figures.score(value) + " / 10")),
                  ink.muted(bounds(score))));
      case Value.NotMeasured(String why) -> line("  Performance health not measured: " + why);
    }
    report.categories().forEach(this::category);
    if (score.ifFixed() instanceof Value.Known(double fixed)
        && tally.count(Severity.CRITICAL) + tally.count(Severity.HIGH) > 0) {
      line(
          "  "
              + ink.good(Figures.score(fixed))
              + ink.muted(" if every Critical and High is fixed"));
    }
    line("");
    wrapped("  ", Text.line(report.run().verdict()));
    line("");
  }

  private String bounds(Report.Score score) {
    String provisional = report.run().provisional() ? "provisional, " : "";
    return provisional
        + Figures.percent(score.measuredShare())
        + " measured: between "
        + Figures.score(score.lo())
        + " and "
        + Figures.score(score.hi());
  }

  private void category(CategoryScore category) {
    String name = pad(category.category().title(), 22);
    int room = options.width() - 54 - MEASURED_COLUMNS;
    switch (category.value()) {
      case Value.Known(double value) -> {
        boolean hollow = category.measuredShare() < 0.5;
        String bar = hollow ? bar(value).replace('█', '▒') : bar(value);
        String fact = Text.cut(Text.line(category.keyFact()), Math.max(12, room));
        line(
            Figures.say(
                "  %s%s  %s  %s  %s",
                name,
                ink.score(value, Figures.say("%4s", Figures.score(value))),
                ink.score(value, bar),
                room < 12 ? "" : pad(fact, Math.min(room, 48)),
                ink.muted(measured(category))));
      }
      case Value.NotMeasured(String why) ->
          line(
              Figures.say(
                  "  %s%s  %s  %s", name, "   –", "╌".repeat(BAR), ink.muted(Text.line(why))));
    }
  }

  private static String measured(CategoryScore category) {
    return category.measuredShare() < 0.5
        ? "source only"
        : category.measuredAudits() == category.audits()
            ? ""
            : category.measuredAudits() + " of " + category.audits() + " measured";
  }

  /// In eighths of a cell.
  static String bar(double outOfTen) {
    int eighths = (int) Math.round(Math.clamp(outOfTen, 0, 10) / 10 * BAR * 8);
    String full = "█".repeat(eighths / 8);
    String part = eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8, eighths % 8 + 1);
    return full + part + "░".repeat(BAR - full.length() - part.length());
  }

  private void checklist() {
    String marks =
        Arrays.stream(Mark.values())
            .map(mark -> countOf(mark) + " " + mark.id())
            .filter(text -> !text.startsWith("0 "))
            .collect(Collectors.joining(" · "));
    if (!marks.isEmpty()) {
      line("  " + ink.bold("checklist") + "  " + marks);
    }
  }

  private long countOf(Mark mark) {
    return report.checklist().stream().filter(item -> item.mark() == mark).count();
  }

  private void gate() {
    Report.Gate gate = report.gate();
    if (!gate.configured()) {
      return;
    }
    if (gate.passed()) {
      line(
          "  "
              + ink.good("✓ gate passed")
              + "  "
              + Figures.count(gate.budgets().size(), "budget")
              + " kept");
      return;
    }
    String broken =
        gate.budgets().stream()
            .filter(b -> !b.passed())
            .map(TerminalReport::budget)
            .collect(Collectors.joining(" · "));
    line("  " + ink.poor(ink.bold("✗ gate failed")) + "  " + broken);
  }

  private static String budget(Budget budget) {
    return Text.line(
        Figures.say("%s %s, budget %s", budget.name(), budget.actual(), budget.expected()));
  }

  private void files() {
    if (!options.written().isEmpty()) {
      line("  " + ink.bold("report") + "     " + Text.line(String.join("  ", options.written())));
    }
  }
}
