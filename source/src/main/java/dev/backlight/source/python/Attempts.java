package dev.backlight.source.python;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Lowers `try` and `with`.
final class Attempts {

  private final Lowering lowering;
  private final SyntaxTree tree;
  private final Statements statements;

  Attempts(Lowering lowering, Statements statements) {
    this.lowering = lowering;
    this.tree = lowering.tree;
    this.statements = statements;
  }

  /// The `else` of a `try` is the end of its body.
  Stmt.Try attempt(int node) {
    int body = tree.child(node, "body");
    List<Stmt> tried = new ArrayList<>();
    statements.into(body, tried);
    List<Stmt.Try.Catch> catches = new ArrayList<>();
    Stmt.Block last = Stmt.Block.EMPTY;
    for (int child : lowering.children(node)) {
      switch (tree.kind(child)) {
        case "except_clause", "except_group_clause" -> catches.add(handler(child));
        case "else_clause" -> statements.into(tree.child(child, "body"), tried);
        case "finally_clause" -> last = statements.block(lastBlock(child));
        default -> {}
      }
    }
    int start = body < 0 ? tree.start(node) : tree.start(body);
    int end = body < 0 ? tree.end(node) : tree.end(body);
    return new Stmt.Try(
        tree.start(node), tree.end(node), new Stmt.Block(start, end, tried), catches, last);
  }

  /// The exceptions are fields in newer grammars and the first children in older ones.
  private Stmt.Try.Catch handler(int node) {
    List<TypeRef> types = new ArrayList<>();
    String variable = "";
    for (int child : lowering.children(node)) {
      switch (tree.kind(child)) {
        case "block" -> {}
        case "as_pattern" -> {
          types(tree.firstNamedChild(child), types);
          int alias = tree.child(child, "alias");
          variable = alias < 0 ? variable : tree.text(alias);
        }
        case String _ when tree.field(child).equals("alias") -> variable = tree.text(child);
        default -> types(child, types);
      }
    }
    return new Stmt.Try.Catch(types, variable, statements.block(lastBlock(node)));
  }

  private void types(int node, List<TypeRef> out) {
    if (lowering.is(node, "tuple")) {
      lowering.children(node).forEach(each -> types(each, out));
    } else if (lowering.is(node, "parenthesized_expression")) {
      types(tree.firstNamedChild(node), out);
    } else if (node >= 0) {
      TypeRef type = Types.read(tree.text(node));
      if (!type.isNone()) {
        out.add(type);
      }
    }
  }

  private int lastBlock(int node) {
    int last = -1;
    for (int child : lowering.children(node)) {
      last = lowering.is(child, "block") ? child : last;
    }
    return last;
  }

  Stmt.Scope scope(int node) {
    List<Stmt.Scope.Resource> resources = new ArrayList<>();
    for (int child : lowering.children(node)) {
      if (lowering.is(child, "with_clause")) {
        for (int item : lowering.children(child)) {
          resources(item, resources);
        }
      }
    }
    return new Stmt.Scope(
        tree.start(node),
        tree.end(node),
        Stmt.Scope.Kind.RESOURCE,
        lowering.hasToken(node, "async"),
        resources,
        statements.block(tree.child(node, "body")));
  }

  /// `(a() as x, b() as y)` can parse as one tuple; its elements are the resources.
  private void resources(int node, List<Stmt.Scope.Resource> out) {
    int value = lowering.is(node, "with_item") ? tree.child(node, "value") : node;
    if (lowering.is(value, "as_pattern")) {
      int alias = tree.child(value, "alias");
      List<Expr> targets = lowering.expressions.targets(alias < 0 ? -1 : inner(alias));
      Expr target =
          switch (targets.size()) {
            case 0 -> Expr.NONE;
            case 1 -> targets.getFirst();
            default -> lowering.expressions.lower(inner(alias));
          };
      out.add(
          new Stmt.Scope.Resource(target, lowering.expressions.lower(tree.firstNamedChild(value))));
    } else if (holdsNames(value)) {
      lowering.children(value).forEach(each -> resources(each, out));
    } else {
      out.add(new Stmt.Scope.Resource(Expr.NONE, lowering.expressions.lower(value)));
    }
  }

  private int inner(int alias) {
    return lowering.is(alias, "as_pattern_target") ? tree.firstNamedChild(alias) : alias;
  }

  private boolean holdsNames(int node) {
    return (lowering.is(node, "tuple") || lowering.is(node, "parenthesized_expression"))
        && lowering.children(node).stream().anyMatch(each -> lowering.is(each, "as_pattern"));
  }
}
