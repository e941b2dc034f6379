package dev.backlight.source.config;

import dev.backlight.source.config.ConfigValue.Scalar;
import java.util.ArrayList;
import java.util.List;

/// nginx: `name arguments;` is an entry with the arguments joined by blanks, `name arguments { … }`
/// a mapping with the arguments under the empty key.
final class NginxReading {

  private final String text;
  private int at;
  private int line = 1;
  private String problem = "";

  private NginxReading(String text) {
    this.text = text;
  }

  static ConfigFile read(String path, String text) {
    NginxReading reading = new NginxReading(text);
    Tree root = new Tree(1);
    reading.block(root, 0);
    return new ConfigFile(path, Syntax.NGINX, List.of(root.done()), List.of(), reading.problem);
  }

  private void block(Tree tree, int depth) {
    List<String> words = new ArrayList<>();
    int start = line;
    while (problem.isEmpty()) {
      String token = token();
      if (words.isEmpty()) {
        start = line;
      }
      switch (token) {
        case "" -> {
          problem = depth > 0 ? "line " + line + ": block is not closed" : "";
          directive(tree, words, start);
          return;
        }
        case ";" -> directive(tree, words, start);
        case "{" -> {
          Tree inner = new Tree(start);
          if (words.size() > 1) {
            inner.add("", start, String.join(" ", words.subList(1, words.size())));
          }
          if (depth > Tree.DEPTH_LIMIT) {
            problem = "line " + line + ": too deep";
          } else if (!words.isEmpty() && words.getFirst().endsWith("_by_lua_block")) {
            skipCode();
          } else {
            block(inner, depth + 1);
          }
          tree.add(words.isEmpty() ? "" : words.getFirst(), start, inner.done());
          words.clear();
        }
        case "}" -> {
          directive(tree, words, start);
          if (depth > 0) {
            return;
          }
          problem = "line " + line + ": } without {";
        }
        default -> words.add(token);
      }
    }
  }

  private static void directive(Tree tree, List<String> words, int start) {
    if (!words.isEmpty()) {
      String arguments = String.join(" ", words.subList(1, words.size()));
      tree.add(words.getFirst(), start, new Scalar(start, arguments));
      words.clear();
    }
  }

  private void skipCode() {
    for (int open = 1; open > 0 && at < text.length(); at++) {
      char c = text.charAt(at);
      open += c == '{' ? 1 : c == '}' ? -1 : 0;
      line += c == '\n' ? 1 : 0;
    }
  }

  private String token() {
    skipBlank();
    if (at >= text.length()) {
      return "";
    }
    char c = text.charAt(at);
    if (c == ';' || c == '{' || c == '}') {
      at++;
      return String.valueOf(c);
    }
    return c == '"' || c == '\'' ? quoted(c) : word();
  }

  private void skipBlank() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        while (at < text.length() && text.charAt(at) != '\n') {
          at++;
        }
      } else if (Character.isWhitespace(c)) {
        line += c == '\n' ? 1 : 0;
        at++;
      } else {
        return;
      }
    }
  }

  private String quoted(char quote) {
    StringBuilder word = new StringBuilder();
    for (at++; at < text.length() && text.charAt(at) != quote; at++) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      line += text.charAt(at) == '\n' ? 1 : 0;
      word.append(text.charAt(at));
    }
    at++;
    return word.isEmpty() ? "\"\"" : word.toString();
  }

  /// A word; `${name}` and template marks `{{ … }}` belong to it.
  private String word() {
    int start = at;
    int braces = 0;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean opens =
          c == '{' && at > start && (text.charAt(at - 1) == '$' || text.charAt(at - 1) == '{');
      if (opens) {
        braces++;
      } else if (c == '}' && braces > 0) {
        braces--;
      } else if (c == ';' || c == '{' || c == '}' || Character.isWhitespace(c)) {
        break;
      }
    }
    return text.substring(start, at);
  }
}
