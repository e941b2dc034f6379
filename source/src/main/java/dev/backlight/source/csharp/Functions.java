package dev.backlight.source.csharp;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Functions of every kind: what their heads and bodies have in common.
final class Functions {

  /// How many levels of depth a lambda counts for: it takes as much stack to lower as that many
  /// operators.
  static final int LEVELS = 6;

  private static final Set<String> TASKS = Set.of("Task", "ValueTask");

  private final Draft draft;
  private final SyntaxTree tree;

  Functions(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  /// What a function is before its body is lowered. `nameNode` is -1 where no name is written.
  record Head(
      int node,
      String name,
      int nameNode,
      Set<Trait> traits,
      List<Parameter> parameters,
      TypeRef returns,
      List<Annotation> annotations) {}

  /// Declares a function of the class where the lowering stands, with a body (-1: none) and, ahead
  /// of it, the statements that `before` adds. Returns its id.
  int declare(Head head, int body, List<Integer> calledFirst) {
    int id = draft.declared.reserveFunction();
    Draft.Place outer = draft.place();
    Draft.Place inner = new Draft.Place(id, outer.type, result(head));
    Stmt.Block block = draft.at(inner, () -> body(body, calledFirst));
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    traits.addAll(head.traits());
    if (inner.yields) {
      traits.add(Trait.GENERATOR);
    }
    int name = head.nameNode() < 0 ? head.node() : head.nameNode();
    draft.declared.define(
        new FunctionDecl(
            id,
            head.name(),
            outer.type,
            outer.function,
            Set.copyOf(traits),
            head.parameters(),
            head.returns(),
            head.annotations(),
            block,
            tree.start(head.node()),
            tree.end(head.node()),
            tree.start(name),
            head.nameNode() < 0 ? tree.start(name) : tree.end(name)));
    return id;
  }

  private static TypeRef result(Head head) {
    TypeRef returns = head.returns();
    boolean task =
        head.traits().contains(Trait.ASYNC)
            && TASKS.contains(returns.simpleName())
            && returns.arguments().size() == 1;
    return task ? returns.arguments().getFirst() : returns;
  }

  private Stmt.Block body(int body, List<Integer> calledFirst) {
    List<Stmt> statements = new ArrayList<>();
    for (int call : calledFirst) {
      statements.add(new Stmt.Evaluate(tree.start(call), tree.end(call), constructorCall(call)));
    }
    if (body < 0) {
      return statements.isEmpty()
          ? Stmt.Block.EMPTY
          : new Stmt.Block(
              statements.getFirst().start(), statements.getLast().end(), List.copyOf(statements));
    }
    if (tree.kind(body).equals("block")) {
      draft.blocks.into(body, statements);
    } else {
      statements.add(result(draft.expressions.unwrapped(body)));
    }
    return new Stmt.Block(tree.start(body), tree.end(body), List.copyOf(statements));
  }

  /// The statement that an expression body stands for.
  private Stmt result(int expression) {
    int start = tree.start(expression);
    int end = tree.end(expression);
    if (tree.kind(expression).equals("throw_expression")) {
      return new Stmt.Throw(start, end, draft.expressions.lower(draft.first(expression)));
    }
    Hint hint = Hint.typed(draft.place().returns);
    return new Stmt.Return(start, end, draft.expressions.lower(expression, hint));
  }

  /// `: base(…)`, `: this(…)` and the `(…)` behind the base class of a primary constructor.
  private Expr constructorCall(int node) {
    boolean own = tree.kind(node).equals("constructor_initializer") && draft.hasToken(node, "this");
    int list =
        tree.kind(node).equals("argument_list") ? node : draft.childOfKind(node, "argument_list");
    int start = tree.start(node);
    return new Expr.Call(
        start,
        tree.end(node),
        new Expr.Name(start, list < 0 ? tree.end(node) : tree.start(list), own ? "this" : "super"),
        draft.expressions.arguments(list),
        List.of(),
        false);
  }

  /// The traits that modifiers give.
  Set<Trait> traits(int node) {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    if (draft.hasModifier(node, "async")) {
      traits.add(Trait.ASYNC);
    }
    if (draft.hasModifier(node, "static")) {
      traits.add(Trait.STATIC);
    }
    if (draft.hasModifier(node, "public")) {
      traits.add(Trait.PUBLIC);
    }
    return traits;
  }

  Expr lambda(int node, String name) {
    Set<Trait> traits = traits(node);
    traits.add(Trait.LAMBDA);
    int parameters = tree.child(node, "parameters");
    if (parameters < 0) {
      parameters = draft.childOfKind(node, "parameter_list");
    }
    int body = tree.child(node, "body");
    Head head =
        new Head(
            node,
            name,
            -1,
            traits,
            draft.parameters.of(parameters),
            draft.typeRefs.of(tree.child(node, "type")),
            draft.attributes.of(node));
    int id = declare(head, body < 0 ? draft.last(node) : body, List.of());
    return new Expr.Lambda(tree.start(node), tree.end(node), id);
  }

  /// A lambda that is not written as one.
  Expr expressionLambda(int expression, List<Parameter> parameters) {
    Head head =
        new Head(expression, "", -1, Set.of(Trait.LAMBDA), parameters, TypeRef.NONE, List.of());
    return draft.deeper(
        LEVELS,
        () -> {
          int id = declare(head, expression, List.of());
          return new Expr.Lambda(tree.start(expression), tree.end(expression), id);
        },
        () -> draft.opaque(expression, List.of()));
  }
}
