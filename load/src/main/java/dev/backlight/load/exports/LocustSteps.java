package dev.backlight.load.exports;

import dev.backlight.load.scenario.Check;
import dev.backlight.load.scenario.Durations;
import dev.backlight.load.scenario.EvaluationException;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Extraction;
import dev.backlight.load.scenario.Payload;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Request;
import dev.backlight.load.scenario.Selection;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Think;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Writes steps as statements of methods in Python, into `lines`.
final class LocustSteps {

  private static final Set<String> METHODS =
      Set.of("get", "post", "put", "patch", "delete", "head", "options");

  private final Lines lines;
  private final PythonText python;
  private final PythonText.Naming naming;

  LocustSteps(Lines lines, PythonText python, PythonText.Naming naming) {
    this.lines = lines;
    this.python = python;
    this.naming = naming;
  }

  void body(String head, List<Step> steps) {
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
        StringBuilder target = new StringBuilder(naming.of(variable));
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
          targets.add(naming.of(each));
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
            (into.isEmpty() ? "" : naming.of(into) + " = ")
                + "self."
                + LocustExport.functionName(procedure)
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
      case Think.Constant(Duration time) ->
          lines.add("time.sleep(" + LocustExport.seconds(time) + ")");
      case Think.Between(Duration least, Duration most) -> {
        lines.need("random");
        lines.add(
            "time.sleep(random.uniform("
                + LocustExport.seconds(least)
                + ", "
                + LocustExport.seconds(most)
                + "))");
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
      lines.add((send.into().isEmpty() ? "" : naming.of(send.into()) + " = ") + request);
      return;
    }
    lines.add("with " + request + " as " + variable(send) + ":");
    lines.in();
    judgement(send);
    for (Extraction extraction : send.extracts()) {
      lines.add(naming.of(extraction.variable()) + " = " + extracted(extraction, variable(send)));
    }
    for (Step step : send.judgement()) {
      step(step);
    }
    lines.out();
  }

  private String variable(Step.Send send) throws UnsayableException {
    return send.into().isEmpty() ? "response" : naming.of(send.into());
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
      arguments.add("timeout=" + LocustExport.seconds(request.timeout()));
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
