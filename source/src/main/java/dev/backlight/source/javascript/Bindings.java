package dev.backlight.source.javascript;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Expr.Collection;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Lowers what stands left of an assignment: names, members and destructuring patterns.
///
/// A pattern is a [Collection] of targets, so that keys and nesting survive. Defaults in it
/// (`{limit = 10}`) are separate assignments with `??=` that follow.
final class Bindings {

  private final Lowering lowering;
  private final SyntaxTree tree;
  private final Nodes nodes;

  Bindings(Lowering lowering) {
    this.lowering = lowering;
    this.tree = lowering.tree;
    this.nodes = lowering.nodes;
  }

  /// The targets of an assignment: the elements of `[a, b]`, otherwise one. An array pattern with a
  /// hole or a rest stays one target, since its elements' places matter.
  List<Expr> targets(int node, List<Stmt> defaults) {
    Expr target = target(node, defaults);
    if (target instanceof Collection(_, _, Collection.Kind kind, List<Collection.Entry> entries)
        && kind == Collection.Kind.LIST
        && entries.size() > 1
        && entries.stream().noneMatch(e -> e.spread() || e.value() == Expr.NONE)) {
      return entries.stream().map(Collection.Entry::value).toList();
    }
    return List.of(target);
  }

  /// One target; adds what it assigns by default to `defaults`.
  Expr target(int node, List<Stmt> defaults) {
    if (node < 0) {
      return Expr.NONE;
    }
    if (!lowering.descend()) {
      return new Expr.Opaque(tree.start(node), tree.end(node), List.of());
    }
    try {
      return switch (tree.kind(node)) {
        case "object_pattern" -> object(node, defaults);
        case "array_pattern" -> array(node, defaults);
        case "assignment_pattern", "object_assignment_pattern" -> withDefault(node, defaults);
        case "rest_pattern",
            "parenthesized_expression",
            "non_null_expression",
            "as_expression",
            "satisfies_expression" ->
            target(tree.firstNamedChild(node), defaults);
        default -> lowering.expressions.of(node);
      };
    } finally {
      lowering.ascend();
    }
  }

  private Expr withDefault(int node, List<Stmt> defaults) {
    int left = tree.child(node, "left");
    List<Stmt> inner = new ArrayList<>();
    Expr target = target(left, inner);
    Expr value = lowering.expressions.of(tree.child(node, "right"), label(left));
    if (!(target instanceof Collection && isEmpty(value))) {
      int start = tree.start(node);
      int end = tree.end(node);
      defaults.add(new Stmt.Assign(start, end, List.of(target), "??=", value, false, TypeRef.NONE));
    }
    defaults.addAll(inner);
    return target;
  }

  /// `{…} = {}` only keeps a pattern from failing.
  private static boolean isEmpty(Expr value) {
    return value instanceof Collection collection && collection.entries().isEmpty();
  }

  private Expr object(int node, List<Stmt> defaults) {
    List<Collection.Entry> entries = new ArrayList<>();
    for (int child : nodes.children(node)) {
      entries.add(
          switch (tree.kind(child)) {
            case "pair_pattern", "pair" -> {
              Expr key = lowering.literals.key(tree.child(child, "key"));
              Expr value = target(tree.child(child, "value"), defaults);
              yield new Collection.Entry(key, value, false);
            }
            case "rest_pattern", "spread_element" ->
                new Collection.Entry(Expr.NONE, target(child, defaults), true);
            case "object_assignment_pattern" -> {
              int left = tree.child(child, "left");
              Expr target = target(child, defaults);
              yield new Collection.Entry(lowering.literals.key(left), target, false);
            }
            default ->
                new Collection.Entry(lowering.literals.key(child), target(child, defaults), false);
          });
    }
    return new Collection(
        tree.start(node), tree.end(node), Collection.Kind.MAP, List.copyOf(entries));
  }

  private Expr array(int node, List<Stmt> defaults) {
    List<Collection.Entry> entries = new ArrayList<>();
    boolean filled = false;
    for (int child = tree.firstChild(node); child >= 0; child = tree.nextSibling(child)) {
      if (nodes.is(child, ",")) {
        if (!filled) {
          entries.add(new Collection.Entry(Expr.NONE, Expr.NONE, false));
        }
        filled = false;
      } else if (tree.named(child) && !nodes.is(child, "comment")) {
        boolean rest = nodes.is(child, "rest_pattern");
        entries.add(new Collection.Entry(Expr.NONE, target(child, defaults), rest));
        filled = true;
      }
    }
    return new Collection(
        tree.start(node), tree.end(node), Collection.Kind.LIST, List.copyOf(entries));
  }

  /// The label that a target gives to its value: `name` of `name = …` and of `a.b.name = …`. What
  /// hangs on an object other than `this` is visible to whoever has the object; `module.exports`
  /// and `exports` themselves name nothing.
  Label label(int target) {
    int node = target < 0 ? -1 : nodes.unwrapped(target);
    return switch (node < 0 ? "" : tree.kind(node)) {
      case "identifier", "shorthand_property_identifier_pattern" ->
          tree.textIs(node, "exports") ? Label.NONE : named(node, tree.text(node));
      case "member_expression" -> {
        int property = tree.child(node, "property");
        boolean module = tree.textIs(node, "module.exports");
        boolean own = nodes.is(tree.child(node, "object"), "this");
        yield property < 0 || module
            ? Label.NONE
            : named(property, tree.text(property)).exposedBy(!own);
      }
      case "subscript_expression" -> {
        int index = tree.child(node, "index");
        yield nodes.is(index, "string") ? named(index, nodes.unquoted(index)) : Label.NONE;
      }
      default -> Label.NONE;
    };
  }

  private Label named(int node, String name) {
    return Label.of(name, tree.start(node), tree.end(node));
  }

  /// `let`, `const`, `var`: one assignment per declarator. What a `require` binds is an import.
  void declare(int declaration, List<Stmt> out) {
    List<Integer> declarators = nodes.children(declaration);
    for (int declarator : declarators) {
      if (!nodes.is(declarator, "variable_declarator")) {
        lowering.statements.into(declarator, out);
        continue;
      }
      int whole = declarators.size() == 1 ? declaration : declarator;
      int name = tree.child(declarator, "name");
      List<Stmt> defaults = new ArrayList<>();
      List<Expr> targets = targets(name, defaults);
      Expr value = lowering.expressions.of(tree.child(declarator, "value"), label(name));
      TypeRef type = lowering.typeRefs.annotated(tree.child(declarator, "type"));
      Stmt.Assign assign =
          new Stmt.Assign(tree.start(whole), tree.end(whole), targets, "=", value, true, type);
      lowering.modules.declared(assign).ifPresent(out::add);
      out.addAll(defaults);
    }
  }
}
