package dev.backlight.cli.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
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
final class YamlReader {

  private static final int MAX_CODE_POINTS = 1_000_000;

  private final String file;
  private final List<String> lines;

  YamlReader(String file, String text) {
    this.file = file;
    this.lines = text.lines().toList();
  }

  /// The root; empty for an empty document.
  Optional<Node> root(String text) throws ConfigurationException {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setCodePointLimit(MAX_CODE_POINTS).build();
    try {
      return new Compose(settings)
          .composeString(text)
          .filter(node -> node.getTag() != Tag.NULL || node instanceof MappingNode);
    } catch (MarkedYamlEngineException e) {
      throw e.getProblemMark().isPresent()
          ? problem(e.getProblemMark().get(), "not YAML: " + e.getProblem())
          : new ConfigurationException(file + ": not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new ConfigurationException(file + ": not YAML: " + e.getMessage());
    }
  }

  /// A mapping's values by key, in order; refuses keys that are not `known` (any if that is empty).
  Mapping mapping(Node node, String what, List<String> known) throws ConfigurationException {
    if (!(node instanceof MappingNode mapping)) {
      throw problem(node, what + " must be a mapping of keys to values");
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = text(tuple.getKeyNode(), "a key");
      if (!known.isEmpty() && !known.contains(key)) {
        throw problem(
            tuple.getKeyNode(),
            "unknown key '"
                + key
                + "'"
                + Suggestion.nearest(key, known)
                    .map(word -> "; did you mean '" + word + "'?")
                    .orElse("; known are " + String.join(", ", known)));
      }
      if (entries.put(key, new Entry(tuple.getKeyNode(), tuple.getValueNode())) != null) {
        throw problem(tuple.getKeyNode(), "'" + key + "' appears twice");
      }
    }
    return new Mapping(entries);
  }

  record Entry(Node key, Node value) {}

  /// Makes something of a value.
  @FunctionalInterface
  interface Reading<T> {
    T read(Node value) throws ConfigurationException;
  }

  /// Values by key, in the order of the file.
  record Mapping(Map<String, Entry> entries) {

    static final Mapping EMPTY = new Mapping(Map.of());

    boolean has(String key) {
      return entries.containsKey(key);
    }

    /// What `reading` makes of a key's value, or `otherwise` if the key is not there.
    <T> T read(String key, T otherwise, Reading<T> reading) throws ConfigurationException {
      Entry entry = entries.get(key);
      return entry == null ? otherwise : reading.read(entry.value());
    }
  }

  List<Node> list(Node node, String what) throws ConfigurationException {
    if (!(node instanceof SequenceNode sequence)) {
      throw problem(node, what + " must be a list (lines that start with '- ')");
    }
    return sequence.getValue();
  }

  List<String> texts(Node node, String what) throws ConfigurationException {
    List<String> texts = new ArrayList<>();
    for (Node item : list(node, what)) {
      texts.add(text(item, "an item of " + what));
    }
    return List.copyOf(texts);
  }

  String text(Node node, String what) throws ConfigurationException {
    if (node instanceof ScalarNode scalar
        && scalar.getTag() != Tag.NULL
        && !scalar.getValue().isBlank()) {
      return scalar.getValue();
    }
    throw problem(node, what + " must be a text");
  }

  int wholeNumber(Node node, String what) throws ConfigurationException {
    String text = text(node, what);
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw problem(node, what + " must be a whole number, not '" + text + "'");
    }
    throw problem(node, what + " must not be negative");
  }

  boolean truth(Node node, String what) throws ConfigurationException {
    return switch (text(node, what)) {
      case "true" -> true;
      case "false" -> false;
      case String other ->
          throw problem(node, what + " must be true or false, not '" + other + "'");
    };
  }

  /// `backlight.yaml:12`.
  String place(Node node) {
    return node.getStartMark().map(mark -> file + ":" + (mark.getLine() + 1)).orElse(file);
  }

  ConfigurationException problem(Node node, String message) {
    return node.getStartMark().isPresent()
        ? problem(node.getStartMark().get(), message)
        : new ConfigurationException(file + ": " + message);
  }

  private ConfigurationException problem(Mark mark, String message) {
    String head = "%s:%d:%d: %s".formatted(file, mark.getLine() + 1, mark.getColumn() + 1, message);
    if (mark.getLine() >= lines.size()) {
      return new ConfigurationException(head);
    }
    String number = Integer.toString(mark.getLine() + 1);
    return new ConfigurationException(
        "%s%n  %s │ %s%n  %s │ %s^"
            .formatted(
                head,
                number,
                lines.get(mark.getLine()),
                " ".repeat(number.length()),
                " ".repeat(mark.getColumn())));
  }
}
