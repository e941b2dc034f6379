package dev.backlight.source.python;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Lowers statements. One Python statement can become none (`pass`), one or several.
final class Statements {

  private final Lowering lowering;
  private final SyntaxTree tree;
  private final Attempts attempts;
  private final Patterns patterns;

  Statements(Lowering lowering) {
    this.lowering = lowering;
    this.tree = lowering.tree;
    this.attempts = new Attempts(lowering, this);
    this.patterns = new Patterns(lowering, this);
  }

  /// The statements of a block, module or clause body; EMPTY for -1.
  Stmt.Block block(int node) {
    if (node < 0) {
      return Stmt.Block.EMPTY;
    }
    List<Stmt> statements = new ArrayList<>();
    into(node, statements);
    return new Stmt.Block(tree.start(node), tree.end(node), statements);
  }

  void into(int block, List<Stmt> out) {
    if (block >= 0) {
      for (int child : lowering.children(block)) {
        lower(child, out);
      }
    }
  }

  void lower(int node, List<Stmt> out) {
    if (!lowering.enter()) {
      out.add(evaluate(lowering.tooDeep(node)));
      return;
    }
    try {
      statement(node, out);
    } finally {
      lowering.leave();
    }
  }

  private void statement(int node, List<Stmt> out) {
    int start = tree.start(node);
    int end = tree.end(node);
    switch (tree.kind(node)) {
      case "expression_statement" -> expressionStatement(node, out);
      case "assignment", "augmented_assignment" -> out.add(assignment(node));
      case "return_statement" -> out.add(new Stmt.Return(start, end, first(node)));
      case "raise_statement" -> raise(node, out);
      case "if_statement" -> out.add(branch(node));
      case "for_statement" -> each(node, out);
      case "while_statement" -> repeat(node, out);
      case "try_statement" -> out.add(attempts.attempt(node));
      case "with_statement" -> out.add(attempts.scope(node));
      case "match_statement" -> out.add(patterns.choice(node));
      case "function_definition", "class_definition", "decorated_definition" ->
          lowering.declarations.definition(node, out);
      case "import_statement", "import_from_statement", "future_import_statement" ->
          Imports.read(lowering, node);
      case "break_statement" -> out.add(new Stmt.Jump(start, end, Stmt.Jump.Kind.BREAK));
      case "continue_statement" -> out.add(new Stmt.Jump(start, end, Stmt.Jump.Kind.CONTINUE));
      case "pass_statement", "type_alias_statement" -> {}
      case "global_statement" -> out.add(operation(node, "global"));
      case "nonlocal_statement" -> out.add(operation(node, "nonlocal"));
      case "assert_statement" -> out.add(operation(node, "assert"));
      case "delete_statement" -> out.add(operation(node, "delete"));
      case "print_statement" -> out.add(oldStyleCall(node, "print"));
      case "exec_statement" -> out.add(oldStyleCall(node, "exec"));
      case "ERROR" -> damaged(node, out);
      case "block", "module", "else_clause", "finally_clause" -> into(node, out);
      default -> out.add(evaluate(lowering.expressions.lower(node)));
    }
  }

  private Expr first(int node) {
    return lowering.expressions.lower(tree.firstNamedChild(node));
  }

  private static Stmt evaluate(Expr value) {
    return new Stmt.Evaluate(value.start(), value.end(), value);
  }

  /// Statements in what could not be parsed are lowered; its loose expressions come first, as one.
  private void damaged(int node, List<Stmt> out) {
    List<Stmt> statements = new ArrayList<>();
    List<Expr> expressions = new ArrayList<>();
    for (int child : lowering.children(node)) {
      List<Stmt> lowered = new ArrayList<>();
      lower(child, lowered);
      for (Stmt statement : lowered) {
        if (statement instanceof Stmt.Evaluate evaluate) {
          expressions.add(evaluate.value());
        } else {
          statements.add(statement);
        }
      }
    }
    if (!expressions.isEmpty()) {
      out.add(evaluate(new Expr.Opaque(tree.start(node), tree.end(node), expressions)));
    }
    out.addAll(statements);
  }

  private void expressionStatement(int node, List<Stmt> out) {
    List<Integer> children = lowering.children(node);
    if (children.size() != 1) {
      children.forEach(child -> out.add(evaluate(lowering.expressions.lower(child))));
      return;
    }
    int child = children.getFirst();
    switch (tree.kind(child)) {
      case "assignment", "augmented_assignment" -> out.add(assignment(child));
      case "ellipsis" -> {}
      default -> {
        Expr value = lowering.expressions.lower(child);
        boolean docstring =
            value instanceof Expr.Literal literal && literal.kind() == Expr.Literal.Kind.STRING;
        if (!docstring) {
          out.add(evaluate(value));
        }
      }
    }
  }

  private Stmt.Assign assignment(int node) {
    int left = tree.child(node, "left");
    int operator = tree.child(node, "operator");
    int type = tree.child(node, "type");
    boolean name = lowering.is(left, "identifier");
    return new Stmt.Assign(
        tree.start(node),
        tree.end(node),
        lowering.expressions.targets(left),
        operator < 0 ? "=" : tree.kind(operator),
        assigned(tree.child(node, "right"), name ? tree.text(left) : ""),
        type >= 0 && name,
        type < 0 ? TypeRef.NONE : Types.read(tree.text(type)));
  }

  /// The value given to `name`; in `a = b = f()` that of `a` is the assigning expression `b = f()`.
  Expr assigned(int node, String name) {
    if (!lowering.is(node, "assignment") && !lowering.is(node, "augmented_assignment")) {
      return lowering.expressions.lower(node, name);
    }
    if (!lowering.enter()) {
      return lowering.tooDeep(node);
    }
    try {
      Stmt.Assign inner = assignment(node);
      Expr target =
          inner.targets().size() == 1
              ? inner.targets().getFirst()
              : lowering.expressions.lower(tree.child(node, "left"));
      return new Expr.Assigning(
          inner.start(), inner.end(), target, inner.operator(), inner.value());
    } finally {
      lowering.leave();
    }
  }

  /// The cause of `raise … from cause` matters only where it computes something.
  private void raise(int node, List<Stmt> out) {
    Expr cause = lowering.expressions.lower(tree.child(node, "cause"));
    if (!(cause instanceof Expr.Name || cause instanceof Expr.Literal || cause == Expr.NONE)) {
      out.add(evaluate(cause));
    }
    int value = tree.firstNamedChild(node);
    boolean bare = value < 0 || tree.field(value).equals("cause");
    out.add(
        new Stmt.Throw(
            tree.start(node),
            tree.end(node),
            bare ? Expr.NONE : lowering.expressions.lower(value)));
  }

  private Stmt.If branch(int node) {
    return branch(node, lowering.children(node, "alternative"), 0);
  }

  /// Each `elif` is an If in the otherwise of the one before.
  private Stmt.If branch(int node, List<Integer> alternatives, int next) {
    Stmt.Block otherwise = Stmt.Block.EMPTY;
    Expr condition = lowering.expressions.lower(tree.child(node, "condition"));
    Stmt.Block then = block(tree.child(node, "consequence"));
    int end = tree.end(node);
    if (next < alternatives.size()) {
      int alternative = alternatives.get(next);
      end = tree.end(alternatives.getLast());
      if (!lowering.is(alternative, "elif_clause")) {
        otherwise = block(tree.child(alternative, "body"));
      } else if (lowering.enter()) {
        Stmt.If inner = branch(alternative, alternatives, next + 1);
        otherwise = new Stmt.Block(inner.start(), inner.end(), List.of(inner));
        lowering.leave();
      } else {
        Expr rest = lowering.tooDeep(alternative);
        otherwise = new Stmt.Block(rest.start(), rest.end(), List.of(evaluate(rest)));
      }
    }
    return new Stmt.If(tree.start(node), end, condition, then, otherwise);
  }

  private void each(int node, List<Stmt> out) {
    out.add(
        new Stmt.Loop(
            tree.start(node),
            bodyEnd(node),
            Stmt.Loop.Kind.EACH,
            lowering.hasToken(node, "async"),
            List.of(),
            lowering.expressions.targets(tree.child(node, "left")),
            lowering.expressions.lower(tree.child(node, "right")),
            block(tree.child(node, "body"))));
    afterwards(node, out);
  }

  private void repeat(int node, List<Stmt> out) {
    out.add(
        new Stmt.Loop(
            tree.start(node),
            bodyEnd(node),
            Stmt.Loop.Kind.WHILE,
            false,
            List.of(),
            List.of(),
            lowering.expressions.lower(tree.child(node, "condition")),
            block(tree.child(node, "body"))));
    afterwards(node, out);
  }

  private int bodyEnd(int node) {
    int body = tree.child(node, "body");
    return body < 0 ? tree.end(node) : tree.end(body);
  }

  /// The `else` of a loop runs after it.
  private void afterwards(int node, List<Stmt> out) {
    int alternative = tree.child(node, "alternative");
    if (alternative >= 0) {
      into(tree.child(alternative, "body"), out);
    }
  }

  private Stmt operation(int node, String operator) {
    List<Expr> operands = new ArrayList<>();
    for (int child : lowering.children(node)) {
      if (lowering.is(child, "expression_list")) {
        lowering.children(child).forEach(each -> operands.add(lowering.expressions.lower(each)));
      } else {
        operands.add(lowering.expressions.lower(child));
      }
    }
    return evaluate(new Expr.Operation(tree.start(node), tree.end(node), operator, operands));
  }

  /// `print x` and `exec x` of Python 2 are calls.
  private Stmt oldStyleCall(int node, String name) {
    int start = tree.start(node);
    List<Argument> arguments =
        lowering.children(node).stream()
            .map(child -> Argument.of(lowering.expressions.lower(child)))
            .toList();
    return evaluate(
        new Expr.Call(
            start,
            tree.end(node),
            new Expr.Name(start, start + name.length(), name),
            arguments,
            List.of(),
            false));
  }
}
