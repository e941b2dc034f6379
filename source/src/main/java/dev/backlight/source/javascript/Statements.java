package dev.backlight.source.javascript;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Stmt.Block;
import dev.backlight.source.code.Stmt.Jump;
import dev.backlight.source.code.Stmt.Loop;
import dev.backlight.source.code.Stmt.Scope;
import dev.backlight.source.code.Stmt.Try;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Lowers statements. One node may become none (a type alias) or several (`let a = 1, b = 2`).
final class Statements {

  /// The name under which the body of a function or a `catch` finds what a pattern takes apart.
  static final String SYNTHETIC = "$";

  private final Lowering lowering;
  private final SyntaxTree tree;
  private final Nodes nodes;

  Statements(Lowering lowering) {
    this.lowering = lowering;
    this.tree = lowering.tree;
    this.nodes = lowering.nodes;
  }

  /// The statements among the children of a block, program or switch arm.
  List<Stmt> of(int parent) {
    return from(tree.firstNamedChild(parent), tree.end(parent));
  }

  private List<Stmt> from(int first, int end) {
    List<Stmt> out = new ArrayList<>();
    for (int node = first; node >= 0; node = tree.nextNamedSibling(node)) {
      if (isUsing(node)) {
        scope(node, end, out);
        break;
      }
      into(node, out);
    }
    return List.copyOf(out);
  }

  /// The body of a loop, branch or function as a block; [Block#EMPTY] for node -1.
  Block block(int node) {
    if (node < 0) {
      return Block.EMPTY;
    }
    List<Stmt> statements;
    if (nodes.is(node, "statement_block")) {
      statements = of(node);
    } else {
      List<Stmt> out = new ArrayList<>();
      into(node, out);
      statements = List.copyOf(out);
    }
    return new Block(tree.start(node), tree.end(node), statements);
  }

  /// Adds what a statement node lowers to.
  void into(int node, List<Stmt> out) {
    if (!lowering.descend()) {
      out.add(lowering.opaque(node));
      return;
    }
    try {
      lower(node, out);
    } finally {
      lowering.ascend();
    }
  }

  private void lower(int node, List<Stmt> out) {
    switch (tree.kind(node)) {
      case "expression_statement" -> expression(tree.firstNamedChild(node), node, out);
      case "lexical_declaration", "variable_declaration" -> lowering.bindings.declare(node, out);
      case "using_declaration" -> out.add(using(node, tree.end(node)));
      case "function_declaration", "generator_function_declaration" -> function(node, out);
      case "class_declaration",
          "abstract_class_declaration",
          "interface_declaration",
          "enum_declaration" ->
          lowering.classes.declare(node, Label.NONE, List.of(), out);
      case "type_alias_declaration",
          "function_signature",
          "ambient_declaration",
          "import_alias",
          "empty_statement",
          "debugger_statement",
          "hash_bang_line",
          "comment" -> {}
      case "internal_module", "module" -> namespace(node, out);
      case "import_statement" -> lowering.modules.imported(node);
      case "export_statement" -> lowering.modules.exported(node, out);
      case "statement_block" -> out.add(block(node));
      case "labeled_statement" -> into(tree.child(node, "body"), out);
      case "ERROR" -> broken(node, out);
      default -> out.add(control(node));
    }
  }

  private Stmt control(int node) {
    int start = tree.start(node);
    int end = tree.end(node);
    return switch (tree.kind(node)) {
      case "if_statement" -> branch(node);
      case "switch_statement" -> choice(node);
      case "for_statement" -> lowering.loops.counting(node);
      case "for_in_statement" -> lowering.loops.each(node);
      case "while_statement", "do_statement" ->
          new Loop(
              start,
              end,
              Loop.Kind.WHILE,
              false,
              List.of(),
              List.of(),
              expression(tree.child(node, "condition")),
              block(tree.child(node, "body")));
      case "try_statement" -> attempt(node);
      case "with_statement" -> with(node);
      case "return_statement" -> new Stmt.Return(start, end, expression(first(node)));
      case "throw_statement" -> new Stmt.Throw(start, end, expression(first(node)));
      case "break_statement" -> new Jump(start, end, Jump.Kind.BREAK);
      case "continue_statement" -> new Jump(start, end, Jump.Kind.CONTINUE);
      default -> new Stmt.Evaluate(start, end, expression(node));
    };
  }

  private int first(int node) {
    return tree.firstNamedChild(node);
  }

  Expr expression(int node) {
    return lowering.expressions.of(node);
  }

  private void function(int node, List<Stmt> out) {
    int id = lowering.functions.declaration(node, false);
    if (lowering.function() > 0) {
      out.add(new Stmt.Define(tree.start(node), tree.end(node), id));
    }
  }

  /// An expression in the place of a statement: assignments become [Stmt.Assign].
  void expression(int wrapped, int statement, List<Stmt> out) {
    int node = wrapped < 0 ? -1 : nodes.unwrapped(wrapped);
    switch (node < 0 ? "" : tree.kind(node)) {
      case "" -> {}
      case "sequence_expression" -> sequence(node, out);
      case "internal_module" -> namespace(node, out);
      case "assignment_expression", "augmented_assignment_expression" ->
          assignment(node, statement, out);
      case "update_expression" -> {
        var e = lowering.expressions;
        Expr target = expression(tree.child(node, "argument"));
        out.add(assign(statement, List.of(target), e.step(node), e.one(node)));
      }
      case "ERROR" -> broken(node, out);
      default ->
          out.add(new Stmt.Evaluate(tree.start(statement), tree.end(statement), expression(node)));
    }
  }

  private void sequence(int node, List<Stmt> out) {
    if (lowering.descend()) {
      nodes.children(node).forEach(child -> expression(child, child, out));
      lowering.ascend();
    } else {
      out.add(lowering.opaque(node));
    }
  }

  private void assignment(int node, int statement, List<Stmt> out) {
    int left = tree.child(node, "left");
    List<Stmt> defaults = new ArrayList<>();
    List<Expr> targets = lowering.bindings.targets(left, defaults);
    Expr value = lowering.expressions.of(tree.child(node, "right"), lowering.bindings.label(left));
    Stmt.Assign assign = assign(statement, targets, lowering.expressions.assignment(node), value);
    lowering.modules.assigned(assign);
    out.add(assign);
    out.addAll(defaults);
  }

  private Stmt.Assign assign(int node, List<Expr> targets, String operator, Expr value) {
    return new Stmt.Assign(
        tree.start(node), tree.end(node), targets, operator, value, false, TypeRef.NONE);
  }

  private Stmt branch(int node) {
    int alternative = tree.child(node, "alternative");
    return new Stmt.If(
        tree.start(node),
        tree.end(node),
        expression(tree.child(node, "condition")),
        block(tree.child(node, "consequence")),
        alternative < 0 ? Block.EMPTY : block(first(alternative)));
  }

  private Stmt choice(int node) {
    List<Block> arms = new ArrayList<>();
    int body = tree.child(node, "body");
    for (int arm : body < 0 ? List.<Integer>of() : nodes.children(body)) {
      int value = tree.child(arm, "value");
      List<Stmt> statements = new ArrayList<>();
      Expr label = expression(value);
      if (label instanceof Expr.Call || label instanceof Expr.Operation) {
        statements.add(new Stmt.Evaluate(label.start(), label.end(), label));
      }
      int first = value < 0 ? first(arm) : tree.nextNamedSibling(value);
      statements.addAll(from(first, tree.end(arm)));
      arms.add(new Block(tree.start(arm), tree.end(arm), List.copyOf(statements)));
    }
    return new Stmt.Choice(
        tree.start(node), tree.end(node), expression(tree.child(node, "value")), List.copyOf(arms));
  }

  /// A body that starts by taking apart what it was given.
  static Block headed(List<Stmt> head, Block body) {
    if (head.isEmpty()) {
      return body;
    }
    List<Stmt> statements = new ArrayList<>(head);
    statements.addAll(body.statements());
    return new Block(body.start(), body.end(), List.copyOf(statements));
  }

  private Stmt attempt(int node) {
    List<Try.Catch> catches = new ArrayList<>();
    int handler = tree.child(node, "handler");
    if (handler >= 0) {
      catches.add(handler(handler));
    }
    int last = tree.child(node, "finalizer");
    return new Try(
        tree.start(node),
        tree.end(node),
        block(tree.child(node, "body")),
        List.copyOf(catches),
        last < 0 ? Block.EMPTY : block(tree.child(last, "body")));
  }

  private Try.Catch handler(int node) {
    int parameter = tree.child(node, "parameter");
    Block body = block(tree.child(node, "body"));
    if (parameter < 0 || nodes.is(parameter, "identifier")) {
      return new Try.Catch(List.of(), parameter < 0 ? "" : tree.text(parameter), body);
    }
    return new Try.Catch(List.of(), SYNTHETIC, headed(unpack(parameter, SYNTHETIC), body));
  }

  /// The assignments that bind the names in a pattern from a synthetic variable.
  List<Stmt> unpack(int pattern, String variable) {
    int start = tree.start(pattern);
    int end = tree.end(pattern);
    List<Stmt> defaults = new ArrayList<>();
    List<Expr> targets = lowering.bindings.targets(pattern, defaults);
    List<Stmt> head = new ArrayList<>();
    Expr source = new Expr.Name(start, end, variable);
    head.add(new Stmt.Assign(start, end, targets, "=", source, true, TypeRef.NONE));
    head.addAll(defaults);
    return head;
  }

  private Stmt with(int node) {
    int object = tree.child(node, "object");
    Block body = block(tree.child(node, "body"));
    Stmt subject = new Stmt.Evaluate(tree.start(object), tree.end(object), expression(object));
    return headed(List.of(subject), body);
  }

  /// TypeScript's grammar reads `using x = …` as an assignment.
  private boolean isUsing(int node) {
    if (nodes.is(node, "using_declaration")) {
      return true;
    }
    int inner = nodes.is(node, "expression_statement") ? first(node) : -1;
    return nodes.is(inner, "assignment_expression") && nodes.hasToken(inner, "using");
  }

  private void scope(int node, int end, List<Stmt> out) {
    if (lowering.descend()) {
      out.add(using(node, end));
      lowering.ascend();
    } else {
      out.add(lowering.opaque(node));
    }
  }

  /// `using x = …`: the rest of the block is its scope.
  private Stmt using(int node, int end) {
    List<Scope.Resource> resources = new ArrayList<>();
    for (int child : nodes.children(node)) {
      boolean assigned = nodes.is(child, "assignment_expression");
      resources.add(
          new Scope.Resource(
              expression(tree.child(child, assigned ? "left" : "name")),
              expression(tree.child(child, assigned ? "right" : "value"))));
    }
    int rest = tree.nextNamedSibling(node);
    int start = tree.end(node);
    Block body = new Block(start, Math.max(start, end), from(rest, end));
    return new Scope(
        tree.start(node),
        Math.max(start, end),
        Scope.Kind.RESOURCE,
        nodes.hasToken(node, "await"),
        List.copyOf(resources),
        body);
  }

  /// A namespace's contents belong to the file's top level.
  private void namespace(int node, List<Stmt> out) {
    int body = tree.child(node, "body");
    if (body >= 0) {
      out.addAll(of(body));
    }
  }

  /// What is sound inside an error: its statements, and one opaque with its expressions.
  private void broken(int node, List<Stmt> out) {
    List<Expr> values = new ArrayList<>();
    for (int child : nodes.children(node)) {
      String kind = tree.kind(child);
      if (kind.endsWith("_statement")
          || kind.endsWith("_declaration")
          || kind.equals("statement_block")
          || kind.equals("ERROR")) {
        into(child, out);
      } else {
        values.add(expression(child));
      }
    }
    if (!values.isEmpty()) {
      int start = tree.start(node);
      int end = tree.end(node);
      out.add(new Stmt.Evaluate(start, end, new Expr.Opaque(start, end, List.copyOf(values))));
    }
  }
}
