package dev.backlight.source.python;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Lowers `match`: each case is an arm that starts with the names it binds and its guard.
final class Patterns {

  private final Lowering lowering;
  private final SyntaxTree tree;
  private final Statements statements;

  Patterns(Lowering lowering, Statements statements) {
    this.lowering = lowering;
    this.tree = lowering.tree;
    this.statements = statements;
  }

  Stmt.Choice choice(int node) {
    List<Integer> subjects = lowering.children(node, "subject");
    Expr subject =
        subjects.size() == 1
            ? lowering.expressions.lower(subjects.getFirst())
            : new Expr.Opaque(
                tree.start(node),
                tree.end(node),
                subjects.stream().map(lowering.expressions::lower).toList());
    List<Stmt.Block> arms = new ArrayList<>();
    int body = tree.child(node, "body");
    for (int child : lowering.children(body < 0 ? node : body)) {
      if (lowering.is(child, "case_clause")) {
        arms.add(arm(child));
      }
    }
    return new Stmt.Choice(tree.start(node), tree.end(node), subject, arms);
  }

  private Stmt.Block arm(int node) {
    List<Stmt> out = new ArrayList<>();
    for (int child : lowering.children(node)) {
      if (lowering.is(child, "case_pattern")) {
        captures(child, out);
      }
    }
    int guard = tree.child(node, "guard");
    if (guard >= 0) {
      Expr condition = lowering.expressions.lower(tree.firstNamedChild(guard));
      out.add(new Stmt.Evaluate(condition.start(), condition.end(), condition));
    }
    int body = tree.child(node, "consequence");
    statements.into(body, out);
    return new Stmt.Block(tree.start(node), tree.end(node), out);
  }

  private void captures(int pattern, List<Stmt> out) {
    Deque<Integer> open = new ArrayDeque<>();
    open.push(pattern);
    while (!open.isEmpty()) {
      int node = open.pop();
      if (binds(node)) {
        out.add(
            new Stmt.Assign(
                tree.start(node),
                tree.end(node),
                List.of(new Expr.Name(tree.start(node), tree.end(node), tree.text(node))),
                "=",
                Expr.NONE,
                true,
                TypeRef.NONE));
      } else {
        lowering.children(node).reversed().forEach(open::push);
      }
    }
  }

  /// A lone name binds; a dotted one is compared with, and the name of a class or keyword is none.
  private boolean binds(int node) {
    int parent = tree.parent(node);
    return switch (tree.kind(node)) {
      case "identifier" ->
          lowering.is(parent, "as_pattern") || lowering.is(parent, "splat_pattern");
      case "dotted_name" ->
          !lowering.is(parent, "class_pattern") && tree.text(node).indexOf('.') < 0;
      default -> false;
    };
  }
}
