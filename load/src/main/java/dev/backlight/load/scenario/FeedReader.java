package dev.backlight.load.scenario;

import dev.backlight.load.scenario.Yaml.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads feeds: where rows come from, and in what order users take them.
final class FeedReader {

  static final List<String> KEYS =
      List.of("csv", "json", "lines", "rows", "each", "order", "columns", "delimiter", "skip");
  private static final List<String> SOURCES = List.of("csv", "json", "lines", "rows", "each");
  private static final List<String> OF_CSV = List.of("columns", "delimiter", "skip");

  private final Yaml yaml;
  private final Templates templates;

  FeedReader(Yaml yaml, Templates templates) {
    this.yaml = yaml;
    this.templates = templates;
  }

  List<Feed> feeds(Node node) throws ScenarioException {
    List<Feed> feeds = new ArrayList<>();
    for (Map.Entry<String, Yaml.Entry> entry :
        yaml.mapping(node, "feeds", List.of()).entries().entrySet()) {
      Mapping own = yaml.mapping(entry.getValue().value(), "a feed", KEYS);
      Feed.Order order =
          own.read("order", Feed.Order.CIRCULAR, n -> yaml.one(n, "order", Feed.Order.values()));
      feeds.add(new Feed(entry.getKey(), source(own, entry.getValue().key()), order));
    }
    return List.copyOf(feeds);
  }

  private Feed.Source source(Mapping own, Node name) throws ScenarioException {
    List<String> sources = SOURCES.stream().filter(own::has).toList();
    if (sources.size() != 1) {
      throw yaml.problem(
          name, "a feed needs one of 'csv', 'json', 'lines' (files), 'rows' and 'each' (computed)");
    }
    String source = sources.getFirst();
    for (String key : OF_CSV) {
      if (own.has(key) && !source.equals("csv")) {
        throw yaml.problem(own.key(key), "'" + key + "' belongs to 'csv'");
      }
    }
    Node value = own.get(source);
    return switch (source) {
      case "csv" ->
          new Feed.Csv(
              yaml.text(value, "csv"),
              own.read("delimiter", ',', this::delimiter),
              own.read("skip", 0, each -> (int) yaml.number(each, "skip")),
              own.read("columns", new Feed.FirstLine(), this::columns));
      case "json" -> new Feed.Json(yaml.text(value, "json"));
      case "lines" -> new Feed.Lines(yaml.text(value, "lines"));
      case "rows" -> rows(value);
      default -> new Feed.Generated(columnsEach(value));
    };
  }

  private char delimiter(Node node) throws ScenarioException {
    String text = yaml.text(node, "delimiter");
    if (text.length() != 1 || text.equals("\"") || text.equals("\n")) {
      throw yaml.problem(node, "a delimiter is one character, such as \";\" or \"\\t\"");
    }
    return text.charAt(0);
  }

  /// A list of names, or `none`.
  private Feed.Columns columns(Node node) throws ScenarioException {
    if (node instanceof SequenceNode) {
      List<String> names = new ArrayList<>();
      for (Node item : yaml.list(node, "columns")) {
        names.add(yaml.text(item, "a column"));
      }
      return new Feed.Named(List.copyOf(names));
    }
    if (!yaml.text(node, "columns").equals("none")) {
      throw yaml.problem(
          node,
          "write columns as [a, b], or none for rows that are lists; the first line names them"
              + " otherwise");
    }
    return new Feed.Unnamed();
  }

  private Feed.Source rows(Node node) throws ScenarioException {
    List<Map<String, Value>> rows = new ArrayList<>();
    for (Node item : yaml.list(node, "rows")) {
      Map<String, Value> row = new LinkedHashMap<>();
      for (Map.Entry<String, Yaml.Entry> cell :
          yaml.mapping(item, "a row", List.of()).entries().entrySet()) {
        row.put(
            cell.getKey(),
            Constants.of(templates.value(cell.getValue().value()))
                .orElseThrow(() ->
                    yaml.problem(cell.getValue().value(), "a row holds plain values; use 'each'")));
      }
      rows.add(row);
    }
    return new Feed.Rows(List.copyOf(rows));
  }

  private Map<String, Expression> columnsEach(Node node) throws ScenarioException {
    Map<String, Expression> columns = new LinkedHashMap<>();
    for (Map.Entry<String, Yaml.Entry> entry :
        yaml.mapping(node, "each", List.of()).entries().entrySet()) {
      columns.put(entry.getKey(), templates.value(entry.getValue().value()));
    }
    return columns;
  }
}
