package dev.backlight.source.config;

import dev.backlight.source.config.Table.Column;
import dev.backlight.source.config.Table.Index;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `CREATE TABLE`, `CREATE INDEX` and `ALTER TABLE … ADD CONSTRAINT/PRIMARY KEY/UNIQUE/INDEX` of
/// any dialect: enough to know tables, columns, foreign keys and what is indexed.
final class SqlReading {

  private static final String NAME = "((?:[\\w$\"`\\[\\]]+\\.)*[\\w$\"`\\[\\]]+)";
  private static final Pattern STATEMENT =
      Pattern.compile("(?i)\\b(?:create\\s+(?:\\w+\\s+){0,3}?(?:table|index)|alter\\s+table)\\b");
  private static final Pattern TABLE =
      Pattern.compile(
          "(?i)create\\s+(?:\\w+\\s+){0,2}?table\\s+(?:if\\s+not\\s+exists\\s+)?"
              + NAME
              + "\\s*\\(");
  private static final Pattern INDEX =
      Pattern.compile(
          "(?i)create\\s+(unique\\s+)?(?:\\w+\\s+){0,2}?index\\s+(?:concurrently\\s+)?"
              + "(?:if\\s+not\\s+exists\\s+)?(?:"
              + NAME
              + "\\s+)?on\\s+(?:only\\s+)?"
              + NAME
              + "\\s*(?:using\\s+\\w+\\s*)?\\(");
  private static final Pattern ALTER =
      Pattern.compile(
          "(?i)alter\\s+table\\s+(?:if\\s+exists\\s+)?(?:only\\s+)?"
              + NAME
              + "\\s+add\\s+(?:constraint\\s+\\S+\\s+)?(primary\\s+key|unique(?:\\s+(?:index|key))?|index|key)"
              + "\\s*(?:[\\w\"`]+\\s*)?\\(");
  private static final Pattern KEY =
      Pattern.compile(
          "(?i)(?:constraint\\s+\\S+\\s+)?(primary\\s+key|unique(?:\\s+(?:index|key))?|index|key|"
              + "foreign\\s+key)\\s*(?:clustered|nonclustered)?\\s*(?:[\\w\"`\\[\\]]+\\s*)?\\(");
  private static final Pattern REFERENCES = Pattern.compile("(?i)\\breferences\\s+" + NAME);
  private static final Pattern INLINE_KEY = Pattern.compile("(?i)\\b(primary\\s+key|unique)\\b");
  private static final Set<String> NO_COLUMN =
      Set.of(
          "constraint",
          "primary",
          "unique",
          "index",
          "key",
          "foreign",
          "check",
          "exclude",
          "like",
          "period",
          "partition",
          "fulltext",
          "spatial");

  private final String text;
  private final List<Table> tables = new ArrayList<>();

  private SqlReading(String text) {
    this.text = withoutComments(text);
  }

  static List<Table> read(String text) {
    SqlReading reading = new SqlReading(text);
    Matcher statement = STATEMENT.matcher(reading.text);
    int line = 1;
    int counted = 0;
    while (statement.find()) {
      for (; counted < statement.start(); counted++) {
        line += reading.text.charAt(counted) == '\n' ? 1 : 0;
      }
      reading.statement(statement.start(), line);
    }
    return reading.tables;
  }

  private void statement(int at, int line) {
    int limit = Math.min(text.length(), at + 1000);
    Matcher matcher = TABLE.matcher(text).region(at, limit);
    if (matcher.lookingAt()) {
      table(plain(matcher.group(1)), matcher.end(), line);
      return;
    }
    matcher = INDEX.matcher(text).region(at, limit);
    if (matcher.lookingAt()) {
      Index index = new Index(list(matcher.end()), matcher.group(1) != null, line);
      tables.add(new Table(plain(matcher.group(3)), line, List.of(), List.of(index)));
      return;
    }
    matcher = ALTER.matcher(text).region(at, limit);
    if (matcher.lookingAt()) {
      boolean unique = !matcher.group(2).toLowerCase(Locale.ROOT).matches("index|key");
      Index index = new Index(list(matcher.end()), unique, line);
      tables.add(new Table(plain(matcher.group(1)), line, List.of(), List.of(index)));
    }
  }

  private void table(String name, int at, int line) {
    List<Column> columns = new ArrayList<>();
    List<Index> indexes = new ArrayList<>();
    int lineNow = line;
    int counted = at;
    for (int[] part : parts(at)) {
      int first = part[0];
      while (first < part[1] && Character.isWhitespace(text.charAt(first))) {
        first++;
      }
      for (; counted < first; counted++) {
        lineNow += text.charAt(counted) == '\n' ? 1 : 0;
      }
      String definition = text.substring(first, part[1]).strip();
      Matcher key = KEY.matcher(definition);
      if (key.lookingAt()) {
        String kind = key.group(1).toLowerCase(Locale.ROOT);
        if (!kind.startsWith("foreign")) {
          indexes.add(new Index(list(first + key.end()), !kind.matches("index|key"), lineNow));
        }
      } else if (!definition.isEmpty()) {
        column(definition, lineNow, columns, indexes);
      }
    }
    tables.add(new Table(name, line, columns, indexes));
  }

  private static void column(String text, int line, List<Column> columns, List<Index> indexes) {
    String[] words = text.split("\\s+", 3);
    String name = plain(words[0]);
    if (NO_COLUMN.contains(name)) {
      return;
    }
    Matcher references = REFERENCES.matcher(text);
    String target = references.find() ? plain(references.group(1)) : "";
    columns.add(
        new Column(name, words.length > 1 ? words[1].toLowerCase(Locale.ROOT) : "", target, line));
    if (INLINE_KEY.matcher(text).find()) {
      indexes.add(new Index(List.of(name), true, line));
    }
  }

  /// The pieces between commas up to the closing bracket, as offsets.
  private List<int[]> parts(int from) {
    List<int[]> parts = new ArrayList<>();
    int open = 1;
    int start = from;
    int at = from;
    char quote = 0;
    for (; at < text.length() && open > 0; at++) {
      char c = text.charAt(at);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'') {
        quote = c;
      } else if (c == '(') {
        open++;
      } else if (c == ')') {
        open--;
      } else if (c == ',' && open == 1) {
        parts.add(new int[] {start, at});
        start = at + 1;
      }
    }
    parts.add(new int[] {start, open == 0 ? at - 1 : at});
    return parts;
  }

  private List<String> list(int from) {
    return parts(from).stream()
        .map(part -> text.substring(part[0], part[1]).strip())
        .map(item -> item.replaceFirst("(?i)\\s+(asc|desc)\\b.*", ""))
        .map(item -> item.indexOf('(') < 0 ? plain(item.split("\\s+")[0]) : item)
        .toList();
  }

  private static String plain(String name) {
    String bare = name.replaceAll("[\"`\\[\\]]", "").toLowerCase(Locale.ROOT);
    return bare.substring(bare.lastIndexOf('.') + 1);
  }

  /// Comments become blanks, so that offsets and lines stay.
  private static String withoutComments(String sql) {
    StringBuilder kept = new StringBuilder(sql);
    for (int i = 0; i + 1 < kept.length(); i++) {
      char c = kept.charAt(i);
      boolean line = c == '-' && kept.charAt(i + 1) == '-';
      boolean block = c == '/' && kept.charAt(i + 1) == '*';
      if (c == '\'') {
        int end = sql.indexOf('\'', i + 1);
        i = end < 0 ? kept.length() : end;
      } else if (line || block) {
        int end = line ? sql.indexOf('\n', i) : sql.indexOf("*/", i + 2) + 1;
        int to = end < i ? kept.length() : end;
        for (; i < to; i++) {
          if (kept.charAt(i) != '\n') {
            kept.setCharAt(i, ' ');
          }
        }
        if (block && to < kept.length()) {
          kept.setCharAt(to, ' ');
        }
      }
    }
    return kept.toString();
  }
}
