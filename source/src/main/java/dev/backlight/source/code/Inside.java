package dev.backlight.source.code;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Everything inside a statement, itself included, in the order that [Walker] promises.
final class Inside {

  private final Stmt[] statements;
  private final Expr[] expressions;
  private final List<Expr.Call> calls;

  private Inside(List<Stmt> statements, List<Expr> expressions, List<Expr.Call> calls) {
    this.statements = statements.toArray(new Stmt[0]);
    this.expressions = expressions.toArray(new Expr[0]);
    this.calls = List.copyOf(calls);
  }

  static Inside of(Stmt root) {
    List<Stmt> statements = new ArrayList<>();
    List<Expr> expressions = new ArrayList<>();
    List<Expr.Call> calls = new ArrayList<>();
    OpenStatements outer = new OpenStatements();
    OpenExpressions inner = new OpenExpressions();
    outer.push(root);
    while (!outer.isEmpty()) {
      Stmt statement = outer.pop();
      statements.add(statement);
      inner.pushValues(statement);
      while (!inner.isEmpty()) {
        Expr expr = inner.pop();
        expressions.add(expr);
        if (expr instanceof Expr.Call call) {
          calls.add(call);
        }
        inner.pushChildren(expr);
      }
      outer.pushChildren(statement);
    }
    return new Inside(statements, expressions, calls);
  }

  void eachStatement(Consumer<Stmt> visitor) {
    for (Stmt statement : statements) {
      visitor.accept(statement);
    }
  }

  void eachExpression(Consumer<Expr> visitor) {
    for (Expr expr : expressions) {
      visitor.accept(expr);
    }
  }

  boolean anyStatement(Predicate<Stmt> such) {
    for (Stmt statement : statements) {
      if (such.test(statement)) {
        return true;
      }
    }
    return false;
  }

  boolean anyExpression(Predicate<Expr> such) {
    for (Expr expr : expressions) {
      if (such.test(expr)) {
        return true;
      }
    }
    return false;
  }

  List<Expr.Call> calls() {
    return calls;
  }

  /// Statements that are still to be visited, the next one last.
  static final class OpenStatements {

    private Stmt[] stack = new Stmt[16];
    private int size;

    void push(Stmt statement) {
      if (size == stack.length) {
        stack = Arrays.copyOf(stack, size * 2);
      }
      stack[size++] = statement;
    }

    boolean isEmpty() {
      return size == 0;
    }

    Stmt pop() {
      return stack[--size];
    }

    private void pushAll(List<? extends Stmt> statements) {
      for (int i = statements.size() - 1; i >= 0; i--) {
        push(statements.get(i));
      }
    }

    void pushChildren(Stmt statement) {
      switch (statement) {
        case Stmt.Block block -> pushAll(block.statements());
        case Stmt.If branch -> {
          push(branch.otherwise());
          push(branch.then());
        }
        case Stmt.Loop loop -> {
          push(loop.body());
          pushAll(loop.before());
        }
        case Stmt.Choice choice -> pushAll(choice.arms());
        case Stmt.Try attempt -> {
          push(attempt.last());
          for (int i = attempt.catches().size() - 1; i >= 0; i--) {
            push(attempt.catches().get(i).body());
          }
          push(attempt.body());
        }
        case Stmt.Scope scope -> push(scope.body());
        case Stmt.Evaluate _,
            Stmt.Assign _,
            Stmt.Return _,
            Stmt.Throw _,
            Stmt.Jump _,
            Stmt.Define _ -> {}
      }
    }
  }

  /// Expressions that are still to be visited, the next one last. [Expr#NONE] is left out.
  static final class OpenExpressions {

    private Expr[] stack = new Expr[16];
    private int size;

    void push(Expr expr) {
      if (expr == Expr.NONE) {
        return;
      }
      if (size == stack.length) {
        stack = Arrays.copyOf(stack, size * 2);
      }
      stack[size++] = expr;
    }

    boolean isEmpty() {
      return size == 0;
    }

    Expr pop() {
      return stack[--size];
    }

    private void pushAll(List<Expr> expressions) {
      for (int i = expressions.size() - 1; i >= 0; i--) {
        push(expressions.get(i));
      }
    }

    void pushValues(Stmt statement) {
      switch (statement) {
        case Stmt.Evaluate evaluate -> push(evaluate.value());
        case Stmt.Assign assign -> {
          push(assign.value());
          pushAll(assign.targets());
        }
        case Stmt.If branch -> push(branch.condition());
        case Stmt.Loop loop -> {
          push(loop.source());
          pushAll(loop.targets());
        }
        case Stmt.Choice choice -> push(choice.subject());
        case Stmt.Scope scope -> {
          for (int i = scope.resources().size() - 1; i >= 0; i--) {
            push(scope.resources().get(i).value());
            push(scope.resources().get(i).target());
          }
        }
        case Stmt.Return returns -> push(returns.value());
        case Stmt.Throw throwing -> push(throwing.value());
        case Stmt.Try _, Stmt.Jump _, Stmt.Define _, Stmt.Block _ -> {}
      }
    }

    void pushChildren(Expr expr) {
      switch (expr) {
        case Expr.Name _, Expr.Literal _, Expr.Lambda _ -> {}
        case Expr.Member member -> push(member.receiver());
        case Expr.Call call -> {
          for (int i = call.arguments().size() - 1; i >= 0; i--) {
            push(call.arguments().get(i).value());
          }
          push(call.callee());
        }
        case Expr.Index index -> {
          push(index.index());
          push(index.receiver());
        }
        case Expr.Template template -> pushAll(template.parts());
        case Expr.Await await -> push(await.value());
        case Expr.Yield yields -> push(yields.value());
        case Expr.Operation operation -> pushAll(operation.operands());
        case Expr.Collection collection -> {
          for (int i = collection.entries().size() - 1; i >= 0; i--) {
            push(collection.entries().get(i).value());
            push(collection.entries().get(i).key());
          }
        }
        case Expr.Comprehension comprehension -> {
          pushClauses(comprehension);
          push(comprehension.element());
          push(comprehension.key());
        }
        case Expr.Assigning assigning -> {
          push(assigning.value());
          push(assigning.target());
        }
        case Expr.Cast cast -> push(cast.value());
        case Expr.Markup markup -> pushAll(markup.children());
        case Expr.Opaque opaque -> pushAll(opaque.children());
      }
    }

    private void pushClauses(Expr.Comprehension comprehension) {
      for (int i = comprehension.clauses().size() - 1; i >= 0; i--) {
        Expr.Comprehension.Clause clause = comprehension.clauses().get(i);
        pushAll(clause.conditions());
        push(clause.source());
        pushAll(clause.targets());
      }
    }
  }
}
