package dev.backlight.load.exports;

import dev.backlight.load.scenario.Check;
import dev.backlight.load.scenario.Durations;
import dev.backlight.load.scenario.EvaluationException;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Extraction;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.Selection;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Think;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// Writes steps as statements of k6 scripts, into `lines`.
final class K6Steps {

  private final Scenario scenario;
  private final Lines lines;
  private final Variables variables;
  private final JsText js;
  private final K6Requests requests;
  private final TreeSet<String> declared = new TreeSet<>();
  private int temporaries;

  K6Steps(Scenario scenario, Lines lines, Variables variables, JsText js, String base) {
    this.scenario = scenario;
    this.lines = lines;
    this.variables = variables;
    this.js = js;
    this.requests = new K6Requests(lines, js, base);
  }

  /// A function begins, with these parameters.
  void begin(List<String> parameters) {
    declared.clear();
    declared.addAll(parameters);
  }

  void body(String head, List<Step> steps, String end) {
    lines.add(head);
    lines.in();
    steps(steps);
    lines.out();
    lines.add(end);
  }

  void steps(List<Step> steps) {
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
                  + K6Export.functionName(procedure)
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
      case Step.Parallel(Place _, List<Step.Send> all) -> parallel(all);
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

  void pause(Think think) throws UnsayableException {
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

  private static void requireJudgedByStatus(Step.Send send) throws UnsayableException {
    if (!send.judgement().isEmpty() || !send.expects().isEmpty()) {
      throw new UnsayableException(
          "a request that fails by its content; k6 counts checks and judges by status alone");
    }
  }

  private static boolean isKept(Step.Send send) {
    return !send.into().isEmpty() || !send.extracts().isEmpty() || !send.checks().isEmpty();
  }

  private void send(Step.Send send) throws UnsayableException {
    requireJudgedByStatus(send);
    String call = requests.call(send);
    if (isKept(send)) {
      keep(send, call);
    } else {
      lines.add(call + ";");
    }
  }

  private void parallel(List<Step.Send> all) throws UnsayableException {
    List<String> elements = new ArrayList<>();
    for (Step.Send send : all) {
      requireJudgedByStatus(send);
      elements.add(requests.element(send));
    }
    String call = "http.batch([" + String.join(", ", elements) + "]);";
    if (all.stream().noneMatch(K6Steps::isKept)) {
      lines.add(call);
      return;
    }
    String answers = "responses" + ++temporaries;
    lines.add("const " + answers + " = " + call);
    for (int i = 0; i < all.size(); i++) {
      if (isKept(all.get(i))) {
        keep(all.get(i), answers + "[" + i + "]");
      }
    }
  }

  /// Gives the answer a name, and takes what is wanted of it.
  private void keep(Step.Send send, String answer) throws UnsayableException {
    String variable = send.into().isEmpty() ? "response" + ++temporaries : send.into();
    lines.add(
        (send.into().isEmpty() ? "const " + variable : target(variable)) + " = " + answer + ";");
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
}
