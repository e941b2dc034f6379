package dev.backlight.source.csharp;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Lists of statements, and the declarations in them. After `using var x = …;` the rest of the list
/// is the body of a scope.
final class Blocks {

  private final Draft draft;
  private final SyntaxTree tree;

  Blocks(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  /// A statement as a block; empty for -1.
  Stmt.Block of(int node) {
    if (node < 0) {
      return Stmt.Block.EMPTY;
    }
    List<Stmt> statements = new ArrayList<>();
    into(node, statements);
    return new Stmt.Block(tree.start(node), tree.end(node), List.copyOf(statements));
  }

  /// The statements of a block, or the one statement.
  void into(int node, List<Stmt> statements) {
    if (tree.kind(node).equals("block")) {
      list(draft.codeChildren(node), tree.end(node), statements);
    } else {
      draft.statements.lower(node, statements);
    }
  }

  /// Statements one after the other; `end` is where the list ends.
  void list(List<Integer> nodes, int end, List<Stmt> statements) {
    for (int i = 0; i < nodes.size(); i++) {
      int node = statement(nodes.get(i));
      if (isUsing(node)) {
        List<Integer> rest = nodes.subList(i + 1, nodes.size());
        statements.add(
            draft.deeper(
                Draft.LEVEL,
                () -> scope(node, rest, end),
                () -> new Stmt.Evaluate(tree.start(node), end, draft.opaque(node, List.of()))));
        return;
      }
      draft.statements.lower(node, statements);
    }
  }

  private int statement(int node) {
    int inner = tree.kind(node).equals("global_statement") ? draft.first(node) : -1;
    return inner < 0 ? node : inner;
  }

  private boolean isUsing(int node) {
    return tree.kind(node).equals("local_declaration_statement") && draft.hasToken(node, "using");
  }

  private Stmt scope(int node, List<Integer> rest, int end) {
    List<Stmt> body = new ArrayList<>();
    List<Stmt.Scope.Resource> resources =
        resources(draft.childOfKind(node, "variable_declaration"));
    list(rest, end, body);
    return new Stmt.Scope(
        tree.start(node),
        end,
        Stmt.Scope.Kind.RESOURCE,
        draft.hasToken(node, "await"),
        resources,
        new Stmt.Block(tree.end(node), end, List.copyOf(body)));
  }

  /// What the variables of a `using` hold. A written type vouches for what the value alone does not
  /// tell.
  List<Stmt.Scope.Resource> resources(int declaration) {
    List<Stmt.Scope.Resource> resources = new ArrayList<>();
    List<Stmt> declared = new ArrayList<>();
    variables(declaration, declared);
    for (Stmt statement : declared) {
      if (statement instanceof Stmt.Assign assign) {
        resources.add(
            new Stmt.Scope.Resource(
                assign.targets().getFirst(), vouched(assign.type(), assign.value())));
      }
    }
    return List.copyOf(resources);
  }

  private static Expr vouched(TypeRef type, Expr value) {
    boolean known = type.isNone() || (value instanceof Expr.Call call && call.constructs());
    return known ? value : new Expr.Cast(value.start(), value.end(), type, value);
  }

  /// `T a = 1, b` declares two variables.
  void variables(int declaration, List<Stmt> statements) {
    if (declaration < 0) {
      return;
    }
    TypeRef type = draft.typeRefs.of(tree.child(declaration, "type"));
    for (int n = draft.first(declaration); n >= 0; n = draft.next(n)) {
      if (tree.kind(n).equals("variable_declarator")) {
        statements.add(variable(n, type));
      }
    }
  }

  private Stmt variable(int declarator, TypeRef type) {
    int tuple = draft.childOfKind(declarator, "tuple_pattern");
    int name = tree.child(declarator, "name");
    int named = name >= 0 ? name : draft.first(declarator);
    Hint hint = new Hint(tuple < 0 ? draft.identifier(named) : "", type);
    return new Stmt.Assign(
        tree.start(declarator),
        tree.end(declarator),
        tuple < 0 ? List.of(draft.name(named)) : draft.expressions.targets(tuple),
        "=",
        draft.expressions.lower(draft.afterEquals(declarator), hint),
        true,
        type);
  }
}
