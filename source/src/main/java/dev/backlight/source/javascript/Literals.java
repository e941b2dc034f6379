package dev.backlight.source.javascript;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Expr.Collection;
import dev.backlight.source.code.Expr.Literal;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.treesitter.SyntaxTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// Lowers strings, numbers, templates, arrays and objects.
final class Literals {

  private final Lowering lowering;
  private final SyntaxTree tree;
  private final Nodes nodes;

  Literals(Lowering lowering) {
    this.lowering = lowering;
    this.tree = lowering.tree;
    this.nodes = lowering.nodes;
  }

  Expr of(int node) {
    return switch (tree.kind(node)) {
      case "string" -> literal(node, Literal.Kind.STRING, nodes.unquoted(node));
      case "number" -> literal(node, Literal.Kind.NUMBER, tree.text(node));
      case "true", "false" -> literal(node, Literal.Kind.BOOLEAN, tree.text(node));
      case "null", "undefined" -> literal(node, Literal.Kind.NULL, tree.text(node));
      case "regex" -> regex(node);
      case "array" -> array(node);
      case "object" -> object(node);
      default -> text(node);
    };
  }

  private Literal literal(int node, Literal.Kind kind, String text) {
    return new Literal(tree.start(node), tree.end(node), kind, text);
  }

  private Expr regex(int node) {
    int pattern = tree.child(node, "pattern");
    return literal(node, Literal.Kind.STRING, pattern < 0 ? "" : tree.text(pattern));
  }

  /// A template without substitutions is a string.
  private Expr text(int node) {
    Expr.Template template = template(node);
    return template.parts().isEmpty()
        ? literal(node, Literal.Kind.STRING, template.text())
        : template;
  }

  Expr.Template template(int node) {
    StringBuilder text = new StringBuilder();
    List<Expr> parts = new ArrayList<>();
    int from = tree.start(node) + 1;
    for (int child : nodes.children(node)) {
      if (nodes.is(child, "template_substitution")) {
        text.append(bytes(from, tree.start(child))).append("{}");
        parts.add(lowering.expressions.of(tree.firstNamedChild(child)));
        from = tree.end(child);
      }
    }
    text.append(bytes(from, tree.end(node) - 1));
    return new Expr.Template(tree.start(node), tree.end(node), text.toString(), List.copyOf(parts));
  }

  private String bytes(int from, int to) {
    return from >= to ? "" : new String(tree.bytes(), from, to - from, StandardCharsets.UTF_8);
  }

  private Expr array(int node) {
    List<Collection.Entry> entries = new ArrayList<>();
    for (int child : nodes.children(node)) {
      entries.add(
          nodes.is(child, "spread_element")
              ? spread(child)
              : new Collection.Entry(Expr.NONE, lowering.expressions.of(child), false));
    }
    return collection(node, Collection.Kind.LIST, entries);
  }

  private Collection.Entry spread(int node) {
    return new Collection.Entry(
        Expr.NONE, lowering.expressions.of(tree.firstNamedChild(node)), true);
  }

  private Collection collection(int node, Collection.Kind kind, List<Collection.Entry> entries) {
    return new Collection(tree.start(node), tree.end(node), kind, List.copyOf(entries));
  }

  private Expr object(int node) {
    List<Collection.Entry> entries = new ArrayList<>();
    for (int child : nodes.children(node)) {
      entries.add(
          switch (tree.kind(child)) {
            case "pair" -> pair(child);
            case "spread_element" -> spread(child);
            case "method_definition" -> method(child);
            case "shorthand_property_identifier", "identifier" ->
                new Collection.Entry(
                    literal(child, Literal.Kind.STRING, tree.text(child)),
                    lowering.expressions.of(child),
                    false);
            default -> new Collection.Entry(Expr.NONE, lowering.expressions.of(child), false);
          });
    }
    return collection(node, Collection.Kind.MAP, entries);
  }

  private Collection.Entry pair(int node) {
    int key = tree.child(node, "key");
    Expr value = lowering.expressions.of(tree.child(node, "value"), keyLabel(key));
    return new Collection.Entry(key(key), value, false);
  }

  private Label keyLabel(int key) {
    return key < 0 ? Label.NONE : Label.of(nodes.propertyName(key), tree.start(key), tree.end(key));
  }

  private Collection.Entry method(int node) {
    int name = tree.child(node, "name");
    int function = lowering.functions.lambda(node, keyLabel(name), EnumSet.of(Trait.LAMBDA));
    Expr value = new Expr.Lambda(tree.start(node), tree.end(node), function);
    return new Collection.Entry(key(name), value, false);
  }

  /// The key of a property: a string for an identifier, the expression inside `[…]`.
  Expr key(int node) {
    if (node < 0) {
      return Expr.NONE;
    }
    return switch (tree.kind(node)) {
      case "string", "number" -> of(node);
      case "computed_property_name" -> lowering.expressions.of(tree.firstNamedChild(node));
      default -> literal(node, Literal.Kind.STRING, tree.text(node));
    };
  }
}
