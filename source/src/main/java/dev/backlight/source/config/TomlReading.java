package dev.backlight.source.config;

import dev.backlight.source.config.ConfigValue.Scalar;
import dev.backlight.source.config.ConfigValue.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// TOML: tables, arrays of tables, dotted keys, inline tables and every kind of string. It accepts
/// more than the standard does (no check of dates, numbers or repeated keys); what stands before an
/// error is kept.
///
/// It is ours because a manifest needs a hundred and fifty lines of it, and a generated parser
/// costs more to start than all manifests of a tree to read.
final class TomlReading {

  private final String text;
  private int at;
  private int line = 1;
  private final Building root = new Building(1);

  private TomlReading(String text) {
    this.text = text;
  }

  static ConfigFile read(String path, String text) {
    TomlReading reading = new TomlReading(text);
    String problem = "";
    try {
      reading.document();
    } catch (DamagedException e) {
      problem = String.valueOf(e.getMessage());
    }
    return new ConfigFile(path, Syntax.TOML, List.of(reading.root.done()), List.of(), problem);
  }

  /// A table that later headers and dotted keys add to.
  private static final class Building {
    final int line;
    final Map<String, Object> values = new LinkedHashMap<>();
    final Map<String, Integer> lines = new LinkedHashMap<>();

    Building(int line) {
      this.line = line;
    }

    /// The table under a key, made if need be; the last one of an array of tables.
    Building table(String key, int at) {
      Object found = values.get(key);
      if (found instanceof Building table) {
        return table;
      }
      if (found instanceof List<?> list
          && !list.isEmpty()
          && list.getLast() instanceof Building last) {
        return last;
      }
      Building made = new Building(at);
      put(key, at, made);
      return made;
    }

    void put(String key, int at, Object value) {
      values.put(key, value);
      lines.put(key, at);
    }

    Building append(String key, int at) {
      List<Object> tables = new ArrayList<>();
      if (values.get(key) instanceof List<?> list) {
        tables.addAll(list);
      }
      Building made = new Building(at);
      tables.add(made);
      values.put(key, tables);
      lines.putIfAbsent(key, at);
      return made;
    }

    ConfigValue done() {
      Tree tree = new Tree(line);
      values.forEach((key, value) -> {
        int at = lines.getOrDefault(key, line);
        tree.add(key, at, plain(value, at));
      });
      return tree.done();
    }

    private static ConfigValue plain(Object value, int line) {
      return switch (value) {
        case Building table -> table.done();
        case ConfigValue done -> done;
        case List<?> list ->
            new Sequence(line, list.stream().map(item -> plain(item, line)).toList());
        default -> new Scalar(line, value.toString());
      };
    }
  }

  private void document() {
    Building table = root;
    for (skip(true); at < text.length(); skip(true)) {
      if (text.charAt(at) == '[') {
        table = header();
      } else {
        pair(table, 0);
      }
      skip(false);
      if (at < text.length() && text.charAt(at) != '\n') {
        throw new DamagedException(line, "unexpected " + text.charAt(at));
      }
    }
  }

  private Building header() {
    boolean array = text.startsWith("[[", at);
    at += array ? 2 : 1;
    int start = line;
    List<String> keys = keys();
    expect(']');
    if (array) {
      expect(']');
    }
    Building table = root;
    for (String key : keys.subList(0, keys.size() - 1)) {
      table = table.table(key, start);
    }
    return array ? table.append(keys.getLast(), start) : table.table(keys.getLast(), start);
  }

  private void pair(Building table, int depth) {
    int start = line;
    List<String> keys = keys();
    expect('=');
    skip(false);
    Building into = table;
    for (String key : keys.subList(0, keys.size() - 1)) {
      into = into.table(key, start);
    }
    into.put(keys.getLast(), start, value(depth));
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    do {
      skip(false);
      keys.add(key());
      skip(false);
      if (keys.size() > Tree.DEPTH_LIMIT) {
        throw new DamagedException(line, "too deep");
      }
    } while (accept('.'));
    return keys;
  }

  private String key() {
    if (at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
      return string();
    }
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "_-".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    if (start == at) {
      throw new DamagedException(line, "no key");
    }
    return text.substring(start, at);
  }

  private ConfigValue value(int depth) {
    int start = line;
    if (depth > Tree.DEPTH_LIMIT) {
      throw new DamagedException(line, "too deep");
    }
    char c = at < text.length() ? text.charAt(at) : '\n';
    return switch (c) {
      case '"', '\'' -> new Scalar(start, string());
      case '[' -> array(start, depth);
      case '{' -> inline(start, depth);
      default -> new Scalar(start, bare());
    };
  }

  private ConfigValue array(int start, int depth) {
    List<ConfigValue> items = new ArrayList<>();
    at++;
    for (skip(true); !accept(']'); skip(true)) {
      items.add(value(depth + 1));
      skip(true);
      if (!accept(',') && (at >= text.length() || text.charAt(at) != ']')) {
        throw new DamagedException(start, "array is not closed");
      }
    }
    return new Sequence(start, items);
  }

  private ConfigValue inline(int start, int depth) {
    Building table = new Building(start);
    at++;
    for (skip(true); !accept('}'); skip(true)) {
      pair(table, depth + 1);
      skip(true);
      if (!accept(',') && (at >= text.length() || text.charAt(at) != '}')) {
        throw new DamagedException(start, "inline table is not closed");
      }
    }
    return table.done();
  }

  private String bare() {
    int start = at;
    while (at < text.length() && ",]}#\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(start, at).strip();
    if (word.isEmpty()) {
      throw new DamagedException(line, "no value");
    }
    return word;
  }

  private String string() {
    char quote = text.charAt(at);
    String triple = String.valueOf(quote).repeat(3);
    boolean multiline = text.startsWith(triple, at);
    int start = line;
    at += multiline ? 3 : 1;
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (multiline ? text.startsWith(triple, at) : c == quote) {
        at += multiline ? 3 : 1;
        return value.toString();
      }
      if (c == '\n') {
        line++;
        if (!multiline) {
          break;
        }
      }
      if (c == '\\' && quote == '"' && at + 1 < text.length()) {
        at++;
        c = escaped(text.charAt(at));
      }
      value.append(c);
      at++;
    }
    throw new DamagedException(start, "string is not closed");
  }

  private char escaped(char c) {
    line += c == '\n' ? 1 : 0;
    return c == 'n' ? '\n' : c == 't' ? '\t' : c;
  }

  private boolean accept(char wanted) {
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char wanted) {
    skip(false);
    if (!accept(wanted)) {
      throw new DamagedException(line, "expected " + wanted);
    }
  }

  /// Blanks and comments, line ends too if `lines`.
  private void skip(boolean lines) {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (c == '\n' && !lines || !Character.isWhitespace(c) && c != '\uFEFF') {
        return;
      } else {
        line += c == '\n' ? 1 : 0;
        at++;
      }
    }
  }
}
