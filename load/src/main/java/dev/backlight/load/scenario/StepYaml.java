package dev.backlight.load.scenario;

import dev.backlight.load.scenario.YamlText.Raw;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Steps as [StepReader] reads them.
final class StepYaml {

  private StepYaml() {}

  static List<Object> steps(List<Step> steps) {
    List<Object> all = new ArrayList<>();
    for (Step step : steps) {
      all.add(step(step));
    }
    return all;
  }

  private static Map<String, Object> step(Step step) {
    Map<String, Object> own = new LinkedHashMap<>();
    switch (step) {
      case Step.Send send -> send(send, own);
      case Step.Parallel(Place _, List<Step.Send> requests) ->
          own.put("parallel", steps(List.copyOf(requests)));
      case Step.Set(Place _, String variable, List<Expression> path, Expression value) ->
          own.put("set", Map.of(target(variable, path), ValueYaml.of(value)));
      case Step.Pause(Place _, Think think) -> own.put("think", ScenarioYaml.think(think));
      case Step.Repeat(Place _, Expression times, List<Step> body) -> {
        own.put("repeat", ValueYaml.of(times));
        own.put("steps", steps(body));
      }
      case Step.While(Place _, Expression condition, List<Step> body) -> {
        own.put("while", expression(condition));
        own.put("steps", steps(body));
      }
      case Step.ForEach(Place _, List<String> variables, Expression source, List<Step> body) -> {
        own.put("for", String.join(", ", variables));
        own.put("in", ValueYaml.of(source));
        own.put("steps", steps(body));
      }
      case Step.Choose(Place _, List<Step.Choose.Option> options) ->
          own.put("choose", options.stream().map(StepYaml::option).toList());
      case Step.If(Place _, Expression condition, List<Step> then, List<Step> otherwise) -> {
        own.put("if", expression(condition));
        own.put("then", steps(then));
        if (!otherwise.isEmpty()) {
          own.put("else", steps(otherwise));
        }
      }
      case Step.Group(Place _, String name, List<Step> body) -> {
        own.put("group", name);
        own.put("steps", steps(body));
      }
      case Step.Verify(Place _, Check check) -> own.put("check", checks(List.of(check)));
      case Step.Take(Place _, String feed, String into) -> {
        own.put("take", feed);
        as(own, into);
      }
      case Step.Do(Place _, String procedure, List<Expression> arguments, String into) -> {
        own.put("do", procedure);
        if (!arguments.isEmpty()) {
          own.put("with", arguments.stream().map(ValueYaml::of).toList());
        }
        as(own, into);
      }
      case Step.Return(Place _, Expression value) -> own.put("return", ValueYaml.of(value));
      case Step.Leave(Place _, Step.Leave.Kind kind) ->
          own.put(kind.name().toLowerCase(Locale.ROOT), new Raw("true"));
      case Step.Judge(Place _, boolean passed, Expression reason) -> {
        if (passed) {
          own.put("pass", new Raw("true"));
        } else {
          own.put("reject", ExpressionText.template(reason));
        }
      }
      case Step.Fail(Place _, Expression reason) ->
          own.put("fail", ExpressionText.template(reason));
      case Step.Stop(Place _, Expression reason) ->
          own.put("stop", ExpressionText.template(reason));
      case Step.Rounds(Place _, TaskSet tasks) -> own.putAll(ScenarioYaml.taskSet(tasks));
      case Step.Interrupt _ -> own.put("leave", new Raw("true"));
      case Step.HoldCookie(Place _, String name, Expression value) ->
          own.put(
              "cookies", name.isEmpty() ? "forget" : Map.of(name, ExpressionText.template(value)));
      case Step.Attempt(Place _, List<Step> body, List<Step> recovery) -> {
        own.put("try", steps(body));
        own.put("recover", steps(recovery));
      }
    }
    return own;
  }

  private static void as(Map<String, Object> own, String into) {
    if (!into.isEmpty()) {
      own.put("as", into);
    }
  }

  private static String expression(Expression expression) {
    return ExpressionText.of(expression).contains("${")
        ? "${" + ExpressionText.of(expression) + "}"
        : ExpressionText.of(expression);
  }

  private static String target(String variable, List<Expression> path) {
    StringBuilder target = new StringBuilder(variable);
    for (Expression part : path) {
      target.append('[').append(ExpressionText.of(part)).append(']');
    }
    return target.toString();
  }

  private static Object option(Step.Choose.Option option) {
    Map<String, Object> own = new LinkedHashMap<>();
    if (option.weight() != 1) {
      own.put("weight", new Raw(Durations.plain(option.weight())));
    }
    own.put("steps", steps(option.body()));
    return own;
  }

  private static Map<String, Object> checks(List<Check> checks) {
    Map<String, Object> own = new LinkedHashMap<>();
    checks.forEach(check -> own.put(check.name(), expression(check.condition())));
    return own;
  }

  private static void send(Step.Send send, Map<String, Object> own) {
    Request request = send.request();
    String method = request.method().literalText().orElse("");
    String verb = method.toLowerCase(Locale.ROOT);
    if (RequestReader.VERBS.contains(verb) && !verb.equals("request")) {
      own.put(verb, ExpressionText.template(request.url()));
    } else {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("method", ExpressionText.template(request.method()));
      line.put("url", ExpressionText.template(request.url()));
      own.put("request", line);
    }
    put(own, "name", request.name());
    put(own, "headers", request.headers());
    put(own, "query", request.query());
    switch (request.payload()) {
      case Payload.None _ -> {}
      case Payload.Json(Expression value) -> own.put("json", ValueYaml.of(value));
      case Payload.Form(Expression fields) -> own.put("form", ValueYaml.of(fields));
      case Payload.Text(Expression text, String type) -> {
        own.put("body", ExpressionText.template(text));
        if (!type.isEmpty()) {
          own.put("type", type);
        }
      }
    }
    if (!request.tags().isEmpty()) {
      own.put("tags", request.tags());
    }
    if (!request.timeout().isZero()) {
      own.put("timeout", Durations.text(request.timeout()));
    }
    if (!request.followRedirects()) {
      own.put("redirects", new Raw("false"));
    }
    Map<String, Object> expected = new LinkedHashMap<>();
    if (!send.status().isNothing()) {
      expected.put("status", "${" + ExpressionText.of(send.status()) + "}");
    }
    if (!send.expects().isEmpty()) {
      expected.put("that", checks(send.expects()));
    }
    if (!expected.isEmpty()) {
      own.put("expect", expected);
    }
    if (!send.checks().isEmpty()) {
      own.put("check", checks(send.checks()));
    }
    if (!send.extracts().isEmpty()) {
      own.put("extract", extracts(send.extracts()));
    }
    if (!send.judgement().isEmpty()) {
      own.put("judge", steps(send.judgement()));
    }
    as(own, send.into());
  }

  private static void put(Map<String, Object> own, String key, Expression value) {
    if (!value.isNothing()) {
      own.put(key, ValueYaml.of(value));
    }
  }

  private static Object extracts(List<Extraction> extractions) {
    Map<String, Object> own = new LinkedHashMap<>();
    for (Extraction each : extractions) {
      String from = each.from().name().toLowerCase(Locale.ROOT);
      if (each.otherwise().isNothing()) {
        own.put(each.variable(), from + " " + each.selector());
      } else {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put(from, each.selector());
        parts.put("default", ValueYaml.of(each.otherwise()));
        own.put(each.variable(), parts);
      }
    }
    return own;
  }
}
