package dev.backlight.source.java;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Lowers what grows to the left without a limit in real code: `a.b().c().d()` and `a + b + c`. A
/// chain is walked in a loop, so that a builder of 200 calls is no nesting of 200 levels.
final class Chains {

  /// Links of a call chain; what is before them is opaque.
  private static final int LINK_LIMIT = 1_000;

  /// Links that count as one level of nesting: the records of a chain do nest, and chains inside
  /// chains must not get around the limit on depth.
  private static final int LINKS_PER_LEVEL = 4;

  /// Operators of one chain that stay pairs; in a longer one a run of the same operator is one
  /// operation with many operands.
  private static final int PAIR_LIMIT = 100;

  private final Draft draft;
  private final SyntaxTree tree;

  Chains(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  Expr calls(int node) {
    List<Integer> links = new ArrayList<>();
    int base = node;
    while (base >= 0 && isLink(base) && links.size() < LINK_LIMIT) {
      links.add(base);
      base = receiver(base);
    }
    int first = base;
    return draft.deeper(
        links.size() / LINKS_PER_LEVEL, () -> joined(links, first), draft.opaque(node, List.of()));
  }

  private Expr joined(List<Integer> links, int base) {
    Expr chain = base >= 0 && isLink(base) ? cut(base) : draft.expressions.lower(base);
    for (int link : links.reversed()) {
      chain = joined(chain, link);
    }
    return chain;
  }

  private Expr joined(Expr before, int link) {
    int start = tree.start(link);
    int end = tree.end(link);
    Expr receiver = before;
    int qualified = draft.childOfKind(link, "super");
    if (qualified >= 0 && tree.field(qualified).isEmpty()) {
      receiver = new Expr.Member(start, tree.end(qualified), before, "super");
    }
    return switch (tree.kind(link)) {
      case "array_access" ->
          new Expr.Index(start, end, receiver, draft.expressions.lower(tree.child(link, "index")));
      case "field_access" -> member(receiver, start, tree.child(link, "field"), end);
      default -> {
        int name = tree.child(link, "name");
        Expr callee =
            tree.child(link, "object") >= 0
                ? member(receiver, start, name, end)
                : draft.expressions.lower(name);
        int types = tree.child(link, "type_arguments");
        List<TypeRef> typeArguments = types < 0 ? List.of() : draft.typeRefs.list(types);
        List<Argument> arguments = draft.expressions.arguments(link);
        yield new Expr.Call(start, end, callee, arguments, typeArguments, false);
      }
    };
  }

  private Expr member(Expr receiver, int start, int name, int end) {
    return name < 0
        ? new Expr.Opaque(start, end, List.of(receiver))
        : new Expr.Member(start, tree.end(name), receiver, tree.text(name));
  }

  /// The part of a chain behind the limit: its arguments, without their order of calls.
  private Expr cut(int node) {
    List<Expr> arguments = new ArrayList<>();
    for (int n = node; n >= 0 && isLink(n); n = receiver(n)) {
      draft.expressions.arguments(n).forEach(argument -> arguments.add(argument.value()));
    }
    return draft.opaque(node, List.copyOf(arguments));
  }

  private boolean isLink(int node) {
    return switch (tree.kind(node)) {
      case "method_invocation", "field_access", "array_access" -> true;
      default -> false;
    };
  }

  private int receiver(int link) {
    return tree.child(link, tree.kind(link).equals("array_access") ? "array" : "object");
  }

  Expr operators(int node) {
    List<Integer> operations = new ArrayList<>();
    int left = node;
    while (left >= 0 && tree.kind(left).equals("binary_expression")) {
      operations.add(left);
      left = tree.child(left, "left");
    }
    List<Integer> rising = operations.reversed();
    boolean pairs = rising.size() <= PAIR_LIMIT;
    Expr result = draft.expressions.lower(left);
    int i = 0;
    while (i < rising.size()) {
      String operator = draft.expressions.operator(rising.get(i));
      List<Expr> operands = new ArrayList<>();
      operands.add(result);
      do {
        operands.add(draft.expressions.lower(tree.child(rising.get(i), "right")));
        i++;
      } while (!pairs
          && i < rising.size()
          && draft.expressions.operator(rising.get(i)).equals(operator));
      int last = rising.get(i - 1);
      result =
          new Expr.Operation(tree.start(last), tree.end(last), operator, List.copyOf(operands));
    }
    return result;
  }
}
