package dev.backlight.load.imports;

import dev.backlight.load.scenario.EvaluationException;
import dev.backlight.load.scenario.Json;
import dev.backlight.load.scenario.Value;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the lines of an access log are written.
sealed interface LogFormat {

  /// The request of a line; empty where it is none.
  Optional<LogLine> read(String line);

  DateTimeFormatter COMMON =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("dd/MMM/yyyy:HH:mm:ss Z")
          .toFormatter(Locale.ENGLISH);
  DateTimeFormatter HAPROXY =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("dd/MMM/yyyy:HH:mm:ss.SSS")
          .toFormatter(Locale.ENGLISH);

  /// The combined and common formats of nginx and Apache.
  LogFormat COMBINED =
      new Lines(
          Pattern.compile(
              "\\S+ \\S+ .*?\\[(?<time>[^]]+)] \"(?<method>[A-Z]+) (?<target>\\S+)[^\"]*\""
                  + " (?<status>\\d{3}).*"));

  /// HAProxy's `option httplog`, with or without syslog before it.
  LogFormat HTTPLOG =
      new Lines(
          Pattern.compile(
              ".*?\\[(?<time>\\d+/\\w+/\\d+:[\\d:.]+)] \\S+ \\S+ [-+\\d/]+ (?<status>-?\\d+) .*"
                  + "\"(?<method>[A-Z]+) (?<target>\\S+)[^\"]*\".*"));

  /// The format of a log whose first lines are `sample`; empty if no line can be read.
  static Optional<LogFormat> of(List<String> sample) {
    for (LogFormat format : List.of(COMBINED, HTTPLOG, new JsonLines())) {
      long read = sample.stream().filter(line -> format.read(line).isPresent()).count();
      if (read > 0 && read * 2 >= sample.size()) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /// A `log_format` of nginx, as in its configuration.
  static LogFormat nginx(String text) {
    StringBuilder pattern = new StringBuilder();
    Matcher variable = Pattern.compile("\\$\\{?(\\w+)}?").matcher(text);
    int end = 0;
    while (variable.find()) {
      pattern.append(Pattern.quote(text.substring(end, variable.start())));
      pattern.append(
          switch (variable.group(1)) {
            case "request" -> "(?<method>[A-Z]+) (?<target>\\S+)[^\"]*";
            case "request_method" -> "(?<method>[A-Z]+)";
            case "request_uri", "uri" -> "(?<target>\\S+)";
            case "status" -> "(?<status>\\d{3})";
            case "time_local", "time_iso8601", "msec" -> "(?<time>.+?)";
            default -> ".*?";
          });
      end = variable.end();
    }
    pattern.append(Pattern.quote(text.substring(end)));
    String whole = pattern.toString();
    for (String part : List.of("method", "target", "time")) {
      if (!whole.contains("?<" + part + ">")) {
        throw new IllegalArgumentException(
            "the log_format has no "
                + (part.equals("time") ? "$time_local, $time_iso8601 or $msec" : "$request"));
      }
    }
    return new Lines(Pattern.compile(whole));
  }

  /// Lines that a pattern takes apart.
  record Lines(Pattern pattern) implements LogFormat {
    @Override
    public Optional<LogLine> read(String line) {
      Matcher matcher = pattern.matcher(line);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      Map<String, Integer> groups = pattern.namedGroups();
      int status = groups.containsKey("status") ? Integer.parseInt(matcher.group("status")) : 0;
      return request(
          matcher.group("time"), matcher.group("method"), matcher.group("target"), status);
    }
  }

  /// A JSON object per line, under the names that nginx's users give.
  record JsonLines() implements LogFormat {
    private static final List<String> TIMES =
        List.of("time_iso8601", "time_local", "msec", "timestamp", "@timestamp", "time", "ts");
    private static final List<String> METHODS =
        List.of("request_method", "method", "http_method", "verb");
    private static final List<String> TARGETS =
        List.of("request_uri", "uri", "path", "url", "http_path");

    @Override
    public Optional<LogLine> read(String line) {
      try {
        if (!line.startsWith("{")
            || !(Json.read(line) instanceof Value.Fields(Map<String, Value> fields))) {
          return Optional.empty();
        }
        String method = first(fields, METHODS);
        String target = first(fields, TARGETS);
        String request = first(fields, List.of("request"));
        if (method.isEmpty() && request.split(" ").length > 1) {
          method = request.split(" ")[0];
          target = request.split(" ")[1];
        }
        String status = first(fields, List.of("status", "status_code", "code"));
        return method.isEmpty() || target.isEmpty()
            ? Optional.empty()
            : request(
                first(fields, TIMES),
                method,
                target,
                status.matches("\\d{3}") ? Integer.parseInt(status) : 0);
      } catch (EvaluationException e) {
        return Optional.empty();
      }
    }

    private static String first(Map<String, Value> fields, List<String> names) {
      for (String name : names) {
        Value value = fields.get(name);
        if (value instanceof Value.Text(String text)) {
          return text;
        } else if (value != null && !(value instanceof Value.Nothing)) {
          return Json.write(value);
        }
      }
      return "";
    }
  }

  private static Optional<LogLine> request(String time, String method, String target, int status) {
    int slashes = target.indexOf("://");
    int path = slashes < 0 ? 0 : target.indexOf('/', slashes + 3);
    String origin = path < 0 ? "/" : target.substring(path);
    if (!origin.startsWith("/")) {
      return Optional.empty();
    }
    try {
      boolean exact = time.contains(".");
      return Optional.of(new LogLine(milliseconds(time), exact, method, origin, status));
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static double milliseconds(String time) {
    if (time.matches("\\d+(\\.\\d+)?")) {
      double number = Double.parseDouble(time);
      return number > 1e11 ? number : number * 1e3;
    } else if (time.matches("\\d+/.*\\.\\d{3}")) {
      return LocalDateTime.parse(time, HAPROXY).toInstant(ZoneOffset.UTC).toEpochMilli();
    } else if (time.matches("\\d+/.*")) {
      return OffsetDateTime.parse(time, COMMON).toInstant().toEpochMilli();
    }
    return time.endsWith("Z")
        ? Instant.parse(time).toEpochMilli()
        : OffsetDateTime.parse(time).toInstant().toEpochMilli();
  }
}
