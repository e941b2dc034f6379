package dev.backlight.report;

import dev.backlight.model.LoadTests;
import dev.backlight.model.LoadTests.Run;
import dev.backlight.model.LoadTests.Served;
import dev.backlight.model.LoadTests.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What load tests measured, in words.
final class LoadWords {

  private LoadWords() {}

  /// The route, or the task's own name where its route is unknown.
  static String name(Task task) {
    return task.route().isEmpty() ? task.name() : task.route();
  }

  /// `p50 12 ms, p95 80 ms at 12/s, 0.2 % failed`.
  static String times(Served served) {
    List<String> parts = new ArrayList<>();
    if (served.succeeded() > 0) {
      parts.add("p50 " + Figures.amount(served.p50Ms(), "ms"));
    }
    if (served.knowsP95()) {
      parts.add("p95 " + Figures.amount(served.p95Ms(), "ms"));
    }
    if (served.knowsP99()) {
      parts.add("p99 " + Figures.amount(served.p99Ms(), "ms"));
    }
    String times = parts.isEmpty() ? "no answer" : String.join(", ", parts);
    return Figures.say("%s at %s/s, %s", times, Figures.number(served.perSecond()), failed(served));
  }

  static String failed(Served served) {
    return served.failed() == 0 ? "none failed" : Figures.percent(served.failedShare()) + " failed";
  }

  /// What was measured on the routes that reach a finding, at most two of them.
  static String measured(List<Task> tasks) {
    String shown =
        tasks.stream()
            .limit(2)
            .map(task -> name(task) + " " + times(task.served()))
            .collect(Collectors.joining("; "));
    return tasks.size() > 2 ? shown + Figures.say("; and %d more routes", tasks.size() - 2) : shown;
  }

  static String time(double ms, boolean known) {
    return known ? Figures.amount(ms, "ms") : "–";
  }

  static String p50(Served served) {
    return time(served.p50Ms(), served.succeeded() > 0);
  }

  static String p95(Served served) {
    return time(served.p95Ms(), served.knowsP95());
  }

  static String p99(Served served) {
    return time(served.p99Ms(), served.knowsP99());
  }

  /// Its share of all requests that were being served.
  static String busy(Served served, LoadTests load) {
    double all = load.total().inFlight();
    return all <= 0
        ? Figures.number(served.inFlight())
        : Figures.say(
            "%s (%s)", Figures.number(served.inFlight()), Figures.percent(served.inFlight() / all));
  }

  /// How a run went: `120 s, 50/s offered, 49.8/s completed, 2.1 in flight`.
  static String run(Run run) {
    String offered =
        run.open() ? Figures.number(run.offeredPerSecond()) + "/s offered, " : "closed model, ";
    return Figures.say(
        "%s s, %s%s/s completed, %s in flight",
        Figures.number(run.seconds()),
        offered,
        Figures.number(run.completedPerSecond()),
        Figures.number(run.meanInFlight()));
  }

  /// In an open model a server that completes less than is offered is saturated.
  static boolean saturated(Run run) {
    return run.open() && run.completedPerSecond() < 0.98 * run.offeredPerSecond();
  }

  static String headline(LoadTests load) {
    return Figures.say(
        "%,d requests, %s model", load.total().requests(), load.open() ? "open" : "closed");
  }
}
