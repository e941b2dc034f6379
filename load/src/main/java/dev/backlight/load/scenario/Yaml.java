package dev.backlight.load.scenario;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// YAML with positions: typed access to nodes, where every refusal shows the line.
final class Yaml {

  private static final int MAX_CODE_POINTS = 4_000_000;

  private final String file;
  private final List<String> lines;

  Yaml(String file, String text) {
    this.file = file;
    this.lines = text.lines().toList();
  }

  /// The root; empty for an empty document.
  Optional<Node> root(String text) throws ScenarioException {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setCodePointLimit(MAX_CODE_POINTS).build();
    try {
      return new Compose(settings)
          .composeString(text)
          .filter(node -> node.getTag() != Tag.NULL || node instanceof MappingNode);
    } catch (MarkedYamlEngineException e) {
      throw e.getProblemMark()
          .map(mark -> at(mark.getLine(), mark.getColumn(), "not YAML: " + problem(e)))
          .orElseGet(() -> new ScenarioException(file + ": not YAML: " + e.getProblem()));
    } catch (YamlEngineException e) {
      throw new ScenarioException(file + ": not YAML: " + e.getMessage());
    }
  }

  /// What a parser expects is mostly a line that stands further in or out than its neighbours.
  private static String problem(MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem());
    return problem.contains("block") || problem.contains("mapping values")
        ? problem + " (is this line, or the one before it, indented like its neighbours?)"
        : problem;
  }

  record Entry(Node key, Node value) {}

  /// Makes something of a value.
  @FunctionalInterface
  interface Reading<T> {
    T read(Node value) throws ScenarioException;
  }

  /// Values by key, in the order of the file.
  record Mapping(Node node, Map<String, Entry> entries) {

    boolean has(String key) {
      return entries.containsKey(key);
    }

    Node key(String key) {
      return entry(key).key();
    }

    Node get(String key) {
      return entry(key).value();
    }

    private Entry entry(String key) {
      Entry entry = entries.get(key);
      if (entry == null) {
        throw new IllegalArgumentException(key);
      }
      return entry;
    }

    /// What `reading` makes of a key's value, or `otherwise` if the key is not there.
    <T> T read(String key, T otherwise, Reading<T> reading) throws ScenarioException {
      Entry entry = entries.get(key);
      return entry == null ? otherwise : reading.read(entry.value());
    }
  }

  /// A mapping's values by key; refuses keys that are not `known` (any if that is empty).
  Mapping mapping(Node node, String what, List<String> known) throws ScenarioException {
    if (!(node instanceof MappingNode mapping)) {
      throw problem(node, what + " must be a mapping of keys to values");
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = text(tuple.getKeyNode(), "a key");
      if (!known.isEmpty() && !known.contains(key)) {
        String suggestion = Suggestion.sentence(key, known);
        throw problem(
            tuple.getKeyNode(),
            "unknown key '%s' in %s%s"
                .formatted(
                    key,
                    what,
                    suggestion.isEmpty() ? "; known are " + String.join(", ", known) : suggestion));
      }
      if (entries.put(key, new Entry(tuple.getKeyNode(), tuple.getValueNode())) != null) {
        throw problem(tuple.getKeyNode(), "'" + key + "' appears twice");
      }
    }
    return new Mapping(node, entries);
  }

  List<Node> list(Node node, String what) throws ScenarioException {
    if (!(node instanceof SequenceNode sequence)) {
      throw problem(node, what + " must be a list (lines that start with '- ')");
    }
    return sequence.getValue();
  }

  String text(Node node, String what) throws ScenarioException {
    if (node instanceof ScalarNode scalar && scalar.getTag() != Tag.NULL) {
      return scalar.getValue();
    }
    throw problem(node, what + " must be a text");
  }

  boolean truth(Node node, String what) throws ScenarioException {
    return switch (text(node, what)) {
      case "true" -> true;
      case "false" -> false;
      case String other ->
          throw problem(node, what + " must be true or false, not '" + other + "'");
    };
  }

  double number(Node node, String what) throws ScenarioException {
    String text = text(node, what);
    try {
      double number = Double.parseDouble(text);
      if (number >= 0 && number < 1e12) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw problem(node, what + " must be a number, not '" + text + "'");
    }
    throw problem(node, what + " must not be negative or beyond measure");
  }

  /// The constant of an enum by its name in small letters.
  <E extends Enum<E>> E one(Node node, String what, E[] values) throws ScenarioException {
    String given = text(node, what);
    List<String> known =
        Arrays.stream(values).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
    int at = known.indexOf(given);
    if (at < 0) {
      throw problem(node, "'%s' is no %s; use %s".formatted(given, what, String.join(", ", known)));
    }
    return values[at];
  }

  Place place(Node node) {
    return node.getStartMark()
        .map(mark -> new Place(file, mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(new Place(file, 0, 0));
  }

  ScenarioException problem(Node node, String message) {
    return problem(node, 0, message);
  }

  /// A problem so many characters into the text of a node.
  ScenarioException problem(Node node, int offset, String message) {
    Optional<Mark> mark = node.getStartMark();
    if (mark.isEmpty()) {
      return new ScenarioException(file + ": " + message);
    }
    boolean block =
        node instanceof ScalarNode scalar
            && (scalar.getScalarStyle() == ScalarStyle.LITERAL
                || scalar.getScalarStyle() == ScalarStyle.FOLDED);
    boolean quoted =
        node instanceof ScalarNode scalar
            && (scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED
                || scalar.getScalarStyle() == ScalarStyle.SINGLE_QUOTED);
    int column = mark.get().getColumn() + (block ? 0 : offset) + (quoted && offset > 0 ? 1 : 0);
    return at(mark.get().getLine(), column, message);
  }

  private ScenarioException at(int line, int column, String message) {
    String head = "%s:%d:%d: %s".formatted(file, line + 1, column + 1, message);
    if (line >= lines.size()) {
      return new ScenarioException(head);
    }
    String number = Integer.toString(line + 1);
    return new ScenarioException(
        "%s%n  %s │ %s%n  %s │ %s^"
            .formatted(
                head, number, lines.get(line), " ".repeat(number.length()), " ".repeat(column)));
  }
}
