package dev.backlight.source.java;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Expr.Literal.Kind;
import dev.backlight.source.treesitter.SyntaxTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Lowers strings, text blocks, characters and numbers.
final class Literals {

  private static final String FENCE = "\"\"\"";

  private final Draft draft;
  private final SyntaxTree tree;

  Literals(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  Expr.Literal of(int node, Kind kind) {
    return new Expr.Literal(tree.start(node), tree.end(node), kind, tree.text(node));
  }

  Expr character(int node) {
    return new Expr.Literal(
        tree.start(node), tree.end(node), Kind.STRING, unquoted(tree.text(node), 1));
  }

  /// A string or text block; a [Expr.Template] if it has `\{…}` in it.
  Expr string(int node) {
    int first = draft.childOfKind(node, "string_interpolation");
    if (first < 0) {
      String text = value(tree.text(node));
      return new Expr.Literal(tree.start(node), tree.end(node), Kind.STRING, text);
    }
    StringBuilder text = new StringBuilder();
    List<Expr> parts = new ArrayList<>();
    int from = tree.start(node);
    for (int n = first; n >= 0; n = tree.nextNamedSibling(n)) {
      if (tree.kind(n).equals("string_interpolation")) {
        text.append(slice(from, tree.start(n))).append("{}");
        from = tree.end(n);
        int part = tree.firstNamedChild(n);
        parts.add(part < 0 ? draft.opaque(n, List.of()) : draft.expressions.lower(part));
      }
    }
    text.append(slice(from, tree.end(node)));
    return new Expr.Template(
        tree.start(node), tree.end(node), value(text.toString()), List.copyOf(parts));
  }

  private String slice(int start, int end) {
    return new String(tree.bytes(), start, end - start, StandardCharsets.UTF_8);
  }

  private static String value(String quoted) {
    if (quoted.startsWith(FENCE) && quoted.length() >= 2 * FENCE.length()) {
      String inner = unquoted(quoted, FENCE.length());
      int line = inner.indexOf('\n');
      return line < 0 ? inner : inner.substring(line + 1).stripIndent();
    }
    return unquoted(quoted, 1);
  }

  private static String unquoted(String quoted, int quotes) {
    return quoted.length() < 2 * quotes
        ? quoted
        : quoted.substring(quotes, quoted.length() - quotes);
  }
}
