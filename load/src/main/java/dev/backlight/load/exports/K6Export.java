package dev.backlight.load.exports;

import dev.backlight.load.scenario.Check;
import dev.backlight.load.scenario.Durations;
import dev.backlight.load.scenario.EvaluationException;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Extraction;
import dev.backlight.load.scenario.Operator.Infix;
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
import dev.backlight.load.scenario.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// Writes k6 scripts. Variables that live longer than a task are variables of the module, which k6
/// keeps for each user; a first iteration does what users do at their start.
final class K6Export {

  private static final Map<String, String> METHODS =
      Map.of(
          "GET", "get", "HEAD", "head", "POST", "post", "PUT", "put", "PATCH", "patch", "DELETE",
          "del", "OPTIONS", "options");

  private static final String BASE = "BASE_URL";

  private final Scenario scenario;
  private final Lines lines = new Lines("  ");
  private final Variables variables;
  private final JsText js;
  private final TreeSet<String> declared = new TreeSet<>();
  private final String base;
  private int temporaries;

  private K6Export(Scenario scenario) {
    this.scenario = scenario;
    this.variables = new Variables(scenario);
    this.js = new JsText(lines, variables);
    String name = BASE;
    while (scenario.variables().containsKey(name) || variables.isSet(name)) {
      name += "_";
    }
    this.base = name;
  }

  static String write(Scenario scenario) throws ExportException {
    return new K6Export(scenario).write();
  }

  private String write() throws ExportException {
    if (!scenario.feeds().isEmpty()) {
      lines.refuse(Place.NOWHERE, "feeds: k6 has no rows that users share");
    }
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
      declared.clear();
      declared.addAll(procedure.parameters());
      body(
          "function %s(%s) {"
              .formatted(
                  LocustExport.functionName(procedure.name()),
                  String.join(", ", procedure.parameters())),
          procedure.steps(),
          "}");
    }
    boolean single = scenario.users().size() == 1;
    for (UserKind kind : scenario.users()) {
      user(
          kind,
          single ? "export default function () {" : "export function " + function(kind) + "() {");
    }
    String options = new K6ExportOptions(scenario, lines).text();
    lines.requireNoRefusals();
    return head() + options + lines;
  }

  static String function(UserKind kind) {
    return LocustExport.functionName(kind.name());
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
    if (lines.needs().contains(BASE)) {
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
                (variables.isSet(name) ? "let " : "const ") + name + " = " + js.of(value) + ";");
          } catch (UnsayableException e) {
            lines.refuse(Place.NOWHERE, name + ": " + e.reason());
          }
        });
  }

  private void user(UserKind kind, String head) {
    TaskSet set = kind.tasks();
    if (!kind.headers().isNothing()) {
      lines.refuse(Place.NOWHERE, "headers of all requests of " + kind.name());
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
        declared.clear();
        body("function " + LocustExport.functionName(task.name()) + "() {", task.steps(), "}");
      }
    }
    lines.add("");
    lines.add(head);
    lines.in();
    declared.clear();
    if (!set.onStart().isEmpty()) {
      body("if (__ITER === 0) {", set.onStart(), "}");
    }
    if (several) {
      draw(set.tasks());
    } else {
      steps(set.tasks().getFirst().steps());
    }
    try {
      pause(set.think());
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
      String call = LocustExport.functionName(task.name()) + "();";
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

  private void body(String head, List<Step> steps, String end) {
    lines.add(head);
    lines.in();
    steps(steps);
    lines.out();
    lines.add(end);
  }

  private void steps(List<Step> steps) {
    for (Step step : steps) {
      try {
        step(step);
      } catch (UnsayableException e) {
        lines.refuse(step.place(), e.reason());
      }
    }
  }

  /// `const x`, `x` where it was declared before or lives longer.
  private String target(String variable) {
    boolean local = variables.isLocal(variable) && !scenario.variables().containsKey(variable);
    return local && declared.add(variable) ? "let " + variable : variable;
  }

  private void step(Step step) throws UnsayableException {
    switch (step) {
      case Step.Send send -> send(send);
      case Step.Set(Place _, String variable, List<Expression> path, Expression value) -> {
        String text = js.of(value);
        StringBuilder target = new StringBuilder(path.isEmpty() ? target(variable) : variable);
        for (Expression part : path) {
          target.append('[').append(js.of(part)).append(']');
        }
        lines.add(target + " = " + text + ";");
      }
      case Step.Pause(Place _, Think think) -> pause(think);
      case Step.Repeat(Place _, Expression times, List<Step> steps) -> {
        String i = "i" + ++temporaries;
        body("for (let %s = 0; %s < %s; %s++) {".formatted(i, i, js.inner(times), i), steps, "}");
      }
      case Step.While(Place _, Expression condition, List<Step> steps) ->
          body("while (" + js.of(condition) + ") {", steps, "}");
      case Step.ForEach(Place _, List<String> names, Expression source, List<Step> steps) -> {
        declared.addAll(names);
        String variable =
            names.size() == 1 ? names.getFirst() : "[" + String.join(", ", names) + "]";
        body("for (const " + variable + " of " + js.of(source) + ") {", steps, "}");
      }
      case Step.Choose(Place _, List<Step.Choose.Option> options) -> choose(options);
      case Step.If(Place _, Expression condition, List<Step> then, List<Step> otherwise) -> {
        body("if (" + js.of(condition) + ") {", then, otherwise.isEmpty() ? "}" : "} else {");
        if (!otherwise.isEmpty()) {
          lines.in();
          steps(otherwise);
          lines.out();
          lines.add("}");
        }
      }
      case Step.Group(Place _, String name, List<Step> steps) -> {
        lines.need("group");
        body("group(" + JsText.quoted(name) + ", function () {", steps, "});");
      }
      case Step.Verify(Place _, Check check) -> verify(check);
      case Step.Do(Place _, String procedure, List<Expression> arguments, String into) ->
          lines.add(
              (into.isEmpty() ? "" : target(into) + " = ")
                  + LocustExport.functionName(procedure)
                  + "("
                  + js.list(arguments)
                  + ");");
      case Step.Return(Place _, Expression value) ->
          lines.add(value.isNothing() ? "return;" : "return " + js.of(value) + ";");
      case Step.Leave(Place _, Step.Leave.Kind kind) ->
          lines.add(kind.name().toLowerCase(Locale.ROOT) + ";");
      case Step.Fail(Place _, Expression reason) -> {
        lines.need("fail");
        lines.add("fail(" + js.of(reason) + ");");
      }
      case Step.Attempt(Place _, List<Step> steps, List<Step> recovery) -> {
        body("try {", steps, "} catch (error) {");
        lines.in();
        steps(recovery);
        lines.out();
        lines.add("}");
      }
      case Step.Stop _ -> throw new UnsayableException("stopping a user");
      case Step.Judge _ -> throw new UnsayableException("a judgement by steps");
      case Step.Take _ -> throw new UnsayableException("a feed");
      case Step.HoldCookie _ -> throw new UnsayableException("setting a cookie");
      case Step.Rounds _, Step.Interrupt _ -> throw new UnsayableException("nested tasks");
    }
  }

  /// A check is over the answer that its condition speaks of.
  private void verify(Check check) throws UnsayableException {
    lines.need("check");
    lines.add(
        "check(null, { %s: () => %s });"
            .formatted(JsText.quoted(check.name()), js.of(check.condition())));
  }

  private void choose(List<Step.Choose.Option> options) {
    double total = options.stream().mapToDouble(Step.Choose.Option::weight).sum();
    String drawn = "drawn" + ++temporaries;
    lines.add("const " + drawn + " = Math.random() * " + Durations.plain(total) + ";");
    double sum = 0;
    for (Step.Choose.Option option : options) {
      sum += option.weight();
      boolean last = option == options.getLast();
      lines.add(
          option == options.getFirst()
              ? "if (" + drawn + " < " + Durations.plain(sum) + ") {"
              : last ? "} else {" : "} else if (" + drawn + " < " + Durations.plain(sum) + ") {");
      lines.in();
      steps(option.body());
      lines.out();
    }
    lines.add("}");
  }

  private void pause(Think think) throws UnsayableException {
    if (think.equals(Think.NONE)) {
      return;
    }
    lines.need("sleep");
    switch (think) {
      case Think.Constant(Duration time) -> lines.add("sleep(" + seconds(time) + ");");
      case Think.Between(Duration least, Duration most) ->
          lines.add(
              "sleep(%s + Math.random() * %s);"
                  .formatted(seconds(least), seconds(most.minus(least))));
      case Think.Exponential(Duration mean) ->
          lines.add("sleep(-Math.log(1 - Math.random()) * " + seconds(mean) + ");");
      case Think.Seconds(Expression expression) -> lines.add("sleep(" + js.of(expression) + ");");
      case Think.Pacing _ -> throw new UnsayableException("pacing");
    }
  }

  private static String seconds(Duration time) {
    return Durations.plain(time.toNanos() / 1e9);
  }

  private void send(Step.Send send) throws UnsayableException {
    if (!send.judgement().isEmpty() || !send.expects().isEmpty()) {
      throw new UnsayableException(
          "a request that fails by its content; k6 counts checks and judges by status alone");
    }
    String call = request(send);
    boolean kept = !send.into().isEmpty() || !send.extracts().isEmpty() || !send.checks().isEmpty();
    if (!kept) {
      lines.add(call + ";");
      return;
    }
    String variable = send.into().isEmpty() ? "response" + ++temporaries : send.into();
    lines.add(
        (send.into().isEmpty() ? "const " + variable : target(variable)) + " = " + call + ";");
    for (Check check : send.checks()) {
      lines.need("check");
      lines.add(
          "check(%s, { %s: (response) => %s });"
              .formatted(variable, JsText.quoted(check.name()), answering(check.condition())));
    }
    for (Extraction extraction : send.extracts()) {
      extract(extraction, variable);
    }
  }

  /// In a check the answer is called `response`.
  private String answering(Expression condition) throws UnsayableException {
    return new JsText(lines, variables.withAnswer("response")).of(condition);
  }

  private void extract(Extraction extraction, String variable) throws UnsayableException {
    String value =
        switch (extraction.from()) {
          case JSON -> variable + ".json(" + JsText.quoted(path(extraction.selector())) + ")";
          case HEADER -> variable + ".headers[" + JsText.quoted(extraction.selector()) + "]";
          case COOKIE ->
              "(%s.cookies[%s] || [{}])[0].value"
                  .formatted(variable, JsText.quoted(extraction.selector()));
          case REGEX ->
              "(%s.body.match(new RegExp(%s)) || [])[1]"
                  .formatted(variable, JsText.quoted(extraction.selector()));
        };
    String name = extraction.variable();
    lines.add(target(name) + " = " + value + ";");
    if (extraction.otherwise().isNothing()) {
      lines.need("fail");
      lines.add(
          "if (%s === undefined || %s === null) { fail(%s); }"
              .formatted(name, name, JsText.quoted("no " + name + " in the answer")));
    } else {
      lines.add(
          "if (%s === undefined) { %s = %s; }"
              .formatted(name, name, js.of(extraction.otherwise())));
    }
  }

  private static String path(String selector) throws UnsayableException {
    try {
      return String.join(".", Selection.segments(selector));
    } catch (EvaluationException e) {
      throw new UnsayableException(String.valueOf(e.getMessage()));
    }
  }

  /// k6 has no target: an address that begins with a path needs its origin in front.
  private String address(String written) {
    if (!written.matches("(?s)['`]/.*")) {
      return written;
    }
    lines.need(BASE);
    boolean plain = written.charAt(0) == '`' || !written.matches("(?s).*[`$\\\\].*");
    return plain
        ? "`${" + base + "}" + written.substring(1, written.length() - 1) + "`"
        : base + " + " + written;
  }

  private String request(Step.Send send) throws UnsayableException {
    Request request = send.request();
    String method = request.method().literalText().orElse("");
    String function = METHODS.getOrDefault(method, "request");
    boolean bare = function.equals("get") || function.equals("head");
    List<String> arguments = new ArrayList<>();
    if (function.equals("request")) {
      arguments.add(js.of(request.method()));
    }
    String url = address(js.of(request.url()));
    if (!request.query().isNothing()) {
      throw new UnsayableException("a query as a map; write it into the address");
    }
    arguments.add(url);
    String body =
        switch (request.payload()) {
          case Payload.None _ -> "null";
          case Payload.Json(Expression value) -> "JSON.stringify(" + js.of(value) + ")";
          case Payload.Form(Expression fields) -> js.of(fields);
          case Payload.Text(Expression text, String _) -> js.of(text);
        };
    if (bare && !body.equals("null")) {
      throw new UnsayableException("a body of " + method);
    }
    List<String> parameters = parameters(send);
    if (!bare && (!body.equals("null") || !parameters.isEmpty())) {
      arguments.add(body);
    }
    if (!parameters.isEmpty()) {
      arguments.add("{ " + String.join(", ", parameters) + " }");
    }
    return "http." + function + "(" + String.join(", ", arguments) + ")";
  }

  private List<String> parameters(Step.Send send) throws UnsayableException {
    Request request = send.request();
    List<String> parameters = new ArrayList<>();
    String type =
        switch (request.payload()) {
          case Payload.Json _ -> "application/json";
          case Payload.Text(Expression _, String given) -> given;
          case Payload.None _, Payload.Form _ -> "";
        };
    String headers = request.headers().isNothing() ? "" : js.of(request.headers());
    if (!type.isEmpty()) {
      String typed = "{ 'Content-Type': " + JsText.quoted(type) + " }";
      headers = headers.isEmpty() ? typed : "Object.assign(" + typed + ", " + headers + ")";
    }
    if (!headers.isEmpty()) {
      parameters.add("headers: " + headers);
    }
    if (!request.name().isNothing()) {
      parameters.add("tags: { name: " + js.of(request.name()) + " }");
    }
    if (!request.timeout().isZero()) {
      parameters.add("timeout: " + JsText.quoted(Durations.text(request.timeout())));
    }
    if (!request.followRedirects()) {
      parameters.add("redirects: 0");
    }
    if (!send.status().isNothing()) {
      parameters.add("responseCallback: http.expectedStatuses(" + statuses(send.status()) + ")");
    }
    return parameters;
  }

  /// `response.status == 200`, several of these, or `response.status in […]`.
  private static String statuses(Expression condition) throws UnsayableException {
    if (condition instanceof Expression.Binary(Infix operator, Expression left, Expression right)) {
      switch (operator) {
        case OR -> {
          return statuses(left) + ", " + statuses(right);
        }
        case EQUAL -> {
          if (right instanceof Expression.Literal(Value.Whole(long status))) {
            return left instanceof Expression.Binary
                ? "{ min: %d, max: %d }".formatted(status * 100, status * 100 + 99)
                : String.valueOf(status);
          }
        }
        case IN -> {
          if (right instanceof Expression.Items(List<Expression> items)) {
            List<String> all = new ArrayList<>();
            for (Expression item : items) {
              all.add(item instanceof Expression.Literal(Value.Whole(long s)) ? "" + s : "");
            }
            return String.join(", ", all);
          }
        }
        default -> {}
      }
    }
    throw new UnsayableException("a condition on the status of this kind");
  }
}
