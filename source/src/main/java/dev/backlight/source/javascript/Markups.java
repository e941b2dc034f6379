package dev.backlight.source.javascript;

import dev.backlight.source.code.Expr;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// JSX: what is computed inside a tag. Texts and constant attributes are dropped.
final class Markups {

  private final Lowering lowering;
  private final SyntaxTree tree;

  Markups(Lowering lowering) {
    this.lowering = lowering;
    this.tree = lowering.tree;
  }

  Expr of(int node) {
    int open = tree.child(node, "open_tag");
    int tag = tree.child(open < 0 ? node : open, "name");
    List<Expr> children = new ArrayList<>();
    collect(node, Label.NONE, children);
    return new Expr.Markup(
        tree.start(node), tree.end(node), tag < 0 ? "" : tree.text(tag), List.copyOf(children));
  }

  private void collect(int parent, Label label, List<Expr> out) {
    for (int node : lowering.nodes.children(parent)) {
      if (tree.field(node).equals("name")) {
        continue;
      }
      switch (tree.kind(node)) {
        case "jsx_opening_element", "spread_element" -> collect(node, Label.NONE, out);
        case "jsx_expression" -> collect(node, label, out);
        case "jsx_attribute" -> attribute(node, out);
        case "jsx_closing_element", "jsx_text", "html_character_reference", "type_arguments" -> {}
        default -> out.add(lowering.expressions.of(node, label));
      }
    }
  }

  private void attribute(int node, List<Expr> out) {
    int name = tree.firstNamedChild(node);
    int value = name < 0 ? -1 : tree.nextNamedSibling(name);
    if (value < 0 || lowering.nodes.is(value, "string")) {
      return;
    }
    Label label = Label.of(tree.text(name), tree.start(name), tree.end(name));
    if (lowering.nodes.is(value, "jsx_expression")) {
      collect(value, label, out);
    } else {
      out.add(lowering.expressions.of(value, label));
    }
  }
}
