package dev.backlight.load.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Finds parts of answers: by JSON pointer (RFC 6901), by a plain path (`$.items[0].id`,
/// `items.0.id`) or by regular expression.
public final class Selection {

  private static final int MAX_PATTERNS = 1_000;
  private static final ConcurrentMap<String, Pattern> PATTERNS = new ConcurrentHashMap<>();
  private static final Pattern NUMBER = Pattern.compile("-?\\d+");
  private static final Pattern SEGMENT =
      Pattern.compile("\\.?([^.\\[\\]]+)|\\[(-?\\d+)]|\\['([^']*)']|\\[\"([^\"]*)\"]");

  private Selection() {}

  public static Optional<Value> json(Value value, String path) throws EvaluationException {
    Optional<Value> at = Optional.of(value);
    for (String segment : segments(path)) {
      if (at.isEmpty()) {
        return at;
      }
      at = step(at.get(), segment);
    }
    return at;
  }

  private static Optional<Value> step(Value value, String segment) throws EvaluationException {
    if (value instanceof Value.Items && !NUMBER.matcher(segment).matches()) {
      return Optional.empty();
    }
    return Evaluator.find(value, Value.of(segment));
  }

  /// The names and places that a pointer or path goes through.
  public static List<String> segments(String path) throws EvaluationException {
    if (path.startsWith("/")) {
      List<String> segments = new ArrayList<>();
      for (String segment : path.substring(1).split("/", -1)) {
        segments.add(segment.replace("~1", "/").replace("~0", "~"));
      }
      return segments;
    }
    String rest = path.startsWith("$") ? path.substring(1) : path;
    List<String> segments = new ArrayList<>();
    Matcher matcher = SEGMENT.matcher(rest);
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      for (int group = 1; group <= 4; group++) {
        if (matcher.group(group) != null) {
          segments.add(matcher.group(group));
        }
      }
      end = matcher.end();
    }
    if (end < rest.length()) {
      throw new EvaluationException(
          "'" + path + "' is neither a JSON pointer (/a/0/b) nor a plain path ($.a[0].b)");
    }
    return segments;
  }

  /// A group of the first match: `group`, or for -1 the first if there is one, else the whole.
  public static Optional<Value> regex(String text, String pattern, int group)
      throws EvaluationException {
    Matcher matcher = pattern(pattern).matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    int wanted = group >= 0 ? group : Math.min(1, matcher.groupCount());
    if (wanted > matcher.groupCount()) {
      throw new EvaluationException("'" + pattern + "' has no group " + wanted);
    }
    return Optional.ofNullable(matcher.group(wanted)).map(Value::of);
  }

  static Pattern pattern(String pattern) throws EvaluationException {
    Pattern known = PATTERNS.get(pattern);
    if (known != null) {
      return known;
    }
    try {
      Pattern compiled = Pattern.compile(pattern);
      if (PATTERNS.size() < MAX_PATTERNS) {
        PATTERNS.put(pattern, compiled);
      }
      return compiled;
    } catch (PatternSyntaxException e) {
      throw new EvaluationException("'" + pattern + "' is no pattern: " + e.getDescription());
    }
  }
}
