package dev.backlight.source.python;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Expr.Comprehension;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Lowers comprehensions and generator expressions.
final class Comprehensions {

  private final Lowering lowering;
  private final SyntaxTree tree;
  private final Expressions expressions;

  Comprehensions(Lowering lowering, Expressions expressions) {
    this.lowering = lowering;
    this.tree = lowering.tree;
    this.expressions = expressions;
  }

  Expr lower(int node) {
    int body = tree.child(node, "body");
    boolean pair = lowering.is(body, "pair");
    return new Comprehension(
        tree.start(node),
        tree.end(node),
        kind(node),
        pair ? expressions.lower(tree.child(body, "key")) : Expr.NONE,
        expressions.lower(pair ? tree.child(body, "value") : body),
        clauses(node));
  }

  private Comprehension.Kind kind(int node) {
    return switch (tree.kind(node)) {
      case "list_comprehension" -> Comprehension.Kind.LIST;
      case "set_comprehension" -> Comprehension.Kind.SET;
      case "dictionary_comprehension" -> Comprehension.Kind.MAP;
      default -> Comprehension.Kind.GENERATOR;
    };
  }

  private List<Comprehension.Clause> clauses(int node) {
    List<Comprehension.Clause> clauses = new ArrayList<>();
    for (int child : lowering.children(node)) {
      if (lowering.is(child, "for_in_clause")) {
        clauses.add(clause(child));
      } else if (lowering.is(child, "if_clause") && !clauses.isEmpty()) {
        Comprehension.Clause last = clauses.removeLast();
        List<Expr> conditions = new ArrayList<>(last.conditions());
        conditions.add(expressions.lower(tree.firstNamedChild(child)));
        clauses.add(
            new Comprehension.Clause(last.targets(), last.source(), conditions, last.async()));
      }
    }
    return clauses;
  }

  private Comprehension.Clause clause(int node) {
    List<Expr> sources = lowering.children(node, "right").stream().map(expressions::lower).toList();
    Expr source =
        switch (sources.size()) {
          case 0 -> Expr.NONE;
          case 1 -> sources.getFirst();
          default -> new Expr.Opaque(sources.getFirst().start(), tree.end(node), sources);
        };
    return new Comprehension.Clause(
        expressions.targets(tree.child(node, "left")),
        source,
        List.of(),
        lowering.hasToken(node, "async"));
  }
}
