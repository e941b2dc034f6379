package dev.backlight.source.javascript;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Stmt.Block;
import dev.backlight.source.code.Stmt.Loop;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Lowers `for`, `for … in`, `for … of` and `for await`.
final class Loops {

  private final Lowering lowering;
  private final SyntaxTree tree;
  private final Nodes nodes;

  Loops(Lowering lowering) {
    this.lowering = lowering;
    this.tree = lowering.tree;
    this.nodes = lowering.nodes;
  }

  Stmt counting(int node) {
    List<Stmt> before = new ArrayList<>();
    int initializer = tree.child(node, "initializer");
    if (initializer >= 0) {
      clause(initializer, before);
    }
    int condition = tree.child(node, "condition");
    Expr test =
        nodes.is(condition, "empty_statement")
            ? Expr.NONE
            : lowering.statements.expression(
                nodes.is(condition, "expression_statement")
                    ? tree.firstNamedChild(condition)
                    : condition);
    Block body = lowering.statements.block(tree.child(node, "body"));
    int increment = tree.child(node, "increment");
    if (increment >= 0) {
      List<Stmt> statements = new ArrayList<>(body.statements());
      clause(increment, statements);
      body = new Block(body.start(), body.end(), List.copyOf(statements));
    }
    return new Loop(
        tree.start(node),
        tree.end(node),
        Loop.Kind.COUNTING,
        false,
        List.copyOf(before),
        List.of(),
        test,
        body);
  }

  /// An initializer or increment: a declaration, or an expression without its own statement.
  private void clause(int node, List<Stmt> out) {
    switch (tree.kind(node)) {
      case "lexical_declaration",
          "variable_declaration",
          "expression_statement",
          "empty_statement" ->
          lowering.statements.into(node, out);
      default -> lowering.statements.expression(node, node, out);
    }
  }

  Stmt each(int node) {
    List<Stmt> head = new ArrayList<>();
    List<Expr> targets = lowering.bindings.targets(tree.child(node, "left"), head);
    Block body = lowering.statements.block(tree.child(node, "body"));
    return new Loop(
        tree.start(node),
        tree.end(node),
        Loop.Kind.EACH,
        nodes.hasToken(node, "await"),
        List.of(),
        targets,
        lowering.statements.expression(tree.child(node, "right")),
        Statements.headed(head, body));
  }
}
