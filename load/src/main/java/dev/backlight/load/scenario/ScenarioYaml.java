package dev.backlight.load.scenario;

import dev.backlight.load.pace.Arrivals;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Users;
import dev.backlight.load.scenario.YamlText.Raw;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes scenarios as [ScenarioReader] reads them.
public final class ScenarioYaml {

  private ScenarioYaml() {}

  /// @throws EvaluationException for what the format cannot say, such as exact arrivals
  public static String write(Scenario scenario) throws EvaluationException {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("name", scenario.name());
    if (!scenario.target().isEmpty()) {
      root.put("target", scenario.target());
    }
    if (!scenario.timeout().isZero()) {
      root.put("timeout", Durations.text(scenario.timeout()));
    }
    if (!scenario.variables().isEmpty()) {
      Map<String, Object> variables = new LinkedHashMap<>();
      scenario.variables().forEach((name, value) -> variables.put(name, ValueYaml.of(value)));
      root.put("variables", variables);
    }
    if (!scenario.feeds().isEmpty()) {
      Map<String, Object> feeds = new LinkedHashMap<>();
      scenario.feeds().forEach(feed -> feeds.put(feed.name(), feed(feed)));
      root.put("feeds", feeds);
    }
    if (!scenario.procedures().isEmpty()) {
      Map<String, Object> procedures = new LinkedHashMap<>();
      for (Procedure procedure : scenario.procedures()) {
        Map<String, Object> own = new LinkedHashMap<>();
        words(own, "parameters", procedure.parameters());
        words(own, "locals", procedure.locals());
        own.put("steps", StepYaml.steps(procedure.steps()));
        procedures.put(procedure.name(), own);
      }
      root.put("procedures", procedures);
    }
    if (!scenario.setup().isEmpty()) {
      root.put("setup", StepYaml.steps(scenario.setup()));
    }
    if (!scenario.teardown().isEmpty()) {
      root.put("teardown", StepYaml.steps(scenario.teardown()));
    }
    Map<String, Object> users = new LinkedHashMap<>();
    for (UserKind kind : scenario.users()) {
      users.put(kind.name(), user(kind));
    }
    root.put("users", users);
    if (!scenario.phases().isEmpty()) {
      List<Object> phases = new ArrayList<>();
      for (Phase phase : scenario.phases()) {
        phases.add(phase(phase));
      }
      root.put("phases", phases);
    }
    if (!scenario.thresholds().isEmpty()) {
      root.put("thresholds", scenario.thresholds().stream().map(ScenarioYaml::threshold).toList());
    }
    return YamlText.of(root);
  }

  private static void words(Map<String, Object> map, String key, List<String> words) {
    if (!words.isEmpty()) {
      map.put(key, words);
    }
  }

  private static Object threshold(Threshold threshold) {
    return threshold.task().isEmpty()
        ? threshold.text()
        : Map.of(threshold.task(), threshold.text());
  }

  private static Object feed(Feed feed) {
    Map<String, Object> own = new LinkedHashMap<>();
    switch (feed.source()) {
      case Feed.Csv csv -> csv(csv, own);
      case Feed.Json(String file) -> own.put("json", file);
      case Feed.Lines(String file) -> own.put("lines", file);
      case Feed.Rows(List<Map<String, Value>> rows) ->
          own.put(
              "rows",
              rows.stream()
                  .map(row -> {
                    Map<String, Object> cells = new LinkedHashMap<>();
                    row.forEach((name, cell) ->
                        cells.put(name, ValueYaml.of(new Expression.Literal(cell))));
                    return cells;
                  })
                  .toList());
      case Feed.Generated(Map<String, Expression> columns) -> {
        Map<String, Object> each = new LinkedHashMap<>();
        columns.forEach((name, value) -> each.put(name, ValueYaml.of(value)));
        own.put("each", each);
      }
    }
    if (feed.order() != Feed.Order.CIRCULAR) {
      own.put("order", feed.order().name().toLowerCase(Locale.ROOT));
    }
    return own;
  }

  private static void csv(Feed.Csv csv, Map<String, Object> own) {
    own.put("csv", csv.path());
    switch (csv.columns()) {
      case Feed.FirstLine _ -> {}
      case Feed.Named(List<String> names) -> own.put("columns", names);
      case Feed.Unnamed _ -> own.put("columns", "none");
    }
    if (csv.delimiter() != ',') {
      own.put("delimiter", new Raw(Json.write(Value.of(String.valueOf(csv.delimiter())))));
    }
    if (csv.skip() > 0) {
      own.put("skip", new Raw(String.valueOf(csv.skip())));
    }
  }

  private static Object user(UserKind kind) {
    Map<String, Object> own = new LinkedHashMap<>();
    if (kind.weight() != 1) {
      own.put("weight", new Raw(Durations.plain(kind.weight())));
    }
    if (kind.fixedCount() > 0) {
      own.put("count", new Raw(String.valueOf(kind.fixedCount())));
    }
    if (!kind.headers().isNothing()) {
      own.put("headers", ValueYaml.of(kind.headers()));
    }
    own.putAll(taskSet(kind.tasks()));
    return own;
  }

  static Map<String, Object> taskSet(TaskSet set) {
    Map<String, Object> own = new LinkedHashMap<>();
    if (set.order() != TaskSet.Order.RANDOM) {
      own.put("order", set.order().name().toLowerCase(Locale.ROOT));
    }
    if (!set.think().equals(Think.NONE)) {
      own.put("think", think(set.think()));
    }
    if (!set.onStart().isEmpty()) {
      own.put("on_start", StepYaml.steps(set.onStart()));
    }
    if (!set.onStop().isEmpty()) {
      own.put("on_stop", StepYaml.steps(set.onStop()));
    }
    Map<String, Object> tasks = new LinkedHashMap<>();
    for (Task task : set.tasks()) {
      Map<String, Object> each = new LinkedHashMap<>();
      if (task.weight() != 1) {
        each.put("weight", new Raw(Durations.plain(task.weight())));
      }
      words(each, "tags", task.tags());
      each.put("steps", StepYaml.steps(task.steps()));
      String name = task.name();
      while (tasks.containsKey(name)) {
        name += " again";
      }
      tasks.put(name, each.size() == 1 ? each.get("steps") : each);
    }
    own.put("tasks", tasks);
    return own;
  }

  static String think(Think think) {
    return switch (think) {
      case Think.Constant(Duration time) -> Durations.text(time);
      case Think.Between(Duration least, Duration most) ->
          Durations.text(least) + ".." + Durations.text(most);
      case Think.Exponential(Duration mean) -> "exponential " + Durations.text(mean);
      case Think.Pacing(Duration time) -> "pacing " + Durations.text(time);
      case Think.Seconds(Expression seconds) -> "${" + ExpressionText.of(seconds) + "}";
    };
  }

  private static Object phase(Phase phase) throws EvaluationException {
    Map<String, Object> own = new LinkedHashMap<>();
    own.put("name", phase.name());
    switch (phase) {
      case Phase.Closed closed ->
          own.put(
              "users",
              switch (closed.users()) {
                case Users.Constant(int users) -> new Raw(String.valueOf(users));
                case Users.Ramp(int from, int to) -> from + ".." + to;
                case Users.Steps(List<Integer> users) ->
                    users.stream().map(each -> new Raw(String.valueOf(each))).toList();
              });
      case Phase.Open open -> arrivals(open, own);
    }
    own.put("for", Durations.text(phase.duration()));
    if (phase.warmUp()) {
      own.put("warm_up", new Raw("true"));
    }
    return own;
  }

  private static void arrivals(Phase.Open open, Map<String, Object> own)
      throws EvaluationException {
    switch (open.arrivals()) {
      case Arrivals.Constant(double rate) -> own.put("rate", rate(rate));
      case Arrivals.Ramp(double from, double to) -> own.put("rate", rate(from) + ".." + rate(to));
      case Arrivals.Steps(List<Double> rates) ->
          own.put("rate", rates.stream().map(each -> new Raw(rate(each))).toList());
      case Arrivals.Spike(double base, double peak, Duration start, Duration length) -> {
        own.put("rate", rate(base));
        own.put("spike", rate(peak));
        own.put("after", Durations.text(start));
        own.put("lasting", Durations.text(length));
      }
      case Arrivals.Replay _ ->
          throw new EvaluationException(
              "the phase '" + open.name() + "' replays a log; name it as 'replay: FILE'");
    }
    if (open.rhythm() == Phase.Rhythm.POISSON) {
      own.put("rhythm", "poisson");
    }
  }

  private static String rate(double perSecond) {
    return Durations.plain(perSecond) + "/s";
  }
}
