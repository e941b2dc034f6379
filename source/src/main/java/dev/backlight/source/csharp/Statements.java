package dev.backlight.source.csharp;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Statements of every kind.
///
/// A `break` that leaves a `switch` is not kept: arms do not fall through, and a kept one would
/// read as the end of the loop around. An exception filter is an `if` around the handler that
/// throws on where it does not hold.
final class Statements {

  /// How many levels of depth a statement counts for: it takes as much stack to lower as that many
  /// operators.
  private static final int LEVELS = 4;

  /// `else if` branches are followed in a loop, up to this many.
  private static final int ELSE_LIMIT = 400;

  private final Draft draft;
  private final SyntaxTree tree;

  Statements(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  /// Adds what a statement lowers to; a declaration adds nothing.
  void lower(int node, List<Stmt> statements) {
    if (!draft.enter(LEVELS)) {
      statements.add(evaluate(node, draft.opaque(node, List.of())));
      return;
    }
    try {
      nested(node, statements);
    } finally {
      draft.leave(LEVELS);
    }
  }

  private void nested(int node, List<Stmt> out) {
    int start = tree.start(node);
    int end = tree.end(node);
    switch (tree.kind(node)) {
      case "expression_statement" -> expression(draft.first(node), start, end, out);
      case "local_declaration_statement", "fixed_statement" -> {
        draft.blocks.variables(draft.childOfKind(node, "variable_declaration"), out);
        if (tree.kind(node).equals("fixed_statement")) {
          draft.blocks.into(draft.last(node), out);
        }
      }
      case "block" -> out.add(draft.blocks.of(node));
      case "checked_statement", "unsafe_statement", "labeled_statement", "global_statement" ->
          draft.blocks.into(draft.last(node), out);
      case "if_statement" -> out.add(condition(node));
      case "for_statement" -> out.add(inLoop(() -> draft.loops.counting(node)));
      case "foreach_statement" -> out.add(inLoop(() -> draft.loops.each(node)));
      case "while_statement", "do_statement" -> out.add(inLoop(() -> draft.loops.whilst(node)));
      case "return_statement" -> {
        Hint hint = Hint.typed(draft.place().returns);
        out.add(new Stmt.Return(start, end, draft.expressions.lower(draft.first(node), hint)));
      }
      case "throw_statement" ->
          out.add(new Stmt.Throw(start, end, draft.expressions.lower(draft.first(node))));
      case "yield_statement" -> out.add(yielding(node));
      case "break_statement" -> {
        if (!draft.place().breaksSwitch) {
          out.add(new Stmt.Jump(start, end, Stmt.Jump.Kind.BREAK));
        }
      }
      case "continue_statement" -> out.add(new Stmt.Jump(start, end, Stmt.Jump.Kind.CONTINUE));
      case "try_statement" -> out.add(attempt(node));
      case "using_statement" -> out.add(using(node));
      case "lock_statement" -> out.add(lock(node));
      case "switch_statement" -> out.add(choice(node));
      case "local_function_statement" ->
          out.add(new Stmt.Define(start, end, draft.members.localFunction(node)));
      case "empty_statement", "goto_statement" -> {}
      case "preproc_if", "preproc_elif", "preproc_else" -> branches(node, out);
      case "ERROR" -> damaged(node, out);
      default -> {
        if (!draft.declarations.lower(node)) {
          expression(node, start, end, out);
        }
      }
    }
  }

  private Stmt evaluate(int node, Expr value) {
    return new Stmt.Evaluate(tree.start(node), tree.end(node), value);
  }

  void expression(int wrapped, int start, int end, List<Stmt> out) {
    if (wrapped < 0) {
      return;
    }
    int node = draft.expressions.unwrapped(wrapped);
    switch (tree.kind(node)) {
      case "assignment_expression" -> out.add(assign(node, start, end));
      case "prefix_unary_expression", "postfix_unary_expression" -> {
        String operator = draft.expressions.operatorOf(node);
        boolean steps = operator.equals("++") || operator.equals("--");
        out.add(
            steps
                ? step(node, operator, start, end)
                : new Stmt.Evaluate(start, end, draft.expressions.lower(node)));
      }
      default -> out.add(new Stmt.Evaluate(start, end, draft.expressions.lower(node)));
    }
  }

  private Stmt step(int node, String operator, int start, int end) {
    Expr target = draft.expressions.lower(draft.first(node));
    String assignment = operator.charAt(0) + "=";
    Expr one = draft.expressions.one(node);
    return new Stmt.Assign(start, end, List.of(target), assignment, one, false, TypeRef.NONE);
  }

  private Stmt assign(int node, int start, int end) {
    int left = draft.childOrFirst(node, "left");
    boolean tuple = tree.kind(left).equals("tuple_expression");
    boolean declares = tuple && declares(left);
    Hint hint = Hint.named(draft.expressions.lastName(left));
    return new Stmt.Assign(
        start,
        end,
        tuple ? draft.expressions.targets(left) : List.of(draft.expressions.lower(left)),
        draft.expressions.assignmentOperator(node),
        draft.expressions.lower(tree.child(node, "right"), hint),
        declares,
        TypeRef.NONE);
  }

  private boolean declares(int tuple) {
    for (int n = tuple; n < tree.subtreeEnd(tuple); n++) {
      if (tree.kind(n).equals("declaration_expression")) {
        return true;
      }
    }
    return false;
  }

  private Stmt condition(int node) {
    List<Integer> branches = new ArrayList<>();
    int last = node;
    while (last >= 0 && tree.kind(last).equals("if_statement") && branches.size() < ELSE_LIMIT) {
      branches.add(last);
      last = tree.child(last, "alternative");
    }
    boolean cut = last >= 0 && tree.kind(last).equals("if_statement");
    List<Branch> lowered = new ArrayList<>();
    for (int branch : branches) {
      lowered.add(
          new Branch(
              branch,
              draft.expressions.lower(tree.child(branch, "condition")),
              draft.blocks.of(tree.child(branch, "consequence"))));
    }
    Stmt.Block otherwise =
        cut ? one(evaluate(last, draft.opaque(last, List.of()))) : draft.blocks.of(last);
    Stmt chain = ifOf(lowered.getLast(), otherwise);
    for (Branch branch : lowered.reversed().subList(1, lowered.size())) {
      chain = ifOf(branch, one(chain));
    }
    return chain;
  }

  private record Branch(int node, Expr condition, Stmt.Block then) {}

  private Stmt ifOf(Branch branch, Stmt.Block otherwise) {
    int node = branch.node();
    return new Stmt.If(
        tree.start(node), tree.end(node), branch.condition(), branch.then(), otherwise);
  }

  private static Stmt.Block one(Stmt statement) {
    return new Stmt.Block(statement.start(), statement.end(), List.of(statement));
  }

  private <T> T inLoop(Supplier<T> lowering) {
    return breaking(false, lowering);
  }

  private <T> T breaking(boolean breaksSwitch, Supplier<T> lowering) {
    boolean outer = draft.place().breaksSwitch;
    draft.place().breaksSwitch = breaksSwitch;
    try {
      return lowering.get();
    } finally {
      draft.place().breaksSwitch = outer;
    }
  }

  Stmt.Block block(int node, List<Stmt> statements) {
    return node < 0
        ? new Stmt.Block(0, 0, List.copyOf(statements))
        : new Stmt.Block(tree.start(node), tree.end(node), List.copyOf(statements));
  }

  private Stmt yielding(int node) {
    draft.place().yields = true;
    int start = tree.start(node);
    int end = tree.end(node);
    return draft.hasToken(node, "break")
        ? new Stmt.Jump(start, end, Stmt.Jump.Kind.RETURN)
        : evaluate(
            node, new Expr.Yield(start, end, draft.expressions.lower(draft.last(node)), false));
  }

  private Stmt attempt(int node) {
    List<Stmt.Try.Catch> catches = new ArrayList<>();
    Stmt.Block last = Stmt.Block.EMPTY;
    for (int n = draft.first(node); n >= 0; n = draft.next(n)) {
      switch (tree.kind(n)) {
        case "catch_clause" -> catches.add(handler(n));
        case "finally_clause" -> last = draft.blocks.of(draft.last(n));
        default -> {}
      }
    }
    return new Stmt.Try(
        tree.start(node),
        tree.end(node),
        draft.blocks.of(tree.child(node, "body")),
        List.copyOf(catches),
        last);
  }

  private Stmt.Try.Catch handler(int node) {
    int declaration = draft.childOfKind(node, "catch_declaration");
    List<TypeRef> types = new ArrayList<>();
    String variable = "";
    if (declaration >= 0) {
      types.add(draft.typeRefs.of(tree.child(declaration, "type")));
      variable = draft.identifier(tree.child(declaration, "name"));
    }
    Stmt.Block body = draft.blocks.of(tree.child(node, "body"));
    int filter = draft.childOfKind(node, "catch_filter_clause");
    if (filter >= 0) {
      int start = tree.start(filter);
      int end = tree.end(filter);
      Stmt.Block rethrow =
          new Stmt.Block(start, end, List.of(new Stmt.Throw(start, end, Expr.NONE)));
      Expr condition = draft.expressions.lower(draft.first(filter));
      Stmt filtered = new Stmt.If(start, body.end(), condition, body, rethrow);
      body = new Stmt.Block(body.start(), body.end(), List.of(filtered));
    }
    return new Stmt.Try.Catch(List.copyOf(types), variable, body);
  }

  private Stmt using(int node) {
    int declaration = draft.childOfKind(node, "variable_declaration");
    List<Stmt.Scope.Resource> resources =
        declaration >= 0 ? draft.blocks.resources(declaration) : List.of(unbound(node));
    return new Stmt.Scope(
        tree.start(node),
        tree.end(node),
        Stmt.Scope.Kind.RESOURCE,
        draft.hasToken(node, "await"),
        resources,
        draft.blocks.of(tree.child(node, "body")));
  }

  private Stmt.Scope.Resource unbound(int node) {
    return new Stmt.Scope.Resource(Expr.NONE, draft.expressions.lower(draft.first(node)));
  }

  private Stmt lock(int node) {
    return new Stmt.Scope(
        tree.start(node),
        tree.end(node),
        Stmt.Scope.Kind.LOCK,
        false,
        List.of(unbound(node)),
        draft.blocks.of(draft.last(node)));
  }

  private Stmt choice(int node) {
    Expr subject = draft.expressions.lower(draft.childOrFirst(node, "value"));
    List<Stmt.Block> arms = new ArrayList<>();
    int body = draft.childOfKind(node, "switch_body");
    List<Stmt> entered = new ArrayList<>();
    for (int n = body < 0 ? -1 : draft.first(body); n >= 0; n = draft.next(n)) {
      int section = n;
      draft.patterns.enter(section, subject, entered);
      List<Integer> statements =
          draft.codeChildren(section).stream().filter(this::isStatement).toList();
      if (!statements.isEmpty()) {
        List<Stmt> arm = new ArrayList<>(entered);
        entered.clear();
        breaking(
            true,
            () -> {
              armStatements(statements, tree.end(section), arm);
              return arm;
            });
        arms.add(block(section, arm));
      }
    }
    return new Stmt.Choice(tree.start(node), tree.end(node), subject, List.copyOf(arms));
  }

  /// `case X: { … }` is an arm with these statements.
  private void armStatements(List<Integer> nodes, int end, List<Stmt> arm) {
    if (nodes.size() == 1 && tree.kind(nodes.getFirst()).equals("block")) {
      draft.blocks.into(nodes.getFirst(), arm);
    } else {
      draft.blocks.list(nodes, end, arm);
    }
  }

  private boolean isStatement(int node) {
    String kind = tree.kind(node);
    return kind.endsWith("_statement") || kind.equals("block") || kind.equals("preproc_if");
  }

  /// All branches of `#if`, one after the other.
  private void branches(int node, List<Stmt> out) {
    List<Integer> children =
        draft.codeChildren(node).stream()
            .filter(n -> !tree.field(n).equals("condition") && !draft.leftOut(n))
            .toList();
    draft.blocks.list(children, tree.end(node), out);
  }

  /// What is sound inside text that is not.
  private void damaged(int node, List<Stmt> out) {
    List<Expr> expressions = new ArrayList<>();
    for (int n = draft.first(node); n >= 0; n = draft.next(n)) {
      if (isStatement(n)) {
        lower(n, out);
      } else if (!draft.declarations.lower(n)) {
        expressions.add(draft.expressions.lower(n));
      }
    }
    if (!expressions.isEmpty()) {
      out.add(evaluate(node, draft.opaque(node, List.copyOf(expressions))));
    }
  }
}
