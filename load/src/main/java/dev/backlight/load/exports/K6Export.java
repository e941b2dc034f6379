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
import dev.backlight.load.scenario.UserKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Writes k6 scripts. Variables that live longer than a task are variables of the module, which k6
/// keeps for each user; a first iteration does what users do at their start.
final class K6Export {

  private static final String SHARED = "shared";
  private static final Set<String> RESERVED =
      Set.of("setup", "teardown", "handleSummary", "options", "check", "group", "sleep", "fail");

  private final Scenario scenario;
  private final Lines lines = new Lines("  ");
  private final Variables variables;
  private final JsText js;
  private final K6Steps steps;
  private final String base;

  private K6Export(Scenario scenario) {
    this.scenario = scenario;
    this.variables = new Variables(scenario);
    this.js = new JsText(lines, variables);
    String name = K6Requests.BASE;
    while (scenario.variables().containsKey(name) || variables.isSet(name)) {
      name += "_";
    }
    this.base = name;
    this.steps = new K6Steps(scenario, lines, variables, js, base);
  }

  static String write(Scenario scenario) throws ExportException {
    return new K6Export(scenario).write();
  }

  private String write() throws ExportException {
    constants();
    for (String name : new TreeSet<>(variables.all())) {
      if (!scenario.variables().containsKey(name)
          && variables.isSet(name)
          && !variables.isLocal(name)) {
        lines.add("let " + name + ";");
      }
    }
    for (Procedure procedure : scenario.procedures()) {
      lines.add("");
      steps.begin(procedure.parameters());
      steps.body(
          "function %s(%s) {"
              .formatted(functionName(procedure.name()), String.join(", ", procedure.parameters())),
          procedure.steps(),
          "}");
    }
    around("setup", scenario.setup());
    boolean single = scenario.users().size() == 1;
    String parameter = shared().isEmpty() ? "" : SHARED;
    for (UserKind kind : scenario.users()) {
      String name = single ? "default function " : "function " + function(kind);
      user(kind, "export " + name + "(" + parameter + ") {");
    }
    around("teardown", scenario.teardown());
    String options = new K6ExportOptions(scenario, lines).text();
    lines.requireNoRefusals();
    return head() + options + lines;
  }

  /// What `setup` sets is for all users: k6 hands it to them.
  private List<String> shared() {
    return variables.setBy(scenario.setup()).stream().filter(this::outlives).sorted().toList();
  }

  private boolean outlives(String name) {
    return !scenario.variables().containsKey(name) && !variables.isLocal(name);
  }

  private void takeShared() {
    shared().forEach(name -> lines.add(name + " = " + SHARED + "." + name + ";"));
  }

  private void around(String name, List<Step> once) {
    if (once.isEmpty()) {
      return;
    }
    boolean setup = name.equals("setup");
    lines.add("");
    steps.begin(List.of());
    lines.add(
        "export function " + name + "(" + (setup || shared().isEmpty() ? "" : SHARED) + ") {");
    lines.in();
    if (!setup) {
      takeShared();
    }
    steps.steps(once);
    if (setup && !shared().isEmpty()) {
      lines.add("return { " + String.join(", ", shared()) + " };");
    }
    lines.out();
    lines.add("}");
  }

  /// A name that is none of those that k6 gives a meaning.
  static String functionName(String name) {
    String plain = LocustExport.functionName(name);
    return RESERVED.contains(plain) ? plain + "_" : plain;
  }

  static String function(UserKind kind) {
    return functionName(kind.name());
  }

  private String head() {
    StringBuilder head = new StringBuilder("import http from 'k6/http';\n");
    List<String> own =
        List.of("check", "fail", "group", "sleep").stream()
            .filter(lines.needs()::contains)
            .toList();
    if (!own.isEmpty()) {
      head.append("import { ").append(String.join(", ", own)).append(" } from 'k6';\n");
    }
    if (lines.needs().contains("encoding")) {
      head.append("import encoding from 'k6/encoding';\n");
    }
    if (lines.needs().contains("SharedArray")) {
      head.append("import { SharedArray } from 'k6/data';\n");
    }
    if (lines.needs().contains("papaparse")) {
      head.append("import papaparse from 'https://jslib.k6.io/papaparse/5.1.1/index.js';\n");
    }
    List<String> utilities =
        lines.needs().stream()
            .filter(need -> need.startsWith("random") || need.startsWith("uuid"))
            .toList();
    if (!utilities.isEmpty()) {
      head.append("import { ")
          .append(String.join(", ", utilities))
          .append(" } from 'https://jslib.k6.io/k6-utils/1.4.0/index.js';\n");
    }
    head.append('\n');
    if (lines.needs().contains(K6Requests.BASE)) {
      String target = "'" + scenario.target().replace("'", "%27") + "'";
      head.append("const %s = __ENV.BASE_URL || %s;\n".formatted(base, target));
    }
    return head.toString();
  }

  private void constants() {
    scenario
        .variables()
        .forEach((name, value) -> {
          try {
            lines.add(
                (variables.isSet(name) ? "let " : "const ") + name + " = " + constant(value) + ";");
          } catch (UnsayableException e) {
            lines.refuse(Place.NOWHERE, name + ": " + e.reason());
          }
        });
  }

  /// Rows of a file are read once for all users.
  private String constant(Expression value) throws UnsayableException {
    Optional<Feed> feed = Feeds.allRowsOf(value, scenario);
    if (feed.isEmpty()) {
      return js.of(value);
    }
    String rows =
        switch (feed.get().source()) {
          case Feed.Json(String file) -> "JSON.parse(open(" + JsText.quoted("./" + file) + "))";
          case Feed.Lines(String file) -> "open(" + JsText.quoted("./" + file) + ").split('\\n')";
          case Feed.Csv csv -> parsed(csv);
          case Feed.Rows _, Feed.Generated _ -> throw new UnsayableException("a feed of this kind");
        };
    lines.need("SharedArray");
    return "new SharedArray(" + JsText.quoted(feed.get().name()) + ", () => " + rows + ")";
  }

  private String parsed(Feed.Csv csv) throws UnsayableException {
    if (csv.skip() > 0 || csv.columns() instanceof Feed.Named) {
      throw new UnsayableException("a CSV file whose first line does not name its columns");
    }
    lines.need("papaparse");
    boolean header = csv.columns() instanceof Feed.FirstLine;
    String delimiter =
        csv.delimiter() == ','
            ? ""
            : ", delimiter: " + JsText.quoted(String.valueOf(csv.delimiter()));
    return "papaparse.parse(open(%s), { header: %s%s, skipEmptyLines: true }).data"
        .formatted(JsText.quoted("./" + csv.path()), header, delimiter);
  }

  /// Whether each task begins with forgetting cookies, as k6's iterations do by themselves.
  static boolean forgetsCookies(UserKind kind) {
    return kind.tasks().tasks().stream().allMatch(K6Export::forgetsCookies);
  }

  private static boolean forgetsCookies(Task task) {
    return !task.steps().isEmpty()
        && task.steps().getFirst() instanceof Step.HoldCookie(var _, String name, var _)
        && name.isEmpty();
  }

  /// What a task does once cookies are forgotten.
  static List<Step> steps(Task task) {
    return forgetsCookies(task) ? task.steps().subList(1, task.steps().size()) : task.steps();
  }

  private static List<Step> steps(UserKind kind, Task task) {
    return forgetsCookies(kind) ? steps(task) : task.steps();
  }

  private void user(UserKind kind, String head) {
    TaskSet set = kind.tasks();
    if (!kind.headers().isNothing()) {
      lines.refuse(Place.NOWHERE, "headers of all requests of " + kind.name());
    }
    if (!forgetsCookies(kind) && scenario.users().stream().anyMatch(K6Export::forgetsCookies)) {
      lines.refuse(Place.NOWHERE, kind.name() + " keeps its cookies, other users forget them");
    }
    if (!set.onStop().isEmpty()) {
      lines.refuse(set.onStop().getFirst().place(), "on_stop: k6 has no end of a user");
    }
    if (set.order() == TaskSet.Order.SEQUENTIAL) {
      lines.refuse(Place.NOWHERE, "the sequential tasks of " + kind.name());
    }
    boolean several = set.tasks().size() > 1;
    if (several) {
      for (Task task : set.tasks()) {
        lines.add("");
        steps.begin(List.of());
        steps.body("function " + functionName(task.name()) + "() {", steps(kind, task), "}");
      }
    }
    lines.add("");
    lines.add(head);
    lines.in();
    steps.begin(List.of());
    takeShared();
    if (!set.onStart().isEmpty()) {
      steps.body("if (__ITER === 0) {", set.onStart(), "}");
    }
    if (several) {
      draw(set.tasks());
    } else {
      steps.steps(steps(kind, set.tasks().getFirst()));
    }
    try {
      steps.pause(set.think());
    } catch (UnsayableException e) {
      lines.refuse(Place.NOWHERE, "think time: " + e.reason());
    }
    lines.out();
    lines.add("}");
  }

  private void draw(List<Task> tasks) {
    double total = tasks.stream().mapToDouble(Task::weight).sum();
    lines.add("const drawn = Math.random() * " + Durations.plain(total) + ";");
    double sum = 0;
    for (Task task : tasks) {
      sum += task.weight();
      String call = functionName(task.name()) + "();";
      lines.add(
          task == tasks.getFirst()
              ? "if (drawn < " + Durations.plain(sum) + ") {"
              : task == tasks.getLast()
                  ? "} else {"
                  : "} else if (drawn < " + Durations.plain(sum) + ") {");
      lines.add("  " + call);
    }
    lines.add("}");
  }
}
