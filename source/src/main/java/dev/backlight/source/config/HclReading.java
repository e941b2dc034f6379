package dev.backlight.source.config;

import dev.backlight.source.config.ConfigValue.Mapping;
import dev.backlight.source.config.ConfigValue.Scalar;
import dev.backlight.source.config.ConfigValue.Sequence;
import java.util.ArrayList;
import java.util.List;

/// Terraform's HCL: blocks with labels are nested mappings (`resource` → `aws_lb` → `main`),
/// attributes entries. Lists and objects of literals are read; any other expression is its source
/// text.
final class HclReading {

  private final String text;
  private int at;
  private int line = 1;

  private HclReading(String text) {
    this.text = text;
  }

  static ConfigFile read(String path, String text) {
    HclReading reading = new HclReading(text);
    Tree root = new Tree(1);
    String problem = "";
    try {
      reading.body(root, 0);
    } catch (DamagedException e) {
      problem = String.valueOf(e.getMessage());
    }
    return new ConfigFile(path, Syntax.HCL, List.of(root.done()), List.of(), problem);
  }

  private void body(Tree tree, int depth) {
    if (depth > Tree.DEPTH_LIMIT) {
      throw new DamagedException(line, "too deep");
    }
    for (skip(true); at < text.length(); skip(true)) {
      if (text.charAt(at) == '}') {
        at++;
        if (depth == 0) {
          throw new DamagedException(line, "} without {");
        }
        return;
      }
      item(tree, depth);
    }
    if (depth > 0) {
      throw new DamagedException(line, "block is not closed");
    }
  }

  private void item(Tree tree, int depth) {
    int start = line;
    String name = identifier();
    List<String> labels = new ArrayList<>();
    for (skip(false); at < text.length(); skip(false)) {
      char c = text.charAt(at);
      if (c == '=' || c == ':') {
        at++;
        skip(false);
        tree.add(name, start, expression(depth + 1));
        return;
      }
      if (c == '{') {
        at++;
        Tree inner = new Tree(start);
        body(inner, depth + 1);
        tree.add(name, start, labelled(labels, inner.done()));
        return;
      }
      if (c == '\n') {
        break;
      }
      labels.add(identifier());
    }
    throw new DamagedException(start, "neither block nor attribute: " + name);
  }

  private static ConfigValue labelled(List<String> labels, Mapping body) {
    ConfigValue value = body;
    for (String label : labels.reversed()) {
      value = new Tree(body.line()).add(label, body.line(), value).done();
    }
    return value;
  }

  private ConfigValue expression(int depth) {
    int start = line;
    if (at < text.length() && text.charAt(at) == '{' && depth < Tree.DEPTH_LIMIT) {
      int mark = at;
      at++;
      try {
        return object(start, depth);
      } catch (DamagedException e) {
        at = mark;
        line = start;
      }
    }
    if (at < text.length() && text.charAt(at) == '[' && depth < Tree.DEPTH_LIMIT) {
      return list(start, depth);
    }
    return new Scalar(start, source());
  }

  private ConfigValue object(int start, int depth) {
    Tree tree = new Tree(start);
    for (skip(true); at < text.length() && text.charAt(at) != '}'; skip(true)) {
      if (text.charAt(at) == ',') {
        at++;
        continue;
      }
      int keyLine = line;
      String key = identifier();
      skip(false);
      if (at >= text.length() || (text.charAt(at) != '=' && text.charAt(at) != ':')) {
        throw new DamagedException(keyLine, "no object");
      }
      at++;
      skip(false);
      tree.add(key, keyLine, expression(depth + 1));
    }
    at++;
    return tree.done();
  }

  private ConfigValue list(int start, int depth) {
    List<ConfigValue> items = new ArrayList<>();
    at++;
    for (skip(true); at < text.length() && text.charAt(at) != ']'; skip(true)) {
      int before = at;
      if (text.charAt(at) == ',') {
        at++;
      } else {
        items.add(expression(depth + 1));
      }
      if (at == before) {
        throw new DamagedException(line, "no list");
      }
    }
    at++;
    return new Sequence(start, items);
  }

  /// An expression's text up to the end of its line, list or object, strings and brackets whole.
  private String source() {
    int start = at;
    if (text.startsWith("<<", at)) {
      return heredoc();
    }
    int open = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        string();
        continue;
      }
      boolean ends = c == '\n' || c == ',' || c == ']' || c == '}' || c == ')' || c == '#';
      if (open == 0 && ends) {
        break;
      }
      open += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
      line += c == '\n' ? 1 : 0;
      at++;
    }
    String source = text.substring(start, at).strip();
    boolean literal =
        source.length() > 1
            && source.startsWith("\"")
            && source.indexOf('"', 1) == source.length() - 1;
    return literal ? source.substring(1, source.length() - 1) : source;
  }

  private String heredoc() {
    int lineEnd = end(at);
    String marker = text.substring(at, lineEnd).replaceFirst("<<-?", "").strip();
    at = lineEnd;
    StringBuilder body = new StringBuilder();
    while (at < text.length()) {
      at++;
      line++;
      int next = end(at);
      String content = text.substring(Math.min(at, next), next);
      at = next;
      if (content.strip().equals(marker)) {
        return body.toString();
      }
      body.append(content).append('\n');
    }
    throw new DamagedException(line, "heredoc is not closed");
  }

  private int end(int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  private String identifier() {
    int start = at;
    if (at < text.length() && text.charAt(at) == '"') {
      string();
      return text.substring(start + 1, Math.max(start + 1, at - 1));
    }
    int open = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      open += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (open == 0 && c != ')' && !Character.isLetterOrDigit(c) && "_-./$".indexOf(c) < 0) {
        break;
      }
      if (c == '\n') {
        break;
      }
      at++;
    }
    if (start == at) {
      throw new DamagedException(line, "unexpected " + text.charAt(at));
    }
    return text.substring(start, at);
  }

  private void string() {
    int open = 0;
    for (at++; at < text.length() && (open > 0 || text.charAt(at) != '"'); at++) {
      char c = text.charAt(at);
      if (c == '\n') {
        throw new DamagedException(line, "string is not closed");
      }
      if (c == '\\') {
        at++;
      } else if (c == '{' && text.charAt(at - 1) == '$') {
        open++;
      } else if (c == '}' && open > 0) {
        open--;
      }
    }
    at = Math.min(text.length(), at + 1);
  }

  private void skip(boolean lines) {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#' || text.startsWith("//", at)) {
        at = end(at);
      } else if (text.startsWith("/*", at)) {
        int close = text.indexOf("*/", at);
        int to = close < 0 ? text.length() : close + 2;
        line += (int) text.substring(at, to).chars().filter(x -> x == '\n').count();
        at = to;
      } else if (c == '\n' && !lines || !Character.isWhitespace(c)) {
        return;
      } else {
        line += c == '\n' ? 1 : 0;
        at++;
      }
    }
  }
}
