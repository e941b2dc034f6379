package dev.backlight.report;

import dev.backlight.model.LoadTests;
import dev.backlight.model.LoadTests.Run;
import dev.backlight.model.LoadTests.Served;
import dev.backlight.model.LoadTests.Task;

/// The load tests of a report as JSON, and back. A percentile of too few answers is null.
final class LoadJson {

  private final Json json;

  LoadJson(Json json) {
    this.json = json;
  }

  void write(LoadTests load) {
    json.put("open", load.open());
    json.objects("runs", load.runs(), this::run);
    json.object("total", () -> served(load.total()));
    json.objects("tasks", load.tasks(), this::task);
  }

  private void run(Run run) {
    json.put("name", run.name())
        .put("target", run.target())
        .put("startedAt", run.startedAt())
        .put("seconds", run.seconds())
        .put("open", run.open())
        .put("offeredPerSecond", run.offeredPerSecond())
        .put("completedPerSecond", run.completedPerSecond())
        .put("meanInFlight", run.meanInFlight())
        .strings("notes", run.notes());
  }

  void task(Task task) {
    json.put("name", task.name()).put("route", task.route());
    served(task.served());
  }

  private void served(Served served) {
    json.put("requests", served.requests())
        .put("perSecond", served.perSecond())
        .put("failed", served.failed())
        .put("broken", served.broken())
        .put("inFlight", served.inFlight())
        .put("p50Ms", served.p50Ms());
    time("p95Ms", served.p95Ms(), served.knowsP95());
    time("p99Ms", served.p99Ms(), served.knowsP99());
    json.put("maxMs", served.maxMs())
        .put("satisfied", served.satisfied())
        .put("tolerating", served.tolerating());
  }

  private void time(String name, double ms, boolean known) {
    if (known) {
      json.put(name, ms);
    } else {
      json.putNull(name);
    }
  }

  static LoadTests read(Node node) {
    return new LoadTests(
        node.objects("runs", LoadJson::run),
        node.flag("open"),
        served(node.object("total")),
        node.objects(
            "tasks", task -> new Task(task.text("name"), task.text("route"), served(task))));
  }

  private static Run run(Node node) {
    return new Run(
        node.text("name"),
        node.text("target"),
        node.text("startedAt"),
        node.number("seconds"),
        node.flag("open"),
        node.number("offeredPerSecond"),
        node.number("completedPerSecond"),
        node.number("meanInFlight"),
        node.strings("notes"));
  }

  private static Served served(Node node) {
    return new Served(
        node.wholeLong("requests"),
        node.number("perSecond"),
        node.wholeLong("failed"),
        node.wholeLong("broken"),
        node.number("inFlight"),
        node.number("p50Ms"),
        node.has("p95Ms") ? node.number("p95Ms") : 0,
        node.has("p99Ms") ? node.number("p99Ms") : 0,
        node.number("maxMs"),
        node.wholeLong("satisfied"),
        node.wholeLong("tolerating"));
  }
}
