package dev.backlight.source.javascript;

import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Questions about nodes that the grammar answers with tokens and texts.
final class Nodes {

  private final SyntaxTree tree;

  Nodes(SyntaxTree tree) {
    this.tree = tree;
  }

  boolean is(int node, String kind) {
    return node >= 0 && tree.kind(node).equals(kind);
  }

  /// Whether the node has the keyword or sign `token` among its direct children.
  boolean hasToken(int node, String token) {
    for (int child = tree.firstChild(node); child >= 0; child = tree.nextSibling(child)) {
      if (!tree.named(child) && tree.kind(child).equals(token)) {
        return true;
      }
    }
    return false;
  }

  /// The first meaningful child of this kind, or -1.
  int childOfKind(int node, String kind) {
    for (int child = tree.firstNamedChild(node); child >= 0; child = tree.nextNamedSibling(child)) {
      if (tree.kind(child).equals(kind)) {
        return child;
      }
    }
    return -1;
  }

  List<Integer> children(int node) {
    List<Integer> children = new ArrayList<>();
    for (int child = tree.firstNamedChild(node); child >= 0; child = tree.nextNamedSibling(child)) {
      children.add(child);
    }
    return children;
  }

  /// The node inside any parentheses.
  int unwrapped(int node) {
    int inner = node;
    while (is(inner, "parenthesized_expression") && tree.firstNamedChild(inner) >= 0) {
      inner = tree.firstNamedChild(inner);
    }
    return inner;
  }

  /// The text of a string node without its quotes.
  String unquoted(int node) {
    String text = tree.text(node);
    return text.length() < 2 ? "" : text.substring(1, text.length() - 1);
  }

  /// The name of a property, method or enum constant; empty where it is computed at run time.
  String propertyName(int node) {
    if (node < 0) {
      return "";
    }
    return switch (tree.kind(node)) {
      case "string" -> unquoted(node);
      case "computed_property_name" -> {
        int inner = tree.firstNamedChild(node);
        yield is(inner, "string")
            ? unquoted(inner)
            : is(inner, "member_expression") ? tree.text(inner) : "";
      }
      default -> tree.text(node);
    };
  }

  /// A comment's text without `//`, `/*`, `*/` and the stars at the start of its lines.
  static String withoutSigns(String comment) {
    String inner =
        comment.startsWith("/*")
            ? comment.substring(2, Math.max(2, comment.length() - 2))
            : comment.startsWith("//") ? comment.substring(2) : comment;
    StringBuilder text = new StringBuilder();
    inner
        .lines()
        .map(line -> line.strip().replaceFirst("^\\*+", "").strip())
        .filter(line -> !line.isEmpty())
        .forEach(line -> text.append(text.isEmpty() ? "" : "\n").append(line));
    return text.toString();
  }
}
