package dev.backlight.load.report;

import dev.backlight.load.measure.CheckResult;
import dev.backlight.load.measure.Distribution;
import dev.backlight.load.measure.PhaseResult;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.TaskResult;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The tables of a run's page. Where there is little room, they show what is asked for first.
final class HtmlTables {

  private static final double[] SHOWN = {50, 75, 90, 95, 99, 99.9, 100};

  /// Percentiles that are always shown.
  private static final Set<Double> FIRST = Set.of(50.0, 95.0, 99.0);

  private final Markup page;
  private final RunResult result;

  HtmlTables(Markup page, RunResult result) {
    this.page = page;
    this.result = result;
  }

  void tasks() {
    page.open("section").element("h2", "Tasks").open("div.scroll").open("table");
    head("task", "~requests", "~/s", "failed");
    for (TaskResult task : result.byTask()) {
      row("tr", task.task(), task, result.countedSeconds());
    }
    if (result.byTask().size() > 1) {
      row("tr.sum", "all", result.total(), result.countedSeconds());
    }
    page.close().close();
    splits();
    page.close().line();
  }

  /// The head of a table of times.
  private void head(String... cells) {
    page.open("tr");
    for (String cell : cells) {
      heading(cell);
    }
    for (double percentile : SHOWN) {
      page.element(
          "th" + style(percentile), percentile == 100 ? "max" : TerminalReport.name(percentile));
    }
    page.close();
  }

  private void columns(String... cells) {
    page.open("tr");
    for (String cell : cells) {
      heading(cell);
    }
    page.close();
  }

  /// What begins with `~` is left out where there is little room.
  private void heading(String cell) {
    boolean more = cell.startsWith("~");
    page.element(more ? "th.more" : "th", more ? cell.substring(1) : cell);
  }

  private static String style(double percentile) {
    return FIRST.contains(percentile) ? "" : ".more";
  }

  private void row(String style, String name, TaskResult task, double seconds) {
    page.open(style).element("td", name).element("td.more", Figures.count(task.count()));
    page.element("td.more", Figures.rate(seconds > 0 ? task.count() / seconds : 0));
    page.element(task.failed() > 0 ? "td.bad" : "td", Figures.share(task.errorShare()));
    times(task.response());
    page.close();
  }

  private void times(Distribution times) {
    for (double percentile : SHOWN) {
      page.element("td" + style(percentile), Figures.time(times, percentile));
    }
  }

  private void splits() {
    TaskResult total = result.total();
    page.element("h3", "Where the time went").open("div.scroll").open("table");
    head("part", "~values");
    Map<String, Distribution> parts = new LinkedHashMap<>();
    parts.put("response, from intended start", total.response());
    parts.put("service, uncorrected for waiting", total.service());
    parts.put("connect", total.splits().connect());
    parts.put("TLS", total.splits().tls());
    parts.put("first byte", total.splits().firstByte());
    parts.put("body", total.splits().body());
    parts.forEach((name, times) -> {
      if (!times.isEmpty()) {
        page.open("tr").element("td", name).element("td.more", Figures.count(times.count()));
        times(times);
        page.close();
      }
    });
    page.close().close();
  }

  void errors() {
    TaskResult total = result.total();
    if (total.failed() == 0 && result.stoppedUsers().isEmpty()) {
      return;
    }
    page.open("section").element("h2", "Errors").open("div.scroll").open("table.few");
    columns("kind", "requests", "share");
    total.errors().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .forEach(error -> {
          page.open("tr").element("td", error.getKey());
          page.element("td", Figures.count(error.getValue()));
          page.element("td", Figures.share((double) error.getValue() / total.count()));
          page.close();
        });
    result
        .stoppedUsers()
        .forEach((reason, count) ->
            page.open("tr")
                .element("td", "user stopped: " + reason)
                .element("td", Figures.count(count))
                .element("td", "")
                .close());
    page.close().close().close().line();
  }

  void checks() {
    if (result.checks().isEmpty()) {
      return;
    }
    page.open("section").element("h2", "Checks").open("div.scroll").open("table.few");
    columns("check", "held", "did not", "share");
    for (CheckResult check : result.checks()) {
      long count = Math.max(1, check.passed() + check.failed());
      page.open("tr").element("td", check.name()).element("td", Figures.count(check.passed()));
      page.element(check.failed() > 0 ? "td.bad" : "td", Figures.count(check.failed()));
      page.element("td", Figures.share((double) check.passed() / count)).close();
    }
    page.close().close().close().line();
  }

  void phases() {
    page.open("section").element("h2", "Phases").open("div.scroll").open("table");
    columns(
        "phase",
        "~model",
        "~time",
        "offered/s",
        "~completed/s",
        "~in flight",
        "p50",
        "p99",
        "failed");
    for (PhaseResult phase : result.phases()) {
      TaskResult total = result.phaseTotal(phase.name());
      String mark = TerminalReport.mark(phase);
      page.open("tr").element("td", phase.name() + mark);
      page.element("td.more", phase.model() == PhaseResult.Model.OPEN ? "open" : "closed");
      page.element("td.more", Figures.seconds(phase.seconds()));
      page.element(
          "td", phase.offeredPerSecond() > 0 ? Figures.rate(phase.offeredPerSecond()) : "–");
      page.element("td.more", Figures.rate(total.count() / Math.max(phase.seconds(), 1e-9)));
      page.element("td.more", Figures.rate(phase.meanInFlight()));
      page.element("td", Figures.time(total.response(), 50));
      page.element("td", Figures.time(total.response(), 99));
      page.element("td", Figures.share(total.errorShare())).close();
    }
    page.close().close().close().line();
  }
}
