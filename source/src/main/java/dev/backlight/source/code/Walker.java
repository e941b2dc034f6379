package dev.backlight.source.code;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Goes through lowered code without a stack frame per level, so depth cannot overflow.
///
/// Everything is in source order, each node before what it contains, and [Expr#NONE] is left out.
/// Bodies of lambdas and of functions defined inside are functions of their own and not entered:
/// [Expr.Lambda] and [Stmt.Define] name them.
public final class Walker {

  private Walker() {}

  /// An expression and everything inside it.
  public static void expressions(Expr root, Consumer<Expr> visitor) {
    Inside.OpenExpressions open = new Inside.OpenExpressions();
    open.push(root);
    while (!open.isEmpty()) {
      Expr expr = open.pop();
      visitor.accept(expr);
      open.pushChildren(expr);
    }
  }

  /// All expressions of a statement and of the statements inside it.
  public static void expressions(Stmt root, Consumer<Expr> visitor) {
    inside(root).eachExpression(visitor);
  }

  /// A statement and every statement inside it.
  public static void statements(Stmt root, Consumer<Stmt> visitor) {
    inside(root).eachStatement(visitor);
  }

  /// Whether an expression or one inside it is such.
  public static boolean anyExpression(Expr root, Predicate<Expr> such) {
    Inside.OpenExpressions open = new Inside.OpenExpressions();
    open.push(root);
    while (!open.isEmpty()) {
      Expr expr = open.pop();
      if (such.test(expr)) {
        return true;
      }
      open.pushChildren(expr);
    }
    return false;
  }

  /// Whether an expression of a statement, or of one inside it, is such.
  public static boolean anyExpression(Stmt root, Predicate<Expr> such) {
    return inside(root).anyExpression(such);
  }

  /// Whether a statement or one inside it is such.
  public static boolean anyStatement(Stmt root, Predicate<Stmt> such) {
    return inside(root).anyStatement(such);
  }

  /// The calls of a statement and of the statements inside it.
  public static List<Expr.Call> calls(Stmt root) {
    return inside(root).calls();
  }

  private static Inside inside(Stmt root) {
    return root instanceof Stmt.Block block ? block.inside() : Inside.of(root);
  }

  /// The expressions a statement holds itself, without those of the statements inside it.
  public static List<Expr> values(Stmt statement) {
    Inside.OpenExpressions open = new Inside.OpenExpressions();
    open.pushValues(statement);
    List<Expr> values = new ArrayList<>();
    while (!open.isEmpty()) {
      values.add(open.pop());
    }
    return values;
  }

  /// The statements directly inside a statement; blocks are statements.
  public static List<Stmt> children(Stmt statement) {
    Inside.OpenStatements open = new Inside.OpenStatements();
    open.pushChildren(statement);
    List<Stmt> children = new ArrayList<>();
    while (!open.isEmpty()) {
      children.add(open.pop());
    }
    return children;
  }
}
