package dev.backlight.source.java;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Lowers `switch`, which the grammar writes the same way as a statement and as an expression.
final class Switches {

  /// What becomes of the value of an arm, given the node of its expression.
  interface Sink {
    void take(int expression, List<Stmt> out);
  }

  private final Draft draft;
  private final SyntaxTree tree;

  /// Where `yield` sends its value: to the innermost switch expression.
  private Sink yields;

  Switches(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
    this.yields = (value, out) -> draft.statements.evaluate(value, out);
  }

  void yielded(int expression, List<Stmt> out) {
    yields.take(expression, out);
  }

  /// A switch whose value nobody takes.
  void statement(int node, List<Stmt> out) {
    out.add(choice(node, (value, arm) -> draft.statements.evaluate(value, arm)));
  }

  /// A switch expression as a [Stmt.Choice]: each arm hands its value to `sink`.
  void statement(int node, Sink sink, List<Stmt> out) {
    Sink outer = yields;
    yields = sink;
    try {
      out.add(choice(node, sink));
    } finally {
      yields = outer;
    }
  }

  /// Whether the node is a switch with an arm that is more than a value, or that binds names.
  boolean needsStatements(int node) {
    if (node < 0 || !tree.kind(draft.expressions.unwrap(node)).equals("switch_expression")) {
      return false;
    }
    int body = tree.child(draft.expressions.unwrap(node), "body");
    for (int n = body < 0 ? -1 : tree.firstNamedChild(body); n >= 0; n = tree.nextNamedSibling(n)) {
      int content = draft.lastChild(n);
      if (isLabelOnly(n)) {
        continue;
      }
      if (isArm(n) && (!labelsAreConstant(n) || (armValue(n) < 0 && !isThrow(content)))) {
        return true;
      }
    }
    return false;
  }

  /// The operation `switch` with the subject and a value for each arm.
  Expr expression(int node) {
    List<Expr> operands = new ArrayList<>();
    operands.add(draft.expressions.lower(tree.child(node, "condition")));
    int body = tree.child(node, "body");
    for (int n = body < 0 ? -1 : tree.firstNamedChild(body); n >= 0; n = tree.nextNamedSibling(n)) {
      if (isLabelOnly(n)) {
        continue;
      }
      if (isArm(n)) {
        operands.add(armExpression(n, operands.getFirst()));
      } else {
        operands.add(draft.expressions.lower(n));
      }
    }
    return new Expr.Operation(tree.start(node), tree.end(node), "switch", List.copyOf(operands));
  }

  private Expr armExpression(int arm, Expr subject) {
    int value = armValue(arm);
    int content = draft.lastChild(arm);
    if (isThrow(content)) {
      return draft.opaque(content, draft.expressions.inside(content));
    }
    if (value >= 0 && labelsAreConstant(arm)) {
      return draft.expressions.lower(value);
    }
    return immediate(arm, subject);
  }

  /// An arm with statements amid an expression: a lambda without parameters.
  private Expr immediate(int arm, Expr subject) {
    int id = draft.declared.reserveFunction();
    int type = draft.type();
    int enclosing = draft.function();
    Sink outer = yields;
    yields = (value, out) -> draft.statements.returned(value, out);
    Stmt.Block block;
    try {
      block = draft.inside(id, type, () -> arm(arm, subject, yields));
    } finally {
      yields = outer;
    }
    draft.declared.define(
        new FunctionDecl(
            id,
            "",
            type,
            enclosing,
            Set.of(Trait.LAMBDA),
            List.of(),
            TypeRef.NONE,
            List.of(),
            block,
            tree.start(arm),
            tree.end(arm),
            tree.start(arm),
            tree.end(arm)));
    return new Expr.Lambda(tree.start(arm), tree.end(arm), id);
  }

  private Stmt choice(int node, Sink sink) {
    Expr subject = draft.expressions.lower(tree.child(node, "condition"));
    List<Stmt.Block> arms = new ArrayList<>();
    int body = tree.child(node, "body");
    for (int n = body < 0 ? -1 : tree.firstNamedChild(body); n >= 0; n = tree.nextNamedSibling(n)) {
      if (isLabelOnly(n)) {
        continue;
      }
      if (isArm(n)) {
        arms.add(arm(n, subject, sink));
      } else {
        List<Stmt> recovered = new ArrayList<>();
        draft.statements.lower(n, recovered);
        arms.add(new Stmt.Block(tree.start(n), tree.end(n), List.copyOf(recovered)));
      }
    }
    return new Stmt.Choice(tree.start(node), tree.end(node), subject, List.copyOf(arms));
  }

  private Stmt.Block arm(int arm, Expr subject, Sink sink) {
    List<Stmt> statements = new ArrayList<>();
    int guard = -1;
    List<Stmt> body = new ArrayList<>();
    boolean rule = tree.kind(arm).equals("switch_rule");
    for (int n = tree.firstNamedChild(arm); n >= 0; n = tree.nextNamedSibling(n)) {
      switch (tree.kind(n)) {
        case "switch_label" -> {
          draft.patterns.bind(n, subject, statements);
          guard = Math.max(guard, draft.childOfKind(n, "guard"));
        }
        case "expression_statement" -> {
          if (rule) {
            sink.take(tree.firstNamedChild(n), body);
          } else {
            draft.statements.lower(n, body);
          }
        }
        case "block" -> body.addAll(draft.statements.block(n).statements());
        default -> draft.statements.lower(n, body);
      }
    }
    int start = tree.start(arm);
    int end = tree.end(arm);
    if (guard >= 0) {
      Expr condition = draft.expressions.lower(tree.firstNamedChild(guard));
      Stmt.Block then = new Stmt.Block(start, end, List.copyOf(body));
      statements.add(new Stmt.If(start, end, condition, then, Stmt.Block.EMPTY));
    } else {
      statements.addAll(body);
    }
    return new Stmt.Block(start, end, List.copyOf(statements));
  }

  private boolean isArm(int node) {
    String kind = tree.kind(node);
    return kind.equals("switch_rule") || kind.equals("switch_block_statement_group");
  }

  /// The `case 1:` of `case 1: case 2: …`, which the grammar makes a group of its own.
  private boolean isLabelOnly(int node) {
    int last = draft.lastChild(node);
    return isArm(node) && last >= 0 && tree.kind(last).equals("switch_label");
  }

  private boolean isThrow(int node) {
    return node >= 0 && tree.kind(node).equals("throw_statement");
  }

  private boolean labelsAreConstant(int arm) {
    for (int n = tree.firstNamedChild(arm); n >= 0; n = tree.nextNamedSibling(n)) {
      if (tree.kind(n).equals("switch_label")
          && (draft.childOfKind(n, "pattern") >= 0 || draft.childOfKind(n, "guard") >= 0)) {
        return false;
      }
    }
    return true;
  }

  /// The expression of an arm that is only a value (`-> x`, `: yield x;`), else -1.
  private int armValue(int arm) {
    int only = -1;
    for (int n = tree.firstNamedChild(arm); n >= 0; n = tree.nextNamedSibling(n)) {
      if (!tree.kind(n).equals("switch_label")) {
        if (only >= 0) {
          return -1;
        }
        only = n;
      }
    }
    if (only < 0) {
      return -1;
    }
    return switch (tree.kind(only)) {
      case "expression_statement", "yield_statement" -> tree.firstNamedChild(only);
      default -> -1;
    };
  }
}
