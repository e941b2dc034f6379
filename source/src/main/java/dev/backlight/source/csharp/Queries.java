package dev.backlight.source.csharp;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// LINQ queries as the method calls that they mean: `from o in xs where p select s` is `xs.Where(o
/// => p).Select(o => s)`.
///
/// After a second `from`, a `join` or a `let`, the lambdas have all range variables as parameters
/// where the language would pass one tuple of them.
final class Queries {

  private final Draft draft;
  private final SyntaxTree tree;

  Queries(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  Expr lower(int query) {
    Query lowered = new Query(tree.start(query));
    for (int n = draft.first(query); n >= 0; n = draft.next(n)) {
      lowered.clause(n);
    }
    return lowered.value;
  }

  private final class Query {
    private final int start;
    private final List<Parameter> variables = new ArrayList<>();
    private Expr value = Expr.NONE;
    private boolean called;

    Query(int start) {
      this.start = start;
    }

    void clause(int node) {
      switch (tree.kind(node)) {
        case "from_clause" -> from(node);
        case "where_clause" -> call(node, "Where", lambda(draft.last(node)));
        case "order_by_clause" -> orderBy(node);
        case "join_clause" -> join(node);
        case "let_clause" -> {
          call(node, "Select", lambda(draft.last(node)));
          variables.add(Parameters.named(draft.identifier(draft.first(node))));
        }
        case "group_clause" -> group(node);
        case "select_clause" -> select(node);
        case "identifier" -> {
          variables.clear();
          variables.add(Parameters.named(draft.identifier(node)));
        }
        default -> value = draft.expressions.opaque(node);
      }
    }

    private void from(int node) {
      TypeRef type = draft.typeRefs.of(tree.child(node, "type"));
      String name = draft.identifier(tree.child(node, "name"));
      Parameter variable = new Parameter(name, type, Expr.NONE, List.of(), false);
      int source = draft.last(node);
      if (variables.isEmpty()) {
        value = draft.expressions.lower(source);
        variables.add(variable);
      } else {
        call(node, "SelectMany", lambda(source));
        variables.add(variable);
      }
    }

    private void orderBy(int node) {
      boolean first = true;
      for (int n = draft.first(node); n >= 0; n = draft.next(n)) {
        int order = tree.nextSibling(n);
        boolean descending = order >= 0 && tree.kind(order).equals("descending");
        String method = (first ? "OrderBy" : "ThenBy") + (descending ? "Descending" : "");
        call(n, method, lambda(n));
        first = false;
      }
    }

    private void join(int node) {
      List<Integer> parts = new ArrayList<>();
      int group = -1;
      for (int n = draft.first(node); n >= 0; n = draft.next(n)) {
        if (tree.kind(n).equals("join_into_clause")) {
          group = n;
        } else if (!tree.field(n).equals("type")) {
          parts.add(n);
        }
      }
      if (parts.size() < 4) {
        value = draft.opaque(node, List.of(value));
        return;
      }
      Parameter joined = Parameters.named(draft.identifier(parts.get(0)));
      call(
          node,
          group < 0 ? "Join" : "GroupJoin",
          draft.expressions.lower(parts.get(1)),
          lambda(parts.get(2)),
          lambda(parts.get(3), List.of(joined)));
      variables.add(group < 0 ? joined : Parameters.named(draft.identifier(draft.last(group))));
    }

    private void group(int node) {
      int element = draft.first(node);
      Expr key = lambda(draft.last(node));
      if (isVariable(element)) {
        call(node, "GroupBy", key);
      } else {
        call(node, "GroupBy", key, lambda(element));
      }
    }

    /// `select x` of the only variable adds nothing to a query that does something else.
    private void select(int node) {
      int result = draft.first(node);
      if (!called || !isVariable(result)) {
        call(node, "Select", lambda(result));
      }
    }

    private boolean isVariable(int node) {
      return variables.size() == 1
          && tree.kind(node).equals("identifier")
          && draft.identifier(node).equals(variables.getFirst().name());
    }

    private Expr lambda(int node) {
      return lambda(node, List.copyOf(variables));
    }

    private Expr lambda(int node, List<Parameter> parameters) {
      return draft.functions.expressionLambda(node, parameters);
    }

    private void call(int clause, String method, Expr... arguments) {
      called = true;
      int end = tree.end(clause);
      value =
          new Expr.Call(
              start,
              end,
              new Expr.Member(start, end, value, method),
              Arrays.stream(arguments).map(Argument::of).toList(),
              List.of(),
              false);
    }
  }
}
