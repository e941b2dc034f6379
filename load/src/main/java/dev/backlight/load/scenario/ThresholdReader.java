package dev.backlight.load.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads thresholds: `p95 < 300ms`, `errors < 0.5%`, `rate > 100/s`, in a list, or under the task
/// that they are about.
public final class ThresholdReader {

  private static final Pattern SYNTAX = Pattern.compile("([\\w.]+)\\s*(<=?|>=?)\\s*(.+)");
  private static final Pattern PERCENTILE = Pattern.compile("p(\\d+(?:\\.\\d+)?)");
  private static final Pattern SHARE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*%");
  private static final Pattern RATE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*/\\s*(s|m|h)");

  private ThresholdReader() {}

  static List<Threshold> read(Node node, Yaml yaml) throws ScenarioException {
    List<Threshold> thresholds = new ArrayList<>();
    for (Node item : yaml.list(node, "thresholds")) {
      if (item instanceof MappingNode) {
        for (Map.Entry<String, Yaml.Entry> task :
            yaml.mapping(item, "a threshold", List.of()).entries().entrySet()) {
          Node value = task.getValue().value();
          List<Node> lines =
              value instanceof ScalarNode ? List.of(value) : yaml.list(value, "thresholds");
          for (Node line : lines) {
            thresholds.add(one(task.getKey(), line, yaml));
          }
        }
      } else {
        thresholds.add(one("", item, yaml));
      }
    }
    return List.copyOf(thresholds);
  }

  private static Threshold one(String task, Node node, Yaml yaml) throws ScenarioException {
    try {
      return parse(task, yaml.text(node, "a threshold"));
    } catch (IllegalArgumentException e) {
      throw yaml.problem(node, e.getMessage() + "");
    }
  }

  /// Throws IllegalArgumentException, with what is accepted, for anything else.
  public static Threshold parse(String task, String text) {
    Matcher matcher = SYNTAX.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no threshold; write it as p95 < 300ms, errors < 0.5% or rate > 100/s");
    }
    Threshold.Metric metric = metric(matcher.group(1));
    return new Threshold(
        task,
        metric,
        matcher.group(2).startsWith("<"),
        bound(metric, matcher.group(3).strip(), text),
        text.strip());
  }

  private static Threshold.Metric metric(String word) {
    Matcher percentile = PERCENTILE.matcher(word);
    if (percentile.matches() && Double.parseDouble(percentile.group(1)) <= 100) {
      return new Threshold.Percentile(Double.parseDouble(percentile.group(1)));
    }
    return switch (word) {
      case "median" -> new Threshold.Percentile(50);
      case "max" -> new Threshold.Percentile(100);
      case "mean", "avg" -> new Threshold.Mean();
      case "errors" -> new Threshold.Errors();
      case "rate" -> new Threshold.Rate();
      case "checks" -> new Threshold.Checks();
      default ->
          throw new IllegalArgumentException(
              "'"
                  + word
                  + "' is not measured; known are p50, p95, p99.9, median, max, mean, errors, rate"
                  + " and checks");
    };
  }

  private static double bound(Threshold.Metric metric, String text, String whole) {
    return switch (metric) {
      case Threshold.Percentile _, Threshold.Mean _ -> Durations.parse(text).toNanos() / 1e6;
      case Threshold.Errors _, Threshold.Checks _ -> {
        Matcher share = SHARE.matcher(text);
        if (!share.matches() || Double.parseDouble(share.group(1)) > 100) {
          throw new IllegalArgumentException("'" + whole + "' needs a share, as 0.5%");
        }
        yield Double.parseDouble(share.group(1)) / 100;
      }
      case Threshold.Rate _ -> {
        Matcher rate = RATE.matcher(text);
        if (!rate.matches()) {
          throw new IllegalArgumentException("'" + whole + "' needs a rate, as 100/s");
        }
        double number = Double.parseDouble(rate.group(1));
        yield switch (rate.group(2)) {
          case "m" -> number / 60;
          case "h" -> number / 3600;
          default -> number;
        };
      }
    };
  }
}
