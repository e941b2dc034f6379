package dev.backlight.load.scenario;

import dev.backlight.load.scenario.Yaml.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads steps: each is a mapping with one key that says what is done.
final class StepReader {

  static final List<String> OTHERS =
      List.of(
          "set",
          "think",
          "repeat",
          "while",
          "for",
          "choose",
          "if",
          "group",
          "check",
          "take",
          "do",
          "return",
          "break",
          "continue",
          "fail",
          "stop",
          "tasks",
          "leave",
          "try",
          "cookies",
          "parallel",
          "pass",
          "reject");

  private final Yaml yaml;
  private final Templates templates;
  private final RequestReader requests;
  private final ScenarioReader scenario;

  StepReader(Yaml yaml, Templates templates, ScenarioReader scenario) {
    this.yaml = yaml;
    this.templates = templates;
    this.requests = new RequestReader(yaml, templates, this);
    this.scenario = scenario;
  }

  List<Step> steps(Node node) throws ScenarioException {
    List<Step> steps = new ArrayList<>();
    for (Node item : yaml.list(node, "steps")) {
      steps.add(step(item));
    }
    return List.copyOf(steps);
  }

  private Step step(Node node) throws ScenarioException {
    Mapping any = yaml.mapping(node, "a step", List.of());
    List<String> verbs =
        any.entries().keySet().stream()
            .filter(key -> RequestReader.VERBS.contains(key) || OTHERS.contains(key))
            .toList();
    // `check` beside a request belongs to it.
    List<String> requesting = verbs.stream().filter(RequestReader.VERBS::contains).toList();
    if (requesting.size() == 1) {
      return requests.read(node, requesting.getFirst());
    }
    if (verbs.isEmpty()) {
      List<String> known = new ArrayList<>(RequestReader.VERBS);
      known.addAll(OTHERS);
      String first = any.entries().keySet().stream().findFirst().orElse("");
      throw yaml.problem(
          any.entries().isEmpty() ? node : any.key(first),
          "'%s' is no step%s".formatted(first, Suggestion.sentence(first, known)));
    }
    if (any.has("tasks")) {
      return other(node, any, "tasks");
    }
    if (verbs.size() > 1) {
      throw yaml.problem(
          any.key(verbs.get(1)),
          "a step does one thing, not both '%s' and '%s'; begin a new one with '- '"
              .formatted(verbs.get(0), verbs.get(1)));
    }
    return other(node, any, verbs.getFirst());
  }

  private Step other(Node node, Mapping any, String verb) throws ScenarioException {
    Place place = yaml.place(node);
    Node value = any.get(verb);
    return switch (verb) {
      case "set" -> {
        only(node, "set");
        yield set(place, value);
      }
      case "think" -> {
        only(node, "think");
        yield new Step.Pause(place, think(value));
      }
      case "repeat" -> new Step.Repeat(place, templates.value(value), body(node, "repeat"));
      case "while" -> new Step.While(place, templates.expression(value), body(node, "while"));
      case "for" -> forEach(place, node);
      case "choose" -> {
        only(node, "choose");
        yield choose(place, value);
      }
      case "if" -> {
        Mapping own = only(node, "if", "then", "else");
        yield new Step.If(
            place,
            templates.expression(value),
            own.read("then", List.of(), this::steps),
            own.read("else", List.of(), this::steps));
      }
      case "group" -> new Step.Group(place, yaml.text(value, "group"), body(node, "group"));
      case "check" -> {
        only(node, "check");
        List<Check> checks = requests.checks(value);
        yield Steps.one(
            place, checks.stream().map(check -> (Step) new Step.Verify(place, check)).toList());
      }
      case "take" -> {
        Mapping own = only(node, "take", "as");
        yield new Step.Take(
            place, scenario.requireFeed(value), own.read("as", "", each -> yaml.text(each, "as")));
      }
      case "do" -> {
        Mapping own = only(node, "do", "with", "as");
        List<Expression> arguments = new ArrayList<>();
        for (Node argument : own.read("with", List.<Node>of(), n -> yaml.list(n, "with"))) {
          arguments.add(templates.value(argument));
        }
        yield new Step.Do(
            place,
            scenario.requireProcedure(value),
            List.copyOf(arguments),
            own.read("as", "", each -> yaml.text(each, "as")));
      }
      case "return" -> {
        only(node, "return");
        yield new Step.Return(place, templates.value(value));
      }
      case "break" -> new Step.Leave(place, Step.Leave.Kind.BREAK);
      case "continue" -> new Step.Leave(place, Step.Leave.Kind.CONTINUE);
      case "fail" -> new Step.Fail(place, templates.text(value));
      case "stop" -> new Step.Stop(place, templates.text(value));
      case "pass" -> new Step.Judge(place, true, Expression.text(""));
      case "reject" -> new Step.Judge(place, false, templates.text(value));
      case "leave" -> new Step.Interrupt(place);
      case "tasks" ->
          new Step.Rounds(
              place, scenario.taskSet(only(node, ScenarioReader.TASK_SET_KEYS), "nested tasks"));
      case "cookies" -> {
        only(node, "cookies", "pass", "reject");
        yield cookies(place, value);
      }
      case "parallel" -> {
        only(node, "parallel");
        yield parallel(place, value);
      }
      case "try" -> {
        Mapping own = only(node, "try", "recover");
        yield new Step.Attempt(place, steps(value), own.read("recover", List.of(), this::steps));
      }
      default -> throw new IllegalStateException(verb);
    };
  }

  /// `cookies: forget`, or names and values.
  private Step cookies(Place place, Node value) throws ScenarioException {
    if (value instanceof ScalarNode) {
      if (!yaml.text(value, "cookies").equals("forget")) {
        throw yaml.problem(value, "write 'cookies: forget', or names and values");
      }
      return new Step.HoldCookie(place, "", Expression.NOTHING);
    }
    List<Step> steps = new ArrayList<>();
    for (Map.Entry<String, Yaml.Entry> entry :
        yaml.mapping(value, "cookies", List.of()).entries().entrySet()) {
      steps.add(
          new Step.HoldCookie(place, entry.getKey(), templates.text(entry.getValue().value())));
    }
    return Steps.one(place, steps);
  }

  private Step parallel(Place place, Node value) throws ScenarioException {
    List<Step.Send> requests = new ArrayList<>();
    for (Node item : yaml.list(value, "parallel")) {
      if (!(step(item) instanceof Step.Send send)) {
        throw yaml.problem(item, "'parallel' holds requests; other steps go before or after it");
      }
      requests.add(send);
    }
    if (requests.isEmpty()) {
      throw yaml.problem(value, "there is nothing to send");
    }
    return new Step.Parallel(place, List.copyOf(requests));
  }

  private Mapping only(Node node, String... keys) throws ScenarioException {
    return only(node, List.of(keys));
  }

  private Mapping only(Node node, List<String> keys) throws ScenarioException {
    return yaml.mapping(node, "a step '" + keys.getFirst() + "'", keys);
  }

  private List<Step> body(Node node, String verb) throws ScenarioException {
    Mapping own = only(node, verb, "steps");
    if (!own.has("steps")) {
      throw yaml.problem(node, "'" + verb + "' needs 'steps'");
    }
    return steps(own.get("steps"));
  }

  private Step set(Place place, Node value) throws ScenarioException {
    List<Step> sets = new ArrayList<>();
    for (Map.Entry<String, Yaml.Entry> entry :
        yaml.mapping(value, "set", List.of()).entries().entrySet()) {
      sets.add(target(place, entry.getValue(), entry.getKey()));
    }
    return Steps.one(place, sets);
  }

  /// A name, or a part as `order.items[0]`.
  private Step target(Place place, Yaml.Entry entry, String key) throws ScenarioException {
    Expression target;
    try {
      target = ExpressionParser.expression(key);
    } catch (SyntaxException e) {
      throw yaml.problem(entry.key(), e.at(), e.getMessage() + "");
    }
    List<Expression> path = new ArrayList<>();
    while (!(target instanceof Expression.Variable)) {
      switch (target) {
        case Expression.Member(Expression of, String name, boolean _) -> {
          path.addFirst(Expression.text(name));
          target = of;
        }
        case Expression.Index(Expression of, Expression index) -> {
          path.addFirst(index);
          target = of;
        }
        default -> throw yaml.problem(entry.key(), "'" + key + "' is not a variable");
      }
    }
    String name = ((Expression.Variable) target).name();
    return new Step.Set(place, name, List.copyOf(path), templates.value(entry.value()));
  }

  private Step forEach(Place place, Node node) throws ScenarioException {
    Mapping own = only(node, "for", "in", "steps");
    for (String key : List.of("in", "steps")) {
      if (!own.has(key)) {
        throw yaml.problem(node, "'for' needs '" + key + "'");
      }
    }
    List<String> variables = List.of(yaml.text(own.get("for"), "for").strip().split("\\s*,\\s*"));
    return new Step.ForEach(
        place, variables, templates.value(own.get("in")), steps(own.get("steps")));
  }

  private Step choose(Place place, Node value) throws ScenarioException {
    List<Step.Choose.Option> options = new ArrayList<>();
    for (Node item : yaml.list(value, "choose")) {
      Mapping option = yaml.mapping(item, "an option", List.of("weight", "steps"));
      if (!option.has("steps")) {
        throw yaml.problem(item, "an option needs 'steps'");
      }
      options.add(
          new Step.Choose.Option(
              option.read("weight", 1.0, each -> scenario.weight(each)),
              steps(option.get("steps"))));
    }
    if (options.isEmpty()) {
      throw yaml.problem(value, "there is nothing to choose from");
    }
    return new Step.Choose(place, List.copyOf(options));
  }

  /// `2s`, `1s..3s`, `exponential 2s`, `pacing 5s`, or an expression in seconds.
  Think think(Node node) throws ScenarioException {
    if (node instanceof SequenceNode) {
      throw yaml.problem(node, "write a think time as 2s, 1s..3s, exponential 2s or pacing 5s");
    }
    String text = yaml.text(node, "think").strip();
    if (text.contains("${")) {
      return new Think.Seconds(templates.text(node));
    }
    try {
      if (text.startsWith("exponential ")) {
        return new Think.Exponential(Durations.parse(text.substring(12)));
      } else if (text.startsWith("pacing ")) {
        return new Think.Pacing(Durations.parse(text.substring(7)));
      }
      int cut = text.indexOf("..");
      if (cut < 0) {
        return new Think.Constant(Durations.parse(text));
      }
      Think.Between between =
          new Think.Between(
              Durations.parse(text.substring(0, cut)), Durations.parse(text.substring(cut + 2)));
      if (between.least().compareTo(between.most()) > 0) {
        throw yaml.problem(node, "'" + text + "' ends before it begins");
      }
      return between;
    } catch (IllegalArgumentException e) {
      throw yaml.problem(
          node, e.getMessage() + " (or 1s..3s, exponential 2s, pacing 5s, ${seconds})");
    }
  }
}
