package dev.backlight.load.scenario;

import dev.backlight.load.scenario.Yaml.Mapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads requests with what is expected of their answers and taken from them.
final class RequestReader {

  static final List<String> VERBS =
      List.of("get", "post", "put", "patch", "delete", "head", "options", "request");

  static final List<String> KEYS =
      List.of(
          "name",
          "headers",
          "query",
          "json",
          "form",
          "body",
          "type",
          "tags",
          "timeout",
          "redirects",
          "expect",
          "check",
          "extract",
          "judge",
          "as");
  private static final List<String> EXPECTATIONS =
      List.of("status", "contains", "latency", "header", "json", "that");
  private static final List<String> SOURCES = List.of("json", "header", "cookie", "regex");
  private static final Pattern STATUS = Pattern.compile("[1-5]\\d\\d");
  private static final Pattern STATUS_CLASS = Pattern.compile("[1-5]xx");
  private static final Expression RESPONSE = new Expression.Variable("response");
  private static final Expression RESPONSE_STATUS = Expression.member(RESPONSE, "status");

  private final Yaml yaml;
  private final Templates templates;

  private final StepReader steps;

  RequestReader(Yaml yaml, Templates templates, StepReader steps) {
    this.yaml = yaml;
    this.templates = templates;
    this.steps = steps;
  }

  Step.Send read(Node node, String verb) throws ScenarioException {
    List<String> keys = new ArrayList<>(List.of(verb));
    keys.addAll(KEYS);
    Mapping own = yaml.mapping(node, "a request", keys);
    Node target = own.get(verb);
    Expression method = Expression.text(verb.toUpperCase(Locale.ROOT));
    Expression url;
    if (verb.equals("request")) {
      Mapping line = yaml.mapping(target, "request", List.of("method", "url"));
      if (!line.has("method") || !line.has("url")) {
        throw yaml.problem(target, "'request' needs a method and a url");
      }
      method = templates.text(line.get("method"));
      url = templates.text(line.get("url"));
    } else {
      url = templates.text(target);
    }
    Request request =
        new Request(
            method,
            url,
            own.read("name", Expression.NOTHING, templates::text),
            own.read("headers", Expression.NOTHING, templates::value),
            own.read("query", Expression.NOTHING, templates::value),
            payload(own),
            own.read("tags", List.of(), each -> words(each, "tags")),
            own.read("timeout", Duration.ZERO, each -> duration(each)),
            own.read("redirects", true, each -> yaml.truth(each, "redirects")));
    Expected expected = own.read("expect", Expected.USUAL, this::expected);
    return new Step.Send(
        yaml.place(node),
        request,
        expected.status,
        expected.conditions,
        own.read("check", List.of(), this::checks),
        own.read("extract", List.of(), this::extracts),
        own.read("judge", List.of(), steps::steps),
        own.read("as", "", each -> yaml.text(each, "as")));
  }

  private Payload payload(Mapping own) throws ScenarioException {
    List<String> given = List.of("json", "form", "body").stream().filter(own::has).toList();
    if (given.size() > 1) {
      throw yaml.problem(
          own.key(given.get(1)), "a request carries one of json, form and body, not several");
    }
    if (own.has("json")) {
      return new Payload.Json(templates.value(own.get("json")));
    } else if (own.has("form")) {
      return new Payload.Form(templates.value(own.get("form")));
    } else if (own.has("body")) {
      return new Payload.Text(
          templates.text(own.get("body")), own.read("type", "", each -> yaml.text(each, "type")));
    }
    return Payload.NONE;
  }

  List<String> words(Node node, String what) throws ScenarioException {
    if (!(node instanceof SequenceNode)) {
      return Arrays.stream(yaml.text(node, what).split("[,\\s]+"))
          .filter(word -> !word.isEmpty())
          .toList();
    }
    List<String> words = new ArrayList<>();
    for (Node item : yaml.list(node, what)) {
      words.add(yaml.text(item, "one of " + what));
    }
    return List.copyOf(words);
  }

  Duration duration(Node node) throws ScenarioException {
    try {
      return Durations.parse(yaml.text(node, "a duration"));
    } catch (IllegalArgumentException e) {
      throw yaml.problem(node, e.getMessage() + "");
    }
  }

  private record Expected(Expression status, List<Check> conditions) {
    static final Expected USUAL = new Expected(Expression.NOTHING, List.of());
  }

  private Expected expected(Node node) throws ScenarioException {
    if (!(node instanceof MappingNode)) {
      return new Expected(status(node), List.of());
    }
    Mapping own = yaml.mapping(node, "expect", EXPECTATIONS);
    List<Check> conditions = new ArrayList<>();
    if (own.has("contains")) {
      Expression part = templates.text(own.get("contains"));
      conditions.add(
          new Check(
              "contains " + ExpressionText.template(part),
              Expression.binary(Operator.Infix.IN, part, Expression.member(RESPONSE, "text"))));
    }
    if (own.has("latency")) {
      conditions.add(latency(own.get("latency")));
    }
    for (String part : List.of("header", "json")) {
      if (own.has(part)) {
        parts(own.get(part), part, conditions);
      }
    }
    conditions.addAll(own.read("that", List.of(), this::checks));
    return new Expected(
        own.read("status", Expression.NOTHING, this::status), List.copyOf(conditions));
  }

  private Check latency(Node node) throws ScenarioException {
    String text = yaml.text(node, "latency").replaceFirst("^\\s*<\\s*", "");
    try {
      Duration most = Durations.parse(text);
      return new Check(
          "latency < " + Durations.text(most),
          Expression.binary(
              Operator.Infix.LESS,
              Expression.member(RESPONSE, "elapsed_ms"),
              Expression.whole(most.toMillis())));
    } catch (IllegalArgumentException e) {
      throw yaml.problem(node, e.getMessage() + "");
    }
  }

  /// What headers, or places of the JSON, must be.
  private void parts(Node node, String part, List<Check> conditions) throws ScenarioException {
    for (Map.Entry<String, Yaml.Entry> entry :
        yaml.mapping(node, part, List.of()).entries().entrySet()) {
      Expression name = Expression.text(entry.getKey());
      Expression found =
          part.equals("json")
              ? Expression.call(Function.POINTER, Expression.member(RESPONSE, "json"), name)
              : Expression.call(Function.GET, Expression.member(RESPONSE, "headers"), name);
      Expression value = templates.value(entry.getValue().value());
      conditions.add(
          new Check(
              part + " " + entry.getKey() + " is " + ExpressionText.template(value),
              Expression.binary(Operator.Infix.EQUAL, found, value)));
    }
  }

  /// `200`, `2xx`, a list of these, or an expression.
  private Expression status(Node node) throws ScenarioException {
    if (node instanceof SequenceNode sequence) {
      List<Expression> each = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        each.add(status(item));
      }
      return each.stream()
          .reduce((a, b) -> Expression.binary(Operator.Infix.OR, a, b))
          .orElseThrow(() -> yaml.problem(node, "no status is named"));
    }
    String text = yaml.text(node, "a status");
    if (STATUS.matcher(text).matches()) {
      return Expression.binary(
          Operator.Infix.EQUAL, RESPONSE_STATUS, Expression.whole(Long.parseLong(text)));
    } else if (STATUS_CLASS.matcher(text).matches()) {
      return Expression.binary(
          Operator.Infix.EQUAL,
          Expression.binary(Operator.Infix.DIVIDED_DOWN, RESPONSE_STATUS, Expression.whole(100)),
          Expression.whole(text.charAt(0) - '0'));
    } else if (text.contains("${")) {
      return templates.text(node);
    }
    throw yaml.problem(
        node, "'" + text + "' is no status; write 200, 2xx, [200, 201] or ${an expression}");
  }

  /// Conditions by their names.
  List<Check> checks(Node node) throws ScenarioException {
    List<Check> checks = new ArrayList<>();
    for (Map.Entry<String, Yaml.Entry> entry :
        yaml.mapping(node, "checks (a name and its condition)", List.of()).entries().entrySet()) {
      checks.add(new Check(entry.getKey(), templates.expression(entry.getValue().value())));
    }
    return List.copyOf(checks);
  }

  private List<Extraction> extracts(Node node) throws ScenarioException {
    List<Extraction> extracts = new ArrayList<>();
    for (Map.Entry<String, Yaml.Entry> entry :
        yaml.mapping(node, "extract", List.of()).entries().entrySet()) {
      extracts.add(extract(entry.getKey(), entry.getValue().value()));
    }
    return List.copyOf(extracts);
  }

  /// `json /token`, or a mapping where there is a default.
  private Extraction extract(String variable, Node node) throws ScenarioException {
    if (node instanceof MappingNode) {
      List<String> keys = new ArrayList<>(SOURCES);
      keys.add("default");
      Mapping own = yaml.mapping(node, "an extraction", keys);
      for (String source : SOURCES) {
        if (own.has(source)) {
          return extraction(
              node,
              variable,
              source,
              yaml.text(own.get(source), source),
              own.read("default", Expression.NOTHING, templates::value));
        }
      }
      throw yaml.problem(node, "an extraction needs json, header, cookie or regex");
    }
    String[] words = yaml.text(node, "an extraction").strip().split("\\s+", 2);
    String selector = words.length > 1 ? words[1] : "";
    boolean quoted = selector.length() > 1 && selector.startsWith("'") && selector.endsWith("'");
    return extraction(
        node,
        variable,
        words[0],
        quoted ? selector.substring(1, selector.length() - 1) : selector,
        Expression.NOTHING);
  }

  private Extraction extraction(
      Node node, String variable, String source, String selector, Expression otherwise)
      throws ScenarioException {
    if (!SOURCES.contains(source)) {
      throw yaml.problem(
          node,
          "write an extraction as 'json /path', 'header Name', 'cookie name' or 'regex pattern'"
              + Suggestion.sentence(source, SOURCES));
    }
    if (selector.isEmpty()) {
      throw yaml.problem(node, "'" + source + "' needs to know what to take");
    }
    Extraction.From from = Extraction.From.valueOf(source.toUpperCase(Locale.ROOT));
    try {
      switch (from) {
        case JSON -> Selection.segments(selector);
        case REGEX -> Selection.pattern(selector);
        case HEADER, COOKIE -> {}
      }
    } catch (EvaluationException e) {
      throw yaml.problem(node, e.getMessage() + "");
    }
    return new Extraction(variable, from, selector, otherwise);
  }
}
