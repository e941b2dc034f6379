package dev.backlight.source.python;

import dev.backlight.source.code.Expr;
import dev.backlight.source.treesitter.SyntaxTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Lowers strings: plain, formatted, and several side by side.
final class Strings {

  private final Lowering lowering;
  private final SyntaxTree tree;
  private final Expressions expressions;

  Strings(Lowering lowering, Expressions expressions) {
    this.lowering = lowering;
    this.tree = lowering.tree;
    this.expressions = expressions;
  }

  Expr string(int node) {
    StringBuilder text = new StringBuilder();
    List<Expr> parts = new ArrayList<>();
    read(node, text, parts);
    return whole(node, text, parts);
  }

  /// `"a" "b"` is one string.
  Expr concatenation(int node) {
    StringBuilder text = new StringBuilder();
    List<Expr> parts = new ArrayList<>();
    for (int child : lowering.children(node)) {
      read(child, text, parts);
    }
    return whole(node, text, parts);
  }

  private Expr whole(int node, StringBuilder text, List<Expr> parts) {
    int start = tree.start(node);
    int end = tree.end(node);
    return parts.isEmpty()
        ? new Expr.Literal(start, end, Expr.Literal.Kind.STRING, text.toString())
        : new Expr.Template(start, end, text.toString(), parts);
  }

  private void read(int node, StringBuilder text, List<Expr> parts) {
    int from = tree.start(node);
    int to = tree.end(node);
    for (int at = tree.firstChild(node); at >= 0; at = tree.nextSibling(at)) {
      switch (tree.kind(at)) {
        case "string_start" -> from = tree.end(at);
        case "string_end" -> to = tree.start(at);
        case "interpolation" -> {
          append(text, from, tree.start(at));
          text.append("{}");
          from = tree.end(at);
          int value = tree.child(at, "expression");
          parts.add(expressions.lower(value < 0 ? tree.firstNamedChild(at) : value));
        }
        default -> {}
      }
    }
    append(text, from, to);
  }

  private void append(StringBuilder text, int from, int to) {
    if (from < to) {
      text.append(new String(tree.bytes(), from, to - from, StandardCharsets.UTF_8));
    }
  }
}
