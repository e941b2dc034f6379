package dev.backlight.load.report;

import dev.backlight.load.measure.Distribution;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.TaskResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// A run as Markdown, for a pull request.
public final class MarkdownReport {

  private static final int TIMES = 12;

  private final List<String> lines = new ArrayList<>();

  private MarkdownReport() {}

  public static String text(RunResult result, List<Judgement> judgements) {
    MarkdownReport report = new MarkdownReport();
    report.write(result, judgements);
    return String.join("\n", report.lines) + "\n";
  }

  private void write(RunResult result, List<Judgement> judgements) {
    lines.add("## Load: " + escaped(result.meta().target()));
    lines.add("");
    lines.add("**" + Verdict.of(result, judgements) + "**");
    if (!judgements.isEmpty()) {
      table("threshold", "measured", "");
      for (Judgement judgement : judgements) {
        row(judgement.expected(), judgement.actual(), judgement.passed() ? "holds" : "**broken**");
      }
    }
    table("task", "requests", "/s", "failed", "p50", "p95", "p99", "max");
    for (TaskResult task : result.byTask()) {
      Distribution times = task.response();
      row(
          task.task(),
          Figures.count(task.count()),
          Figures.rate(task.count() / Math.max(result.countedSeconds(), 1e-9)),
          Figures.share(task.errorShare()),
          Figures.time(times, 50),
          Figures.time(times, 95),
          Figures.time(times, 99),
          Figures.time(times, 100));
    }
    percentiles(result.total());
    overRate(Series.overRate(result));
    overTime(Series.overTime(result));
    TaskResult total = result.total();
    if (total.failed() > 0) {
      table("error", "requests");
      total.errors().entrySet().stream()
          .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
          .forEach(error -> row(error.getKey(), Figures.count(error.getValue())));
    }
    if (!result.notes().isEmpty()) {
      lines.add("");
      result.notes().forEach(note -> lines.add("> " + escaped(note)));
    }
  }

  private void percentiles(TaskResult total) {
    if (total.response().isEmpty()) {
      return;
    }
    table("percentile", "response, from intended start", "service, uncorrected");
    for (double percentile : new double[] {50, 75, 90, 95, 99, 99.9, 100}) {
      row(
          percentile == 100 ? "max" : TerminalReport.name(percentile),
          Figures.time(total.response(), percentile),
          Figures.time(total.service(), percentile));
    }
  }

  private void overRate(List<Series.Point> points) {
    if (points.size() < 3) {
      return;
    }
    table("offered/s", "completed/s", "failed/s", "p50", "p95", "p99");
    points.forEach(point -> row(cells(Figures.rate(point.offered()), point)));
  }

  /// A few rows: a comment is no place for a chart's worth of seconds.
  private void overTime(List<Series.Point> points) {
    if (points.size() < 3) {
      return;
    }
    table("second", "completed/s", "failed/s", "p50", "p95", "p99");
    int step = Math.max(1, (points.size() + TIMES - 1) / TIMES);
    for (int i = 0; i < points.size(); i += step) {
      Series.Point point = points.get(i);
      String mark = point.isVoid() ? " (void)" : "";
      row(cells(Math.round(point.second()) + mark, point));
    }
  }

  private static String[] cells(String first, Series.Point point) {
    return new String[] {
      first,
      Figures.rate(point.rate()),
      Figures.rate(point.failedRate()),
      Figures.time(point.response(), 50),
      Figures.time(point.response(), 95),
      Figures.time(point.response(), 99)
    };
  }

  private void table(String... head) {
    lines.add("");
    row(head);
    lines.add("|" + " --- |".repeat(head.length));
  }

  private void row(String... cells) {
    StringBuilder row = new StringBuilder("|");
    for (String cell : cells) {
      row.append(' ').append(escaped(cell)).append(" |");
    }
    lines.add(row.toString());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("\n", " ");
  }
}
