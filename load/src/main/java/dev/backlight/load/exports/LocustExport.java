package dev.backlight.load.exports;

import dev.backlight.load.scenario.Check;
import dev.backlight.load.scenario.Durations;
import dev.backlight.load.scenario.EvaluationException;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Extraction;
import dev.backlight.load.scenario.Feed;
import dev.backlight.load.scenario.Payload;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Procedure;
import dev.backlight.load.scenario.Request;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.Selection;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Task;
import dev.backlight.load.scenario.TaskSet;
import dev.backlight.load.scenario.Think;
import dev.backlight.load.scenario.UserKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Writes Locust files.
final class LocustExport {

  private static final Set<String> METHODS =
      Set.of("get", "post", "put", "patch", "delete", "head", "options");

  private final Scenario scenario;
  private final Lines lines = new Lines("    ");
  private final Variables variables;
  private final PythonText python;
  private boolean inMethod;

  private LocustExport(Scenario scenario) {
    this.scenario = scenario;
    this.variables = new Variables(scenario);
    this.python = new PythonText(lines, variables, this::name);
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
    String open = "open(" + PythonText.quoted(csv.file()) + ")";
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
      body("def " + functionName(task.name()) + "(self):", task.steps());
    }
    for (Procedure procedure : scenario.procedures()) {
      lines.add("");
      List<String> parameters = new ArrayList<>(List.of("self"));
      parameters.addAll(procedure.parameters());
      body(
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

  private static String seconds(Duration time) {
    return Durations.plain(time.toNanos() / 1e9);
  }

  private void method(String name, List<String> parameters, List<Step> steps) {
    if (!steps.isEmpty()) {
      lines.add("");
      body("def " + name + "(self" + String.join("", parameters) + "):", steps);
    }
  }

  private void body(String head, List<Step> steps) {
    lines.add(head);
    lines.in();
    int before = lines.length();
    for (Step step : steps) {
      try {
        step(step);
      } catch (UnsayableException e) {
        lines.refuse(step.place(), e.reason());
      }
    }
    if (lines.length() == before) {
      lines.add("pass");
    }
    lines.out();
  }

  private void step(Step step) throws UnsayableException {
    switch (step) {
      case Step.Send send -> send(send);
      case Step.Set(Place _, String variable, List<Expression> path, Expression value) -> {
        StringBuilder target = new StringBuilder(name(variable));
        for (Expression part : path) {
          target.append('[').append(python.of(part)).append(']');
        }
        lines.add(target + " = " + python.of(value));
      }
      case Step.Pause(Place _, Think think) -> pause(think);
      case Step.Repeat(Place _, Expression times, List<Step> steps) ->
          body("for _ in range(" + python.of(times) + "):", steps);
      case Step.While(Place _, Expression condition, List<Step> steps) ->
          body("while " + python.of(condition) + ":", steps);
      case Step.ForEach(Place _, List<String> names, Expression source, List<Step> steps) -> {
        List<String> targets = new ArrayList<>();
        for (String each : names) {
          targets.add(name(each));
        }
        body("for " + String.join(", ", targets) + " in " + python.of(source) + ":", steps);
      }
      case Step.Choose(Place _, List<Step.Choose.Option> options) -> choose(options);
      case Step.If(Place _, Expression condition, List<Step> then, List<Step> otherwise) -> {
        body("if " + python.of(condition) + ":", then);
        if (!otherwise.isEmpty()) {
          body("else:", otherwise);
        }
      }
      case Step.Do(Place _, String procedure, List<Expression> arguments, String into) -> {
        List<String> texts = new ArrayList<>();
        for (Expression argument : arguments) {
          texts.add(python.of(argument));
        }
        lines.add(
            (into.isEmpty() ? "" : name(into) + " = ")
                + "self."
                + functionName(procedure)
                + "("
                + String.join(", ", texts)
                + ")");
      }
      case Step.Return(Place _, Expression value) ->
          lines.add(value.isNothing() ? "return" : "return " + python.of(value));
      case Step.Leave(Place _, Step.Leave.Kind kind) ->
          lines.add(kind.name().toLowerCase(Locale.ROOT));
      case Step.Judge(Place _, boolean passed, Expression reason) ->
          lines.add(passed ? "response.success()" : "response.failure(" + python.of(reason) + ")");
      case Step.Fail(Place _, Expression reason) ->
          lines.add("raise Exception(" + python.of(reason) + ")");
      case Step.Stop _ -> {
        lines.need("locust.exception");
        lines.add("raise exception.StopUser()");
      }
      case Step.Attempt(Place _, List<Step> steps, List<Step> recovery) -> {
        body("try:", steps);
        body("except Exception as error:", recovery);
      }
      case Step.HoldCookie(Place _, String name, Expression value) ->
          lines.add(
              name.isEmpty()
                  ? "self.client.cookies.clear()"
                  : "self.client.cookies.set(%s, %s)"
                      .formatted(PythonText.quoted(name), python.of(value)));
      case Step.Parallel _ ->
          throw new UnsayableException(
              "requests in parallel; Locust's users do one thing at a time");
      case Step.Group _ -> throw new UnsayableException("a group");
      case Step.Verify _ ->
          throw new UnsayableException("a check that is only counted; Locust knows failures alone");
      case Step.Take _ -> throw new UnsayableException("a feed");
      case Step.Rounds _, Step.Interrupt _ -> throw new UnsayableException("nested tasks");
    }
  }

  private void pause(Think think) throws UnsayableException {
    lines.need("time");
    switch (think) {
      case Think.Constant(Duration time) -> lines.add("time.sleep(" + seconds(time) + ")");
      case Think.Between(Duration least, Duration most) -> {
        lines.need("random");
        lines.add("time.sleep(random.uniform(" + seconds(least) + ", " + seconds(most) + "))");
      }
      case Think.Seconds(Expression expression) ->
          lines.add("time.sleep(" + python.of(expression) + ")");
      case Think.Exponential _, Think.Pacing _ ->
          throw new UnsayableException("a think time of this kind inside a task");
    }
  }

  private void choose(List<Step.Choose.Option> options) {
    lines.need("random");
    double total = options.stream().mapToDouble(Step.Choose.Option::weight).sum();
    lines.add("drawn = random.uniform(0, " + Durations.plain(total) + ")");
    double sum = 0;
    for (Step.Choose.Option option : options) {
      sum += option.weight();
      boolean last = option == options.getLast();
      String word = option == options.getFirst() ? "if" : "elif";
      body(
          last && options.size() > 1 ? "else:" : word + " drawn < " + Durations.plain(sum) + ":",
          option.body());
    }
  }

  private void send(Step.Send send) throws UnsayableException {
    if (!send.checks().isEmpty()) {
      throw new UnsayableException("a check that is only counted; Locust knows failures alone");
    }
    boolean judged =
        !send.status().isNothing()
            || !send.expects().isEmpty()
            || !send.extracts().isEmpty()
            || !send.judgement().isEmpty();
    String request = request(send.request(), judged);
    if (!judged) {
      lines.add((send.into().isEmpty() ? "" : name(send.into()) + " = ") + request);
      return;
    }
    lines.add("with " + request + " as " + variable(send) + ":");
    lines.in();
    judgement(send);
    for (Extraction extraction : send.extracts()) {
      lines.add(name(extraction.variable()) + " = " + extracted(extraction, variable(send)));
    }
    for (Step step : send.judgement()) {
      step(step);
    }
    lines.out();
  }

  private String variable(Step.Send send) throws UnsayableException {
    return send.into().isEmpty() ? "response" : name(send.into());
  }

  private void judgement(Step.Send send) throws UnsayableException {
    String word = "if";
    String usual = "";
    if (!send.status().isNothing()) {
      lines.add("if not (" + python.of(send.status()) + "):");
      lines.add("    response.failure(f\"status {response.status_code}\")");
      word = "elif";
    } else {
      usual = "response.status_code < 400 and ";
    }
    for (Check expectation : send.expects()) {
      lines.add(word + " " + usual + "not (" + python.of(expectation.condition()) + "):");
      lines.add("    response.failure(" + PythonText.quoted("not so: " + expectation.name()) + ")");
      word = "elif";
    }
    if (!send.status().isNothing()) {
      lines.add("else:");
      lines.add("    response.success()");
    }
  }

  private String extracted(Extraction extraction, String response) throws UnsayableException {
    if (!extraction.otherwise().isNothing()) {
      throw new UnsayableException("an extraction with a default");
    }
    return switch (extraction.from()) {
      case JSON -> {
        StringBuilder text = new StringBuilder(response + ".json()");
        try {
          for (String segment : Selection.segments(extraction.selector())) {
            text.append('[')
                .append(segment.matches("\\d+") ? segment : PythonText.quoted(segment))
                .append(']');
          }
        } catch (EvaluationException e) {
          throw new UnsayableException(String.valueOf(e.getMessage()));
        }
        yield text.toString();
      }
      case HEADER -> response + ".headers[" + PythonText.quoted(extraction.selector()) + "]";
      case COOKIE -> response + ".cookies[" + PythonText.quoted(extraction.selector()) + "]";
      case REGEX -> {
        lines.need("re");
        yield "re.search(%s, %s.text).group(1)"
            .formatted(PythonText.quoted(extraction.selector()), response);
      }
    };
  }

  private String request(Request request, boolean judged) throws UnsayableException {
    String method = request.method().literalText().orElse("").toLowerCase(Locale.ROOT);
    List<String> arguments = new ArrayList<>();
    boolean usual = METHODS.contains(method);
    if (!usual) {
      arguments.add(python.of(request.method()));
    }
    arguments.add(python.of(request.url()));
    switch (request.payload()) {
      case Payload.None _ -> {}
      case Payload.Json(Expression value) -> arguments.add("json=" + python.of(value));
      case Payload.Form(Expression fields) -> arguments.add("data=" + python.of(fields));
      case Payload.Text(Expression text, String type) -> {
        if (!type.isEmpty()) {
          throw new UnsayableException("a body with a type; give it as a header");
        }
        arguments.add("data=" + python.of(text));
      }
    }
    for (Map.Entry<String, Expression> each :
        Map.of("headers", request.headers(), "params", request.query(), "name", request.name())
            .entrySet()
            .stream()
            .sorted(Map.Entry.comparingByKey())
            .toList()) {
      if (!each.getValue().isNothing()) {
        arguments.add(each.getKey() + "=" + python.of(each.getValue()));
      }
    }
    if (!request.timeout().isZero()) {
      arguments.add("timeout=" + seconds(request.timeout()));
    }
    if (!request.followRedirects()) {
      arguments.add("allow_redirects=False");
    }
    if (judged) {
      arguments.add("catch_response=True");
    }
    return "self.client." + (usual ? method : "request") + "(" + String.join(", ", arguments) + ")";
  }
}
