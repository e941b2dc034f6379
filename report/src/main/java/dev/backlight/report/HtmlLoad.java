package dev.backlight.report;

import dev.backlight.model.LoadTests;
import dev.backlight.model.LoadTests.Run;
import dev.backlight.model.LoadTests.Served;
import dev.backlight.model.LoadTests.Task;
import dev.backlight.model.Report;
import dev.backlight.model.Report.RouteEntry;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The load tests: how they went, and what each route did, drawn beside the objective.
final class HtmlLoad {

  private static final int TASKS = 200;

  private final Report report;
  private final LoadTests load;
  private final Html html;
  private final Map<String, Integer> findings;
  private final double scaleMs;

  HtmlLoad(Report report, Html html) {
    this.report = report;
    this.load = report.load();
    this.html = html;
    this.findings =
        report.routes().stream()
            .collect(Collectors.toMap(RouteEntry::name, RouteEntry::findings, Integer::sum));
    double longest =
        load.tasks().stream().map(Task::served).mapToDouble(HtmlLoad::longest).max().orElse(0);
    this.scaleMs = Math.max(longest, report.run().objectiveMs()) * 1.04;
  }

  private static double longest(Served served) {
    return Math.max(served.p50Ms(), Math.max(served.p95Ms(), served.p99Ms()));
  }

  void write() {
    if (load.isNone()) {
      return;
    }
    html.open("section", "id", "load", "aria-labelledby", "load-h").open("div.shead");
    html.element("h2", "Load test", "id", "load-h");
    html.element("p.sort", LoadWords.headline(load)).close();
    html.open("ul.runs");
    load.runs().forEach(this::run);
    html.close();
    table();
    html.close().ln();
  }

  private void run(Run run) {
    html.open("li").open("p").element("b", run.name()).text(" ");
    html.element("code", run.target()).text(" ").element("span", Places.time(run.startedAt()));
    html.close().open("p").text(LoadWords.run(run));
    if (LoadWords.saturated(run)) {
      html.text(" ").element("b.poor", "saturated: it completes less than is offered");
    }
    html.close();
    run.notes().forEach(note -> html.element("p.mut", note));
    html.close();
  }

  private void table() {
    html.open("div.scroll", "tabindex", "0").open("table.list.served").open("thead").open("tr");
    html.element("th", "Route", "scope", "col");
    html.open("th", "scope", "col").text("Response time, ");
    html.element("span.k50", "p50").text(" to ").element("span.k95", "p95").text(" to ");
    html.element("span.k99", "p99").text(", ");
    html.element("span.kobj", "objective " + Figures.amount(report.run().objectiveMs(), "ms"));
    html.close();
    for (String head :
        List.of("p50", "p95", "p99", "Per second", "Failed", "In flight", "Findings")) {
      html.element("th", head, "scope", "col");
    }
    html.close().close().open("tbody");
    load.tasks().stream().limit(TASKS).forEach(task -> row(task, task.served()));
    if (load.tasks().size() > 1) {
      row(new Task("all", "", load.total()), load.total());
    }
    html.close().close().close();
    if (load.tasks().size() > TASKS) {
      html.element("p.more", Figures.say("%,d more in the JSON", load.tasks().size() - TASKS));
    }
  }

  private void row(Task task, Served served) {
    html.open("tr").open("td");
    if (task.route().isEmpty()) {
      html.element("span.nm", task.name());
    } else {
      html.element("code", task.route());
      if (!task.name().equals(task.route())) {
        html.text(" ").element("span.mut", task.name());
      }
    }
    html.close().open("td.range");
    range(served);
    html.close();
    html.element("td.num", LoadWords.p50(served));
    html.element("td.num." + band(served.p95Ms(), served.knowsP95()), LoadWords.p95(served));
    html.element("td.num", LoadWords.p99(served));
    html.element("td.num", Figures.number(served.perSecond()));
    html.element(
        served.failed() > 0 ? "td.num.poor" : "td.num",
        served.failed() == 0 ? "none" : Figures.percent(served.failedShare()));
    html.element("td.num", LoadWords.busy(served, load));
    Integer count = findings.get(task.route());
    html.element("td.num", count == null ? "" : Figures.say("%,d", count)).close();
  }

  /// Within the objective, within twice of it (half the score), above.
  private String band(double p95, boolean known) {
    double objective = report.run().objectiveMs();
    return !known ? "none" : p95 <= objective ? "good" : p95 <= 2 * objective ? "fair" : "poor";
  }

  /// A thick bar from the median to the 95th percentile, a thin one on to the 99th.
  private void range(Served served) {
    if (served.succeeded() == 0) {
      return;
    }
    double p95 = served.knowsP95() ? served.p95Ms() : served.p50Ms();
    double p99 = served.knowsP99() ? served.p99Ms() : p95;
    html.open("span.lat", "aria-hidden", "true");
    html.element("i.tail", "", "style", at(p95, p99));
    html.element("i.body", "", "style", at(served.p50Ms(), p95));
    html.element("i.mid", "", "style", "left:" + percent(served.p50Ms()));
    html.element("i.obj", "", "style", "left:" + percent(report.run().objectiveMs()));
    html.close();
  }

  private String at(double from, double to) {
    return "left:" + percent(from) + ";width:" + percent(to - from);
  }

  private String percent(double ms) {
    return Figures.say("%.2f%%", Math.clamp(100 * ms / scaleMs, 0, 100));
  }
}
