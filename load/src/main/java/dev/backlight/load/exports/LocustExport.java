package dev.backlight.load.exports;

import dev.backlight.load.scenario.Durations;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Feed;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Procedure;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Task;
import dev.backlight.load.scenario.TaskSet;
import dev.backlight.load.scenario.Think;
import dev.backlight.load.scenario.UserKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Writes Locust files.
final class LocustExport {

  private final Scenario scenario;
  private final Lines lines = new Lines("    ");
  private final Variables variables;
  private final PythonText python;
  private final LocustSteps steps;
  private boolean inMethod;

  private LocustExport(Scenario scenario) {
    this.scenario = scenario;
    this.variables = new Variables(scenario);
    this.python = new PythonText(lines, variables, this::name);
    this.steps = new LocustSteps(lines, python, this::name);
  }

  static String write(Scenario scenario) throws ExportException {
    return new LocustExport(scenario).write();
  }

  private String write() throws ExportException {
    scenario.variables().forEach(this::constant);
    for (List<Step> once : List.of(scenario.setup(), scenario.teardown())) {
      if (!once.isEmpty()) {
        lines.refuse(once.getFirst().place(), "setup and teardown: no user of Locust's does them");
      }
    }
    if (!scenario.phases().isEmpty()) {
      lines.refuse(Place.NOWHERE, "phases: locust takes -u, -r and -t instead");
    }
    if (!scenario.thresholds().isEmpty()) {
      lines.refuse(Place.NOWHERE, "thresholds: Locust has none");
    }
    scenario.users().forEach(this::user);
    lines.requireNoRefusals();
    StringBuilder text = new StringBuilder();
    lines.needs().stream()
        .filter(need -> !need.startsWith("locust."))
        .forEach(need -> text.append("import ").append(need).append('\n'));
    List<String> own = new ArrayList<>(List.of("HttpUser", "task"));
    lines.needs().stream()
        .filter(need -> need.startsWith("locust."))
        .map(need -> need.substring(7))
        .forEach(own::add);
    own.sort(String::compareTo);
    text.append(text.isEmpty() ? "" : "\n")
        .append("from locust import ")
        .append(String.join(", ", own))
        .append("\n");
    return text + lines.toString();
  }

  private String name(String variable) throws UnsayableException {
    if (scenario.variables().containsKey(variable)) {
      return variable;
    }
    if (variable.equals("response") || variables.isLocal(variable)) {
      return variable;
    }
    if (!inMethod) {
      throw new UnsayableException("the variable " + variable + " outside of users");
    }
    return "self." + variable;
  }

  private void constant(String name, Expression value) {
    if (variables.isSet(name)) {
      lines.refuse(Place.NOWHERE, "the variable " + name + ", which users change");
      return;
    }
    try {
      Optional<Feed> feed = Feeds.allRowsOf(value, scenario);
      String text = feed.isPresent() ? rows(feed.get()) : python.of(value);
      lines.add((lines.length() == 0 ? "\n" : "") + name + " = " + text);
    } catch (UnsayableException e) {
      lines.refuse(Place.NOWHERE, name + ": " + e.reason());
    }
  }

  /// All rows of a file, read when the Locust file is.
  private String rows(Feed feed) throws UnsayableException {
    return switch (feed.source()) {
      case Feed.Json(String file) -> {
        lines.need("json");
        yield "json.load(open(" + PythonText.quoted(file) + "))";
      }
      case Feed.Lines(String file) -> "open(" + PythonText.quoted(file) + ").read().splitlines()";
      case Feed.Csv csv -> read(csv);
      case Feed.Rows _, Feed.Generated _ -> throw new UnsayableException("a feed of this kind");
    };
  }

  private String read(Feed.Csv csv) throws UnsayableException {
    if (csv.skip() > 0) {
      throw new UnsayableException("a CSV file whose first lines are no data");
    }
    lines.need("csv");
    String open = "open(" + PythonText.quoted(csv.path()) + ")";
    String more =
        csv.delimiter() == ','
            ? ""
            : ", delimiter=" + PythonText.quoted(String.valueOf(csv.delimiter()));
    String reader =
        switch (csv.columns()) {
          case Feed.FirstLine _ -> "csv.DictReader(" + open + more + ")";
          case Feed.Named(List<String> names) ->
              "csv.DictReader(%s, fieldnames=[%s]%s)"
                  .formatted(
                      open,
                      String.join(", ", names.stream().map(PythonText::quoted).toList()),
                      more);
          case Feed.Unnamed _ -> "csv.reader(" + open + more + ")";
        };
    return "list(" + reader + ")";
  }

  static String className(String name) {
    StringBuilder result = new StringBuilder();
    for (String word : name.split("[^A-Za-z0-9]+")) {
      if (!word.isEmpty()) {
        result.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      }
    }
    boolean valid = !result.isEmpty() && Character.isLetter(result.charAt(0));
    return valid ? result.toString() : "User" + result;
  }

  static String functionName(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_+|_+$", "");
    String cased = plain.equals(name) ? plain : plain.toLowerCase(Locale.ROOT);
    return cased.isEmpty() || Character.isDigit(cased.charAt(0)) ? "task_" + cased : cased;
  }

  private void user(UserKind kind) {
    lines.add("");
    lines.add("");
    lines.add("class " + className(kind.name()) + "(HttpUser):");
    lines.in();
    inMethod = true;
    if (!scenario.target().isEmpty()) {
      lines.add("host = " + PythonText.quoted(scenario.target()));
    }
    if (kind.weight() != 1) {
      lines.add("weight = " + Durations.plain(kind.weight()));
    }
    if (kind.fixedCount() > 0) {
      lines.add("fixed_count = " + kind.fixedCount());
    }
    if (!kind.headers().isNothing()) {
      lines.refuse(Place.NOWHERE, "headers of all requests of " + kind.name());
    }
    if (kind.tasks().order() == TaskSet.Order.SEQUENTIAL) {
      lines.refuse(Place.NOWHERE, "the sequential tasks of " + kind.name());
    }
    wait(kind.tasks().think());
    method("on_start", List.of(), kind.tasks().onStart());
    method("on_stop", List.of(), kind.tasks().onStop());
    for (Task task : kind.tasks().tasks()) {
      lines.add("");
      if (!task.tags().isEmpty()) {
        lines.need("locust.tag");
        lines.add(
            "@tag("
                + String.join(", ", task.tags().stream().map(PythonText::quoted).toList())
                + ")");
      }
      lines.add("@task(" + Durations.plain(task.weight()) + ")");
      steps.body("def " + functionName(task.name()) + "(self):", task.steps());
    }
    for (Procedure procedure : scenario.procedures()) {
      lines.add("");
      List<String> parameters = new ArrayList<>(List.of("self"));
      parameters.addAll(procedure.parameters());
      steps.body(
          "def %s(%s):".formatted(functionName(procedure.name()), String.join(", ", parameters)),
          procedure.steps());
    }
    inMethod = false;
    lines.out();
  }

  private void wait(Think think) {
    String text =
        switch (think) {
          case Think.Constant(Duration time) when time.isZero() -> "";
          case Think.Constant(Duration time) -> needed("constant") + "(" + seconds(time) + ")";
          case Think.Between(Duration least, Duration most) ->
              needed("between") + "(" + seconds(least) + ", " + seconds(most) + ")";
          case Think.Pacing(Duration time) -> needed("constant_pacing") + "(" + seconds(time) + ")";
          case Think.Exponential(Duration mean) -> {
            lines.need("random");
            yield "lambda self: random.expovariate(" + Durations.plain(1e9 / mean.toNanos()) + ")";
          }
          case Think.Seconds(Expression expression) -> {
            try {
              yield "lambda self: " + python.of(expression);
            } catch (UnsayableException e) {
              lines.refuse(Place.NOWHERE, "think time: " + e.reason());
              yield "";
            }
          }
        };
    if (!text.isEmpty()) {
      lines.add("wait_time = " + text);
    }
  }

  private String needed(String name) {
    lines.need("locust." + name);
    return name;
  }

  static String seconds(Duration time) {
    return Durations.plain(time.toNanos() / 1e9);
  }

  private void method(String name, List<String> parameters, List<Step> body) {
    if (!body.isEmpty()) {
      lines.add("");
      steps.body("def " + name + "(self" + String.join("", parameters) + "):", body);
    }
  }
}
