package dev.backlight.source.java;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Stmt.Jump;
import dev.backlight.source.code.Stmt.Loop;
import dev.backlight.source.code.Stmt.Scope;
import dev.backlight.source.code.Stmt.Try;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Lowers statements. One statement of Java can become several or none, so each adds to a list.
final class Statements {

  private final Draft draft;
  private final SyntaxTree tree;

  Statements(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  void lower(int node, List<Stmt> out) {
    boolean done =
        draft.deeper(
            1,
            () -> {
              read(node, out);
              return true;
            },
            false);
    if (!done) {
      out.add(new Stmt.Evaluate(tree.start(node), tree.end(node), draft.opaque(node, List.of())));
    }
  }

  private void read(int node, List<Stmt> out) {
    int start = tree.start(node);
    int end = tree.end(node);
    int first = tree.firstNamedChild(node);
    String kind = tree.kind(node);
    switch (kind) {
      case "expression_statement" -> evaluate(first, out);
      case "local_variable_declaration" -> declared(node, out);
      case "return_statement" -> {
        if (draft.switches.needsStatements(first)) {
          returned(first, out);
        } else {
          out.add(new Stmt.Return(start, end, draft.expressions.lower(first)));
        }
      }
      case "if_statement" -> branch(node, out);
      case "enhanced_for_statement" -> out.add(each(node));
      case "for_statement" -> out.add(counting(node));
      case "while_statement", "do_statement" -> out.add(looping(node));
      case "block" -> out.add(block(node));
      case "try_statement" -> out.add(guarded(node, block(tree.child(node, "body"))));
      case "try_with_resources_statement" -> withResources(node, out);
      case "throw_statement" -> out.add(new Stmt.Throw(start, end, draft.expressions.lower(first)));
      case "break_statement" -> out.add(new Jump(start, end, Jump.Kind.BREAK));
      case "continue_statement" -> out.add(new Jump(start, end, Jump.Kind.CONTINUE));
      case "yield_statement" -> draft.switches.yielded(first, out);
      case "switch_expression" -> draft.switches.statement(node, out);
      case "synchronized_statement" -> out.add(locked(node));
      case "labeled_statement" -> lower(draft.lastChild(node), out);
      case "explicit_constructor_invocation" -> out.add(constructorCall(node));
      case "assert_statement" ->
          out.add(
              new Stmt.Evaluate(start, end, draft.opaque(node, draft.expressions.inside(node))));
      case "ERROR" -> damaged(node, out);
      default -> other(node, kind, out);
    }
  }

  private void other(int node, String kind, List<Stmt> out) {
    if (Kinds.isType(kind)) {
      draft.declarations.type(node);
    } else if (Kinds.isMember(kind)) {
      draft.members.stray(node, out);
    } else if (Kinds.isExpression(kind)) {
      evaluate(node, out);
    } else {
      List<Expr> inside = draft.expressions.inside(node);
      if (!inside.isEmpty()) {
        out.add(new Stmt.Evaluate(tree.start(node), tree.end(node), draft.opaque(node, inside)));
      }
    }
  }

  /// What the parser could not place: its statements and declarations stay what they are, its
  /// expressions go together into one opaque.
  void damaged(int node, List<Stmt> out) {
    List<Expr> loose = new ArrayList<>();
    for (int n = tree.firstNamedChild(node); n >= 0; n = tree.nextNamedSibling(n)) {
      String kind = tree.kind(n);
      if (Kinds.isStatement(kind)
          || Kinds.isType(kind)
          || Kinds.isMember(kind)
          || kind.equals("ERROR")) {
        lower(n, out);
      } else if (Kinds.isExpression(kind)) {
        loose.add(draft.expressions.lower(n));
      } else {
        loose.addAll(draft.expressions.inside(n));
      }
    }
    if (!loose.isEmpty()) {
      out.add(
          new Stmt.Evaluate(
              tree.start(node), tree.end(node), draft.opaque(node, List.copyOf(loose))));
    }
  }

  /// The statements between braces; -1 is the empty block.
  Stmt.Block block(int node) {
    if (node < 0) {
      return Stmt.Block.EMPTY;
    }
    List<Stmt> statements = new ArrayList<>();
    for (int n = tree.firstNamedChild(node); n >= 0; n = tree.nextNamedSibling(n)) {
      lower(n, statements);
    }
    return new Stmt.Block(tree.start(node), tree.end(node), List.copyOf(statements));
  }

  /// A block, or a lone statement as a block.
  private Stmt.Block nested(int node) {
    if (node < 0 || tree.kind(node).equals("block")) {
      return block(node);
    }
    List<Stmt> statements = new ArrayList<>();
    lower(node, statements);
    return new Stmt.Block(tree.start(node), tree.end(node), List.copyOf(statements));
  }

  /// The body of a lambda: a block, or an expression that is returned.
  Stmt.Block body(int node) {
    if (node < 0 || tree.kind(node).equals("block")) {
      return block(node);
    }
    List<Stmt> statements = new ArrayList<>();
    returned(node, statements);
    return new Stmt.Block(tree.start(node), tree.end(node), List.copyOf(statements));
  }

  void returned(int expression, List<Stmt> out) {
    if (draft.switches.needsStatements(expression)) {
      draft.switches.statement(draft.expressions.unwrap(expression), this::returned, out);
    } else {
      out.add(
          new Stmt.Return(
              expression < 0 ? 0 : tree.start(expression),
              expression < 0 ? 0 : tree.end(expression),
              draft.expressions.lower(expression)));
    }
  }

  /// An expression whose value nobody takes.
  void evaluate(int expression, List<Stmt> out) {
    if (expression < 0) {
      return;
    }
    int node = draft.expressions.unwrap(expression);
    int start = tree.start(node);
    int end = tree.end(node);
    switch (tree.kind(node)) {
      case "assignment_expression" -> assigned(node, out);
      case "update_expression" -> {
        Expr target = draft.expressions.lower(tree.firstNamedChild(node));
        String operator = draft.expressions.updateOperator(node);
        Expr one = draft.expressions.one(node);
        out.add(assign(start, end, target, operator, one, false, TypeRef.NONE));
      }
      case "switch_expression" -> draft.switches.statement(node, out);
      default -> out.add(new Stmt.Evaluate(start, end, draft.expressions.lower(node)));
    }
  }

  private void assigned(int node, List<Stmt> out) {
    Expr target = draft.expressions.lower(tree.child(node, "left"));
    int right = tree.child(node, "right");
    String operator = draft.expressions.operator(node);
    assigned(node, target, operator, right, out);
  }

  private void assigned(int node, Expr target, String operator, int right, List<Stmt> out) {
    if (draft.switches.needsStatements(right)) {
      draft.switches.statement(
          draft.expressions.unwrap(right),
          (value, arm) -> assigned(value, target, operator, value, arm),
          out);
      return;
    }
    Expr value = draft.expressions.lower(right, Expressions.nameOf(target));
    out.add(assign(tree.start(node), tree.end(node), target, operator, value, false, TypeRef.NONE));
  }

  private static Stmt assign(
      int start,
      int end,
      Expr target,
      String operator,
      Expr value,
      boolean declares,
      TypeRef type) {
    return new Stmt.Assign(start, end, List.of(target), operator, value, declares, type);
  }

  private void declared(int node, List<Stmt> out) {
    int type = tree.child(node, "type");
    for (int n = tree.firstNamedChild(node); n >= 0; n = tree.nextNamedSibling(n)) {
      int name = tree.child(n, "name");
      if (!tree.kind(n).equals("variable_declarator") || name < 0) {
        continue;
      }
      Expr target = draft.name(name);
      int initial = tree.child(n, "value");
      boolean later = draft.switches.needsStatements(initial);
      Expr value = later ? Expr.NONE : draft.expressions.lower(initial, tree.text(name));
      TypeRef written = draft.typeRefs.of(type, n);
      out.add(assign(tree.start(n), tree.end(n), target, "=", value, true, written));
      if (later) {
        assigned(n, target, "=", initial, out);
      }
    }
  }

  /// `if`, with its `else if`s in a loop: some generated files chain hundreds.
  private void branch(int node, List<Stmt> out) {
    List<Integer> chain = new ArrayList<>();
    int last = node;
    while (last >= 0
        && tree.kind(last).equals("if_statement")
        && chain.size() < Draft.DEPTH_LIMIT) {
      chain.add(last);
      last = tree.child(last, "alternative");
    }
    Stmt.Block otherwise = nested(last);
    for (int link : chain.reversed()) {
      int start = tree.start(link);
      int end = tree.end(link);
      Expr condition = draft.expressions.lower(tree.child(link, "condition"));
      Stmt.Block then = nested(tree.child(link, "consequence"));
      Stmt branch = new Stmt.If(start, end, condition, then, otherwise);
      otherwise = new Stmt.Block(start, end, List.of(branch));
    }
    out.addAll(otherwise.statements());
  }

  private Stmt each(int node) {
    int name = tree.child(node, "name");
    Expr target = name < 0 ? Expr.NONE : draft.name(name);
    List<Stmt> before = new ArrayList<>();
    typed(node, name, before);
    Expr source = draft.expressions.lower(tree.child(node, "value"));
    Stmt.Block body = nested(tree.child(node, "body"));
    return new Loop(
        tree.start(node),
        tree.end(node),
        Loop.Kind.EACH,
        false,
        List.copyOf(before),
        List.of(target),
        source,
        body);
  }

  /// The declared type of a variable whose statement has no place for one.
  private void typed(int declaration, int name, List<Stmt> out) {
    TypeRef type = draft.typeRefs.of(tree.child(declaration, "type"), declaration);
    if (name >= 0 && !type.isNone()) {
      Expr target = draft.name(name);
      out.add(assign(tree.start(name), tree.end(name), target, "=", Expr.NONE, true, type));
    }
  }

  private Stmt counting(int node) {
    List<Stmt> before = new ArrayList<>();
    List<Stmt> steps = new ArrayList<>();
    for (int n = tree.firstNamedChild(node); n >= 0; n = tree.nextNamedSibling(n)) {
      switch (tree.field(n)) {
        case "init" -> lower(n, before);
        case "update" -> lower(n, steps);
        default -> {}
      }
    }
    Expr condition = draft.expressions.lower(tree.child(node, "condition"));
    Stmt.Block inner = nested(tree.child(node, "body"));
    List<Stmt> statements = new ArrayList<>(inner.statements());
    statements.addAll(steps);
    Stmt.Block body = new Stmt.Block(inner.start(), inner.end(), List.copyOf(statements));
    return new Loop(
        tree.start(node),
        tree.end(node),
        Loop.Kind.COUNTING,
        false,
        List.copyOf(before),
        List.of(),
        condition,
        body);
  }

  private Stmt looping(int node) {
    Expr condition = draft.expressions.lower(tree.child(node, "condition"));
    Stmt.Block body = nested(tree.child(node, "body"));
    return new Loop(
        tree.start(node),
        tree.end(node),
        Loop.Kind.WHILE,
        false,
        List.of(),
        List.of(),
        condition,
        body);
  }

  private Stmt locked(int node) {
    Expr lock = draft.expressions.lower(tree.firstNamedChild(node));
    Stmt.Block body = block(tree.child(node, "body"));
    return new Scope(
        tree.start(node),
        tree.end(node),
        Scope.Kind.LOCK,
        false,
        List.of(new Scope.Resource(Expr.NONE, lock)),
        body);
  }

  private void withResources(int node, List<Stmt> out) {
    List<Scope.Resource> resources = new ArrayList<>();
    List<Stmt> statements = new ArrayList<>();
    int list = tree.child(node, "resources");
    for (int n = list < 0 ? -1 : tree.firstNamedChild(list); n >= 0; n = tree.nextNamedSibling(n)) {
      int name = tree.child(n, "name");
      int value = tree.child(n, "value");
      if (name >= 0 && value >= 0) {
        Expr opened = draft.expressions.lower(value, tree.text(name));
        resources.add(new Scope.Resource(draft.name(name), opened));
        typed(n, name, statements);
      } else {
        int used = tree.firstNamedChild(n);
        resources.add(new Scope.Resource(Expr.NONE, draft.expressions.lower(used)));
      }
    }
    Stmt.Block body = block(tree.child(node, "body"));
    int end = tree.child(node, "body") < 0 ? tree.end(node) : body.end();
    statements.add(
        new Scope(tree.start(node), end, Scope.Kind.RESOURCE, false, List.copyOf(resources), body));
    if (draft.childOfKind(node, "catch_clause") < 0
        && draft.childOfKind(node, "finally_clause") < 0) {
      out.addAll(statements);
    } else {
      out.add(guarded(node, new Stmt.Block(tree.start(node), end, List.copyOf(statements))));
    }
  }

  private Stmt guarded(int node, Stmt.Block body) {
    List<Try.Catch> catches = new ArrayList<>();
    Stmt.Block last = Stmt.Block.EMPTY;
    for (int n = tree.firstNamedChild(node); n >= 0; n = tree.nextNamedSibling(n)) {
      switch (tree.kind(n)) {
        case "catch_clause" -> catches.add(caught(n));
        case "finally_clause" -> last = block(draft.childOfKind(n, "block"));
        default -> {}
      }
    }
    return new Try(tree.start(node), tree.end(node), body, List.copyOf(catches), last);
  }

  private Try.Catch caught(int clause) {
    int parameter = draft.childOfKind(clause, "catch_formal_parameter");
    Stmt.Block body = block(tree.child(clause, "body"));
    if (parameter < 0) {
      return new Try.Catch(List.of(), "", body);
    }
    int name = tree.child(parameter, "name");
    List<TypeRef> types = draft.typeRefs.list(draft.childOfKind(parameter, "catch_type"));
    return new Try.Catch(types, name < 0 ? "" : tree.text(name), body);
  }

  /// `this(…)` and `super(…)`.
  private Stmt constructorCall(int node) {
    int start = tree.start(node);
    int end = tree.end(node);
    Expr callee = draft.expressions.lower(tree.child(node, "constructor"));
    Expr call =
        new Expr.Call(start, end, callee, draft.expressions.arguments(node), List.of(), false);
    return new Stmt.Evaluate(start, end, call);
  }
}
