package dev.backlight.load.report;

import dev.backlight.load.measure.CheckResult;
import dev.backlight.load.measure.Distribution;
import dev.backlight.load.measure.GeneratorHealth;
import dev.backlight.load.measure.PhaseResult;
import dev.backlight.load.measure.PhaseResult.Model;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.TaskResult;
import dev.backlight.load.measure.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// A run on a terminal.
public final class TerminalReport {

  private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.9};

  /// Of a terminal that is narrower than the longest line.
  private static final double[] NARROW_PERCENTILES = {50, 95, 99};

  private static final int WIDE = 98;

  private final RunResult result;
  private final List<Judgement> judgements;
  private final boolean color;
  private final int columns;
  private final List<String> lines = new ArrayList<>();

  private TerminalReport(RunResult result, List<Judgement> judgements, boolean color, int columns) {
    this.result = result;
    this.judgements = judgements;
    this.color = color;
    this.columns = columns;
  }

  public static String text(
      RunResult result, List<Judgement> judgements, boolean color, int columns) {
    return new TerminalReport(result, judgements, color, columns).text();
  }

  private String text() {
    TaskResult total = result.total();
    headline(total);
    times(total);
    if (result.byTask().size() > 1) {
      tasks();
    }
    if (result.phases().size() > 1) {
      phases();
    }
    overRate();
    errors(total);
    checks();
    health();
    judgements();
    notes();
    lines.add("");
    return String.join("\n", lines);
  }

  private void headline(TaskResult total) {
    lines.add("");
    lines.add("  " + bold(result.meta().target()));
    lines.add(
        "  "
            + bold(Figures.rate(result.ratePerSecond()) + " requests/s")
            + " over "
            + Figures.seconds(result.countedSeconds())
            + ", "
            + Figures.count(total.count())
            + " in all, "
            + errorText(total)
            + ", "
            + Figures.bytes(total.bytesReceived())
            + " of bodies received");
    List<Double> rates = result.windows().stream().map(Window::ratePerSecond).toList();
    if (rates.size() > 3) {
      List<Double> slow =
          result.windows().stream().map(w -> w.response().percentileMillis(95)).toList();
      lines.add("  " + faint("rate ") + cyan(Sparkline.of(rates, columns - 12)));
      lines.add("  " + faint("p95  ") + cyan(Sparkline.of(slow, columns - 12)));
    }
  }

  private String errorText(TaskResult total) {
    String text = Figures.count(total.failed()) + " failed";
    return total.failed() == 0
        ? "none failed"
        : red(text + " (" + Figures.share(total.errorShare()) + ")");
  }

  private void times(TaskResult total) {
    boolean closed = result.phases().stream().anyMatch(p -> p.model() == Model.CLOSED);
    heading("Time");
    TextTable table = new TextTable();
    List<String> head = new ArrayList<>(List.of(""));
    for (double percentile : shown()) {
      head.add(name(percentile));
    }
    head.addAll(List.of("max", "mean"));
    table.row(head.toArray(String[]::new));
    table.row(percentiles(closed ? "response" : "response, from intended start", total.response()));
    if (!total.service().isEmpty()) {
      table.row(
          percentiles(closed ? "service" : "service, uncorrected for waiting", total.service()));
    }
    if (!total.splits().connect().isEmpty()) {
      table.row(percentiles("  connect", total.splits().connect()));
    }
    if (!total.splits().tls().isEmpty()) {
      table.row(percentiles("  TLS", total.splits().tls()));
    }
    table.row(percentiles("  first byte", total.splits().firstByte()));
    table.row(percentiles("  body", total.splits().body()));
    addTable(table);
  }

  /// Those that a line of this terminal has room for.
  private double[] shown() {
    return columns < WIDE ? NARROW_PERCENTILES : PERCENTILES;
  }

  private String[] percentiles(String name, Distribution times) {
    List<String> row = new ArrayList<>(List.of(name));
    for (double percentile : shown()) {
      row.add(Figures.time(times, percentile));
    }
    row.add(Figures.time(times, 100));
    row.add(times.isEmpty() ? "–" : Figures.time(times.meanNanos()));
    return row.toArray(String[]::new);
  }

  static String name(double percentile) {
    return "p" + (percentile % 1 == 0 ? "" + (int) percentile : "" + percentile);
  }

  private void tasks() {
    heading("Tasks");
    TextTable table =
        new TextTable().row("", "requests", "/s", "failed", "p50", "p95", "p99", "max");
    for (TaskResult task : result.byTask()) {
      table.row(row(task.task(), task, result.countedSeconds()));
    }
    addTable(table);
  }

  private void phases() {
    heading("Phases");
    TextTable table =
        new TextTable().row("", "requests", "/s", "failed", "p50", "p95", "p99", "max");
    for (PhaseResult phase : result.phases()) {
      table.row(row(phase.name() + mark(phase), result.phaseTotal(phase.name()), phase.seconds()));
    }
    addTable(table);
  }

  static String mark(PhaseResult phase) {
    if (phase.warmUp()) {
      return phase.isVoid() ? " (warm-up, void)" : " (warm-up)";
    }
    return phase.isVoid() ? " (void)" : "";
  }

  /// How times grow with the load, where the load varied.
  private void overRate() {
    List<Series.Point> points = Series.overRate(result);
    if (points.size() < 3) {
      return;
    }
    heading("Over the offered rate");
    TextTable table = new TextTable().row("", "completed/s", "failed/s", "p50", "p95", "p99");
    for (Series.Point point : points) {
      table.row(
          Figures.rate(point.offered()) + "/s",
          Figures.rate(point.rate()),
          Figures.rate(point.failedRate()),
          Figures.time(point.response(), 50),
          Figures.time(point.response(), 95),
          Figures.time(point.response(), 99));
    }
    addTable(table);
  }

  private static String[] row(String name, TaskResult task, double seconds) {
    Distribution times = task.response();
    return new String[] {
      name,
      Figures.count(task.count()),
      Figures.rate(seconds > 0 ? task.count() / seconds : 0),
      task.failed() == 0 ? "0" : Figures.share(task.errorShare()),
      Figures.time(times, 50),
      Figures.time(times, 95),
      Figures.time(times, 99),
      Figures.time(times, 100)
    };
  }

  private void errors(TaskResult total) {
    if (total.failed() == 0 && result.stoppedUsers().isEmpty()) {
      return;
    }
    heading("Errors");
    TextTable table = new TextTable();
    total.errors().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .forEach(error ->
            table.row(
                error.getKey(),
                Figures.count(error.getValue()),
                Figures.share((double) error.getValue() / total.count())));
    result
        .stoppedUsers()
        .forEach((reason, count) -> table.row("user stopped: " + reason, Figures.count(count)));
    table.lines().forEach(line -> lines.add(red(line)));
  }

  private void checks() {
    if (result.checks().isEmpty()) {
      return;
    }
    heading("Checks");
    TextTable table = new TextTable();
    for (CheckResult check : result.checks()) {
      double share = (double) check.passed() / Math.max(1, check.passed() + check.failed());
      table.row(check.name(), Figures.count(check.passed()), Figures.share(share));
    }
    lines.addAll(table.lines());
  }

  private void health() {
    GeneratorHealth health = result.health();
    heading("Generator");
    lines.add(
        "  CPU "
            + Figures.share(health.cpuShare())
            + " of this machine, busiest loop "
            + Figures.share(health.busiestLoopShare())
            + "; GC "
            + Figures.count(health.gcPauses())
            + (health.gcPauses() == 1 ? " pause, " : " pauses, ")
            + Figures.time(health.gcPauseMillis() * 1e6)
            + "; starts late "
            + Figures.count(health.late())
            + ", lag p99 "
            + Figures.time(health.scheduleLag(), 99));
  }

  private void judgements() {
    if (judgements.isEmpty()) {
      return;
    }
    heading("Thresholds");
    for (Judgement judgement : judgements) {
      String line =
          "  %s %s: %s"
              .formatted(
                  judgement.passed() ? "ok    " : "failed",
                  judgement.expected(),
                  judgement.actual());
      lines.add(judgement.passed() ? green(line) : red(line));
    }
  }

  private void notes() {
    if (result.notes().isEmpty()) {
      return;
    }
    lines.add("");
    for (String note : result.notes()) {
      lines.addAll(wrapped(note));
    }
  }

  private List<String> wrapped(String text) {
    int width = Math.clamp(columns - 4, 40, 100);
    List<String> wrapped = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (line.length() + word.length() + 1 > width) {
        wrapped.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? (wrapped.isEmpty() ? "! " : "  ") : " ").append(word);
    }
    wrapped.add(line.toString());
    return wrapped.stream().map(part -> "  " + part).toList();
  }

  private void heading(String text) {
    lines.add("");
    lines.add("  " + bold(text));
  }

  private void addTable(TextTable table) {
    List<String> rows = table.lines();
    lines.add(faint(rows.getFirst()));
    lines.addAll(rows.subList(1, rows.size()));
  }

  private String bold(String text) {
    return with("1", text);
  }

  private String faint(String text) {
    return with("2", text);
  }

  private String red(String text) {
    return with("31", text);
  }

  private String green(String text) {
    return with("32", text);
  }

  private String cyan(String text) {
    return with("36", text);
  }

  private String with(String code, String text) {
    return color && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
