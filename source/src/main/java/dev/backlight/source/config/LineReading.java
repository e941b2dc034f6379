package dev.backlight.source.config;

import dev.backlight.source.config.ConfigValue.Scalar;
import dev.backlight.source.config.ConfigValue.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The syntaxes that are read line by line.
final class LineReading {

  private static final Set<String> HAPROXY_SECTIONS =
      Set.of(
          "global",
          "defaults",
          "frontend",
          "backend",
          "listen",
          "peers",
          "resolvers",
          "cache",
          "userlist",
          "mailers",
          "program",
          "http-errors",
          "ring",
          "log-forward");

  private static final Pattern PROPERTY =
      Pattern.compile("((?:[^\\\\=:\\s]|\\\\.)+)\\s*[=:\\s]?\\s*(.*)");
  private static final Pattern ASSIGNMENT =
      Pattern.compile("(?:export\\s+)?([A-Za-z_][\\w.]*)\\s*=\\s*(.*)");

  private LineReading() {}

  static ConfigValue properties(String text) {
    Tree tree = new Tree(1);
    for (LogicalLine line : LogicalLine.joined(text, "#!")) {
      Matcher matcher = PROPERTY.matcher(line.text());
      if (matcher.matches()) {
        String key = matcher.group(1).replace("\\:", ":").replace("\\=", "=");
        tree.add(key, line.number(), matcher.group(2));
      }
    }
    return tree.done();
  }

  static ConfigValue environment(String text) {
    Tree tree = new Tree(1);
    for (LogicalLine line : LogicalLine.plain(text)) {
      Matcher matcher = ASSIGNMENT.matcher(line.text().strip());
      if (matcher.matches()) {
        tree.add(matcher.group(1), line.number(), withoutQuotesAndComment(matcher.group(2)));
      }
    }
    return tree.done();
  }

  /// Sections with `key = value` (ini, cfg, supervisord, systemd, my.cnf, pip's setup.cfg). A line
  /// that is indented under a key continues its value; keys before any section are the root's own.
  static ConfigValue sections(String text) {
    Tree root = new Tree(1);
    Tree section = root;
    String name = "";
    int sectionLine = 1;
    List<Scalar> values = new ArrayList<>();
    String key = "";
    for (LogicalLine line : withoutComments(text)) {
      String stripped = line.text().strip();
      boolean continues = Character.isWhitespace(line.text().charAt(0)) && !key.isEmpty();
      int equals = continues ? -1 : splitAt(stripped);
      boolean header = !continues && stripped.startsWith("[") && stripped.endsWith("]");
      if (continues) {
        values.add(new Scalar(line.number(), stripped));
        continue;
      }
      flush(section, key, values);
      key = "";
      if (header) {
        if (section != root) {
          root.add(name, sectionLine, section.done());
        }
        name = stripped.substring(1, stripped.length() - 1).strip();
        sectionLine = line.number();
        section = new Tree(sectionLine);
      } else {
        key = equals < 0 ? stripped : stripped.substring(0, equals).strip();
        String value = equals < 0 ? "" : stripped.substring(equals + 1).strip();
        values.add(new Scalar(line.number(), withoutQuotesAndComment(value)));
      }
    }
    flush(section, key, values);
    return section == root ? root.done() : root.add(name, sectionLine, section.done()).done();
  }

  private static List<LogicalLine> withoutComments(String text) {
    return LogicalLine.plain(text).stream()
        .filter(line -> !line.text().isBlank())
        .filter(line -> "#;".indexOf(line.text().strip().charAt(0)) < 0)
        .toList();
  }

  private static int splitAt(String line) {
    int equals = line.indexOf('=');
    int colon = line.indexOf(':');
    return equals < 0 ? colon : colon < 0 ? equals : Math.min(equals, colon);
  }

  private static void flush(Tree section, String key, List<Scalar> values) {
    if (!key.isEmpty()) {
      Scalar first = values.getFirst();
      if (values.size() == 1) {
        section.add(key, first.line(), first);
      } else {
        List<ConfigValue> items = new ArrayList<>(values);
        items.removeIf(item -> item.text().isEmpty());
        section.add(key, first.line(), new Sequence(first.line(), items));
      }
    }
    values.clear();
  }

  /// `key value` or `key = value` per line (redis.conf, postgresql.conf, memcached.conf).
  static ConfigValue directives(String text) {
    Tree tree = new Tree(1);
    for (LogicalLine line : LogicalLine.joined(text, "#")) {
      String[] words = line.text().split("\\s*=\\s*|\\s+", 2);
      String value = words.length > 1 ? withoutQuotesAndComment(words[1]) : "";
      tree.add(words[0], line.number(), value);
    }
    return tree.done();
  }

  static ConfigValue haproxy(String text) {
    Tree root = new Tree(1);
    Tree section = new Tree(1);
    String name = "";
    int start = 1;
    for (LogicalLine line : LogicalLine.joined(text, "#")) {
      String[] words = line.text().split("\\s+", 2);
      String rest = words.length > 1 ? words[1].replaceFirst("\\s+#.*", "") : "";
      if (HAPROXY_SECTIONS.contains(words[0])) {
        if (!name.isEmpty()) {
          root.add(name, start, section.done());
        }
        name = words[0];
        start = line.number();
        section = new Tree(start);
        if (!rest.isEmpty()) {
          section.add("", start, rest);
        }
      } else {
        section.add(words[0], line.number(), rest);
      }
    }
    return name.isEmpty() ? section.done() : root.add(name, start, section.done()).done();
  }

  static ConfigValue procfile(String text) {
    Tree tree = new Tree(1);
    for (LogicalLine line : LogicalLine.joined(text, "#")) {
      int colon = line.text().indexOf(':');
      if (colon > 0) {
        String command = line.text().substring(colon + 1).strip();
        tree.add(line.text().substring(0, colon).strip(), line.number(), command);
      }
    }
    return tree.done();
  }

  /// Lines that say something, as they stand: requirements, version files, shell, Gradle,
  /// Caddyfile.
  static ConfigValue lines(String text, String comments) {
    List<ConfigValue> items = new ArrayList<>();
    for (LogicalLine line : LogicalLine.joined(text, comments)) {
      items.add(new Scalar(line.number(), line.text()));
    }
    return new Sequence(1, items);
  }

  private static String withoutQuotesAndComment(String value) {
    String text = value.strip();
    if (!text.isEmpty() && (text.charAt(0) == '"' || text.charAt(0) == '\'')) {
      int end = text.indexOf(text.charAt(0), 1);
      return end < 0 ? text : text.substring(1, end);
    }
    int comment = text.indexOf(" #");
    return comment < 0 ? text : text.substring(0, comment).strip();
  }
}
