package dev.backlight.load.scenario;

import dev.backlight.load.scenario.Yaml.Mapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads scenarios and refuses what it does not understand, with the place.
public final class ScenarioReader {

  static final List<String> TASK_SET_KEYS =
      List.of("tasks", "order", "think", "on_start", "on_stop");
  static final List<String> KEYS =
      List.of(
          "name",
          "target",
          "timeout",
          "headers",
          "variables",
          "feeds",
          "procedures",
          "setup",
          "teardown",
          "users",
          "tasks",
          "steps",
          "order",
          "think",
          "on_start",
          "on_stop",
          "phases",
          "thresholds");
  static final List<String> USER_KEYS =
      List.of(
          "weight", "count", "headers", "order", "think", "on_start", "on_stop", "tasks", "steps");
  private static final List<String> TASK_KEYS = List.of("weight", "tags", "steps");
  private static final String SINGLE = "user";
  private static final int MOST_OF_A_KIND = 1_000_000;

  private final Yaml yaml;
  private final Templates templates;
  private final StepReader steps;
  private final PhaseReader phases;
  private final FeedReader feeds;
  private List<String> feedNames = List.of();
  private List<String> procedureNames = List.of();

  private ScenarioReader(String file, String text, PhaseReader.Logs logs) {
    this.yaml = new Yaml(file, text);
    this.templates = new Templates(yaml);
    this.steps = new StepReader(yaml, templates, this);
    this.phases = new PhaseReader(yaml, logs);
    this.feeds = new FeedReader(yaml, templates);
  }

  /// Reads `text` of the file that messages call `file`. `logs` gives the arrivals of access logs
  /// that phases replay.
  public static Scenario read(String file, String text, PhaseReader.Logs logs)
      throws ScenarioException {
    return new ScenarioReader(file, text, logs).read(file, text);
  }

  private Scenario read(String file, String text) throws ScenarioException {
    Node root =
        yaml.root(text).orElseThrow(() -> new ScenarioException(file + ": the scenario is empty"));
    Mapping top = yaml.mapping(root, "the scenario", KEYS);
    feedNames = names(top, "feeds");
    procedureNames = names(top, "procedures");
    return new Scenario(
        top.read("name", nameOf(file), node -> yaml.text(node, "name")),
        top.read("target", "", node -> yaml.text(node, "target")),
        top.read("timeout", Duration.ZERO, this::duration),
        top.read("variables", Map.of(), this::variables),
        top.read("feeds", List.of(), feeds::feeds),
        top.read("procedures", List.of(), this::procedures),
        top.read("setup", List.of(), steps::steps),
        top.read("teardown", List.of(), steps::steps),
        users(top),
        top.read("phases", List.of(), phases::phases),
        top.read("thresholds", List.of(), node -> ThresholdReader.read(node, yaml)));
  }

  private static String nameOf(String file) {
    String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private List<String> names(Mapping top, String key) throws ScenarioException {
    return top.read(
        key, List.of(), node -> List.copyOf(yaml.mapping(node, key, List.of()).entries().keySet()));
  }

  private Duration duration(Node node) throws ScenarioException {
    try {
      return Durations.parse(yaml.text(node, "a duration"));
    } catch (IllegalArgumentException e) {
      throw yaml.problem(node, e.getMessage() + "");
    }
  }

  private Map<String, Expression> variables(Node node) throws ScenarioException {
    Map<String, Expression> variables = new LinkedHashMap<>();
    for (Map.Entry<String, Yaml.Entry> entry :
        yaml.mapping(node, "variables", List.of()).entries().entrySet()) {
      variables.put(entry.getKey(), templates.value(entry.getValue().value()));
    }
    return variables;
  }

  private List<Procedure> procedures(Node node) throws ScenarioException {
    List<Procedure> procedures = new ArrayList<>();
    for (Map.Entry<String, Yaml.Entry> entry :
        yaml.mapping(node, "procedures", List.of()).entries().entrySet()) {
      Mapping own =
          yaml.mapping(
              entry.getValue().value(), "a procedure", List.of("parameters", "locals", "steps"));
      procedures.add(
          new Procedure(
              entry.getKey(),
              own.read("parameters", List.of(), this::words),
              own.read("locals", List.of(), this::words),
              own.read("steps", List.of(), steps::steps)));
    }
    return List.copyOf(procedures);
  }

  private List<String> words(Node node) throws ScenarioException {
    List<String> words = new ArrayList<>();
    for (Node item : yaml.list(node, "names")) {
      words.add(yaml.text(item, "a name"));
    }
    return List.copyOf(words);
  }

  private List<UserKind> users(Mapping top) throws ScenarioException {
    Expression headers = top.read("headers", Expression.NOTHING, templates::value);
    List<String> single = List.of("tasks", "steps", "order", "think", "on_start", "on_stop");
    if (!top.has("users")) {
      if (single.stream().noneMatch(top::has)) {
        throw yaml.problem(top.node(), "there is nothing to do: write 'steps', 'tasks' or 'users'");
      }
      return List.of(new UserKind(SINGLE, 1, 0, headers, taskSet(top, "the scenario")));
    }
    for (String key : single) {
      if (top.has(key)) {
        throw yaml.problem(top.key(key), "with 'users', '" + key + "' belongs to one of them");
      }
    }
    List<UserKind> users = new ArrayList<>();
    for (Map.Entry<String, Yaml.Entry> entry :
        yaml.mapping(top.get("users"), "users", List.of()).entries().entrySet()) {
      String what = "user '" + entry.getKey() + "'";
      Mapping own = yaml.mapping(entry.getValue().value(), what, USER_KEYS);
      users.add(
          new UserKind(
              entry.getKey(),
              own.read("weight", 1.0, this::weight),
              own.read("count", 0, this::count),
              merged(headers, own.read("headers", Expression.NOTHING, templates::value)),
              taskSet(own, what)));
    }
    if (users.isEmpty()) {
      throw yaml.problem(top.get("users"), "there are no users");
    }
    return List.copyOf(users);
  }

  private static Expression merged(Expression common, Expression own) {
    if (common.isNothing() || own.isNothing()) {
      return common.isNothing() ? own : common;
    }
    return Expression.call(Function.MERGE, common, own);
  }

  /// So many users, whatever the weights of the others.
  private int count(Node node) throws ScenarioException {
    double count = yaml.number(node, "a count");
    if (count < 1 || count > MOST_OF_A_KIND || count != Math.rint(count)) {
      throw yaml.problem(node, "a count is a whole number from 1 to " + MOST_OF_A_KIND);
    }
    return (int) count;
  }

  double weight(Node node) throws ScenarioException {
    double weight = yaml.number(node, "a weight");
    if (weight == 0) {
      throw yaml.problem(node, "a weight must be more than 0; leave out what is never done");
    }
    return weight;
  }

  TaskSet taskSet(Mapping own, String what) throws ScenarioException {
    List<Task> tasks = own.read("tasks", List.of(), this::tasks);
    if (own.has("steps")) {
      if (own.has("tasks")) {
        throw yaml.problem(own.key("steps"), what + " has either 'tasks' or 'steps'");
      }
      List<Step> only = steps.steps(own.get("steps"));
      tasks = only.isEmpty() ? List.of() : List.of(new Task("steps", 1, List.of(), only));
    }
    if (tasks.isEmpty()) {
      throw yaml.problem(own.node(), what + " has nothing to do: write 'steps' or 'tasks'");
    }
    return new TaskSet(
        own.read("order", TaskSet.Order.RANDOM, n -> yaml.one(n, "order", TaskSet.Order.values())),
        own.read("think", Think.NONE, steps::think),
        own.read("on_start", List.of(), steps::steps),
        own.read("on_stop", List.of(), steps::steps),
        tasks);
  }

  private List<Task> tasks(Node node) throws ScenarioException {
    List<Task> tasks = new ArrayList<>();
    for (Map.Entry<String, Yaml.Entry> entry :
        yaml.mapping(node, "tasks", List.of()).entries().entrySet()) {
      Node value = entry.getValue().value();
      if (value instanceof SequenceNode) {
        tasks.add(new Task(entry.getKey(), 1, List.of(), steps.steps(value)));
        continue;
      }
      Mapping own = yaml.mapping(value, "task '" + entry.getKey() + "'", TASK_KEYS);
      tasks.add(
          new Task(
              entry.getKey(),
              own.read("weight", 1.0, this::weight),
              own.read("tags", List.of(), this::words),
              own.read("steps", List.of(), steps::steps)));
    }
    return List.copyOf(tasks);
  }

  String requireFeed(Node node) throws ScenarioException {
    return required(node, "feed", feedNames);
  }

  String requireProcedure(Node node) throws ScenarioException {
    return required(node, "procedure", procedureNames);
  }

  private String required(Node node, String what, List<String> known) throws ScenarioException {
    String name = yaml.text(node, what);
    if (!known.contains(name)) {
      throw yaml.problem(
          node, "there is no " + what + " '" + name + "'" + Suggestion.sentence(name, known));
    }
    return name;
  }
}
