package dev.backlight.source.csharp;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Lowers `for`, `foreach`, `while` and `do`.
final class Loops {

  private final Draft draft;
  private final SyntaxTree tree;

  Loops(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  Stmt counting(int node) {
    List<Stmt> before = new ArrayList<>();
    List<Integer> updates = new ArrayList<>();
    for (int n = draft.first(node); n >= 0; n = draft.next(n)) {
      switch (tree.field(n)) {
        case "initializer" -> {
          if (tree.kind(n).equals("variable_declaration")) {
            draft.blocks.variables(n, before);
          } else {
            draft.statements.expression(n, tree.start(n), tree.end(n), before);
          }
        }
        case "update" -> updates.add(n);
        default -> {}
      }
    }
    Expr condition = draft.expressions.lower(tree.child(node, "condition"));
    int body = tree.child(node, "body");
    List<Stmt> statements = new ArrayList<>(draft.blocks.of(body).statements());
    for (int n : updates) {
      draft.statements.expression(n, tree.start(n), tree.end(n), statements);
    }
    return new Stmt.Loop(
        tree.start(node),
        tree.end(node),
        Stmt.Loop.Kind.COUNTING,
        false,
        List.copyOf(before),
        List.of(),
        condition,
        draft.statements.block(body, statements));
  }

  Stmt each(int node) {
    int left = tree.child(node, "left");
    TypeRef type = draft.typeRefs.of(tree.child(node, "type"));
    List<Expr> targets =
        left >= 0 && tree.kind(left).startsWith("tuple_")
            ? draft.expressions.targets(left)
            : List.of(draft.expressions.lower(left));
    List<Stmt> before =
        type.isNone()
            ? List.of()
            : List.of(
                new Stmt.Assign(
                    tree.start(left), tree.end(left), targets, "=", Expr.NONE, true, type));
    return new Stmt.Loop(
        tree.start(node),
        tree.end(node),
        Stmt.Loop.Kind.EACH,
        draft.hasToken(node, "await"),
        before,
        targets,
        draft.expressions.lower(tree.child(node, "right")),
        draft.blocks.of(tree.child(node, "body")));
  }

  Stmt whilst(int node) {
    return new Stmt.Loop(
        tree.start(node),
        tree.end(node),
        Stmt.Loop.Kind.WHILE,
        false,
        List.of(),
        List.of(),
        draft.expressions.lower(tree.child(node, "condition")),
        draft.blocks.of(tree.child(node, "body")));
  }
}
