package dev.backlight.source.code;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// Goes through lowered code without a stack frame per level, so depth cannot overflow.
///
/// Everything is in source order, each node before what it contains, and [Expr#NONE] is left out.
/// Bodies of lambdas and of functions defined inside are functions of their own and not entered:
/// [Expr.Lambda] and [Stmt.Define] name them.
public final class Walker {

  private Walker() {}

  /// An expression and everything inside it.
  public static void expressions(Expr root, Consumer<Expr> visitor) {
    Deque<Expr> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      Expr expr = open.pop();
      if (expr == Expr.NONE) {
        continue;
      }
      visitor.accept(expr);
      for (Expr child : children(expr).reversed()) {
        open.push(child);
      }
    }
  }

  /// All expressions of a statement and of the statements inside it.
  public static void expressions(Stmt root, Consumer<Expr> visitor) {
    statements(root, statement -> values(statement).forEach(value -> expressions(value, visitor)));
  }

  /// A statement and every statement inside it.
  public static void statements(Stmt root, Consumer<Stmt> visitor) {
    Deque<Stmt> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      Stmt statement = open.pop();
      visitor.accept(statement);
      for (Stmt child : children(statement).reversed()) {
        open.push(child);
      }
    }
  }

  /// The calls of a statement and of the statements inside it.
  public static List<Expr.Call> calls(Stmt root) {
    List<Expr.Call> calls = new ArrayList<>();
    expressions(
        root,
        expr -> {
          if (expr instanceof Expr.Call call) {
            calls.add(call);
          }
        });
    return calls;
  }

  /// The expressions directly inside an expression.
  public static List<Expr> children(Expr expr) {
    return switch (expr) {
      case Expr.Name _, Expr.Literal _, Expr.Lambda _ -> List.of();
      case Expr.Member member -> present(List.of(member.receiver()));
      case Expr.Call call -> {
        List<Expr> found = new ArrayList<>();
        found.add(call.callee());
        call.arguments().forEach(argument -> found.add(argument.value()));
        yield present(found);
      }
      case Expr.Index index -> present(List.of(index.receiver(), index.index()));
      case Expr.Template template -> present(template.parts());
      case Expr.Await await -> present(List.of(await.value()));
      case Expr.Yield yields -> present(List.of(yields.value()));
      case Expr.Operation operation -> present(operation.operands());
      case Expr.Collection collection -> {
        List<Expr> found = new ArrayList<>();
        for (Expr.Collection.Entry entry : collection.entries()) {
          Collections.addAll(found, entry.key(), entry.value());
        }
        yield present(found);
      }
      case Expr.Comprehension comprehension -> children(comprehension);
      case Expr.Assigning assigning -> present(List.of(assigning.target(), assigning.value()));
      case Expr.Cast cast -> present(List.of(cast.value()));
      case Expr.Markup markup -> present(markup.children());
      case Expr.Opaque opaque -> present(opaque.children());
    };
  }

  private static List<Expr> children(Expr.Comprehension comprehension) {
    List<Expr> found = new ArrayList<>();
    Collections.addAll(found, comprehension.key(), comprehension.element());
    for (Expr.Comprehension.Clause clause : comprehension.clauses()) {
      found.addAll(clause.targets());
      found.add(clause.source());
      found.addAll(clause.conditions());
    }
    return present(found);
  }

  /// The expressions a statement holds itself, without those of the statements inside it.
  public static List<Expr> values(Stmt statement) {
    return switch (statement) {
      case Stmt.Evaluate evaluate -> present(List.of(evaluate.value()));
      case Stmt.Assign assign -> {
        List<Expr> found = new ArrayList<>(assign.targets());
        found.add(assign.value());
        yield present(found);
      }
      case Stmt.If branch -> present(List.of(branch.condition()));
      case Stmt.Loop loop -> {
        List<Expr> found = new ArrayList<>(loop.targets());
        found.add(loop.source());
        yield present(found);
      }
      case Stmt.Choice choice -> present(List.of(choice.subject()));
      case Stmt.Scope scope -> {
        List<Expr> found = new ArrayList<>();
        for (Stmt.Scope.Resource resource : scope.resources()) {
          Collections.addAll(found, resource.target(), resource.value());
        }
        yield present(found);
      }
      case Stmt.Return returns -> present(List.of(returns.value()));
      case Stmt.Throw throwing -> present(List.of(throwing.value()));
      case Stmt.Try _, Stmt.Jump _, Stmt.Define _, Stmt.Block _ -> List.of();
    };
  }

  /// The statements directly inside a statement; blocks are statements.
  public static List<Stmt> children(Stmt statement) {
    return switch (statement) {
      case Stmt.If branch -> List.of(branch.then(), branch.otherwise());
      case Stmt.Loop loop -> {
        List<Stmt> found = new ArrayList<>(loop.before());
        found.add(loop.body());
        yield found;
      }
      case Stmt.Choice choice -> List.copyOf(choice.arms());
      case Stmt.Try attempt -> {
        List<Stmt> found = new ArrayList<>();
        found.add(attempt.body());
        attempt.catches().forEach(handler -> found.add(handler.body()));
        found.add(attempt.last());
        yield found;
      }
      case Stmt.Scope scope -> List.of(scope.body());
      case Stmt.Block block -> block.statements();
      case Stmt.Evaluate _,
          Stmt.Assign _,
          Stmt.Return _,
          Stmt.Throw _,
          Stmt.Jump _,
          Stmt.Define _ ->
          List.of();
    };
  }

  private static List<Expr> present(List<Expr> expressions) {
    for (Expr expression : expressions) {
      if (expression == Expr.NONE) {
        return expressions.stream().filter(expr -> expr != Expr.NONE).toList();
      }
    }
    return expressions;
  }
}
