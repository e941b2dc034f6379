package dev.backlight.source.csharp;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Expr.Literal;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Literals and interpolated strings.
final class Literals {

  private final Draft draft;
  private final SyntaxTree tree;

  Literals(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  static boolean isLiteral(String kind) {
    return switch (kind) {
      case "null_literal",
          "boolean_literal",
          "integer_literal",
          "real_literal",
          "character_literal",
          "string_literal",
          "verbatim_string_literal",
          "raw_string_literal" ->
          true;
      default -> false;
    };
  }

  Literal lower(int node) {
    return switch (tree.kind(node)) {
      case "null_literal" -> literal(node, Literal.Kind.NULL, "null");
      case "boolean_literal" -> literal(node, Literal.Kind.BOOLEAN, tree.text(node));
      case "integer_literal", "real_literal" -> literal(node, Literal.Kind.NUMBER, tree.text(node));
      default -> string(node, unquoted(tree.text(node)));
    };
  }

  Literal string(int node, String text) {
    return literal(node, Literal.Kind.STRING, text);
  }

  private Literal literal(int node, Literal.Kind kind, String text) {
    return new Literal(tree.start(node), tree.end(node), kind, text);
  }

  /// The text between the quotes of any string or character literal. A raw string of several lines
  /// loses the indentation that the language takes off it.
  private static String unquoted(String text) {
    int from = 0;
    while (from < text.length() && text.charAt(from) == '@') {
      from++;
    }
    if (from == text.length()) {
      return text;
    }
    char quote = text.charAt(from);
    int to = text.lastIndexOf(quote);
    if (text.startsWith("\"\"\"", from)) {
      while (from < to && text.charAt(from) == quote && text.charAt(to) == quote) {
        from++;
        to--;
      }
      return withoutIndent(text.substring(from, to + 1));
    }
    return to > from ? text.substring(from + 1, to) : text.substring(from + 1);
  }

  private static String withoutIndent(String raw) {
    int lineEnd = raw.indexOf('\n');
    if (lineEnd < 0 || !raw.substring(0, lineEnd).isBlank()) {
      return raw;
    }
    String lines = raw.substring(lineEnd + 1).stripIndent();
    return lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
  }

  Expr template(int node) {
    StringBuilder text = new StringBuilder();
    List<Expr> parts = new ArrayList<>();
    for (int n = tree.firstChild(node); n >= 0; n = tree.nextSibling(n)) {
      switch (tree.kind(n)) {
        case "interpolation" -> {
          text.append("{}");
          parts.add(draft.expressions.lower(interpolated(n)));
        }
        case "interpolation_start", "interpolation_quote", "\"" -> {}
        default -> text.append(tree.text(n));
      }
    }
    return parts.isEmpty()
        ? string(node, text.toString())
        : new Expr.Template(tree.start(node), tree.end(node), text.toString(), List.copyOf(parts));
  }

  private int interpolated(int interpolation) {
    int n = draft.first(interpolation);
    while (n >= 0 && tree.kind(n).equals("interpolation_brace")) {
      n = draft.next(n);
    }
    return n;
  }
}
