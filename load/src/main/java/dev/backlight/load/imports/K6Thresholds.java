package dev.backlight.load.imports;

import dev.backlight.load.scenario.Durations;
import dev.backlight.load.scenario.Threshold;
import dev.backlight.load.scenario.ThresholdReader;
import dev.backlight.load.scenario.Value;
import dev.backlight.source.code.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Translates thresholds of k6 scripts: `http_req_duration: ['p(95)<500']`.
final class K6Thresholds {

  private static final Pattern THRESHOLD =
      Pattern.compile("(p\\(([\\d.]+)\\)|avg|med|min|max|rate|count)\\s*(<=?|>=?)\\s*([\\d.]+)");
  private static final Pattern NAMED = Pattern.compile("(\\w+)(?:\\{\\s*(\\w+)\\s*:\\s*(.+)})?");

  private final Code code;

  K6Thresholds(Code code) {
    this.code = code;
  }

  /// `metrics` are the thresholds of each metric: lines, or maps with a `threshold`.
  List<Threshold> read(Map<String, Value> metrics, Expr at) throws RefusedException {
    List<Threshold> thresholds = new ArrayList<>();
    for (Map.Entry<String, Value> entry : metrics.entrySet()) {
      List<Value> lines =
          entry.getValue() instanceof Value.Items(List<Value> items)
              ? items
              : List.of(entry.getValue());
      for (Value line : lines) {
        Value threshold = line;
        if (line instanceof Value.Fields(Map<String, Value> map)) {
          threshold = map.getOrDefault("threshold", Value.NOTHING);
          code.note(at.start(), "a threshold does not end the run early");
        }
        String words = threshold instanceof Value.Text(String given) ? given : "";
        thresholds.add(threshold(entry.getKey(), words, at));
      }
    }
    return thresholds;
  }

  private static Threshold threshold(String metric, String line, Expr at) throws RefusedException {
    Matcher named = NAMED.matcher(metric.strip());
    Matcher matcher = THRESHOLD.matcher(line.strip());
    if (!named.matches() || !matcher.matches()) {
      throw new RefusedException(at, "the threshold " + metric + " " + line);
    }
    String task = "";
    if (named.group(2) != null) {
      if (!named.group(2).equals("name")) {
        throw new RefusedException(at, "a threshold for the tag " + named.group(2));
      }
      task = named.group(3).strip();
    }
    String sign = matcher.group(3);
    double bound = Double.parseDouble(matcher.group(4));
    String percent = Durations.plain(bound * 100) + "%";
    String text =
        switch (named.group(1)) {
          case "http_req_duration" ->
              aggregate(matcher, at) + " " + sign + " " + Durations.plain(bound) + "ms";
          case "http_req_failed" -> "errors " + sign + " " + percent;
          case "checks" -> "checks " + sign + " " + percent;
          case "http_reqs" -> {
            if (!matcher.group(1).equals("rate")) {
              throw new RefusedException(at, "a threshold on a count");
            }
            yield "rate " + sign + " " + Durations.plain(bound) + "/s";
          }
          default -> throw new RefusedException(at, "a threshold on " + named.group(1));
        };
    return ThresholdReader.parse(task, text);
  }

  private static String aggregate(Matcher matcher, Expr at) throws RefusedException {
    return switch (matcher.group(1)) {
      case "avg" -> "mean";
      case "med" -> "median";
      case "max" -> "max";
      case "min", "rate", "count" ->
          throw new RefusedException(at, "a threshold on " + matcher.group(1));
      default -> "p" + matcher.group(2);
    };
  }
}
