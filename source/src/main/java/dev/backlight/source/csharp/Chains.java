package dev.backlight.source.csharp;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Expressions that grow to the left: `a + b + c`, `a.B().C()?.D[i]!`.
///
/// Their left side is followed in a loop, not by recursion. A chain that is longer than the depth
/// that is left keeps its outer links; its inner ones become one flat expression that still has
/// every call and operand.
///
/// The grammar binds `?.` looser than any operator: it reads `await a?.B()` as `(await a)?.B()` and
/// `x && a?.B` as `(x && a)?.B`. So `?.` on such an expression without parentheses is moved, with
/// what follows it, to that expression's last operand.
final class Chains {

  private final Draft draft;
  private final SyntaxTree tree;

  Chains(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  /// One step to the left. `moved` are the links that belong to its right operand, innermost first;
  /// `wrapped` that the node stands in parentheses.
  private record Link(int node, List<Integer> moved, boolean wrapped) {}

  boolean isLink(int node) {
    return switch (tree.kind(node)) {
      case "binary_expression" -> true;
      case "invocation_expression" -> !isNameof(node);
      default -> isPostfix(node);
    };
  }

  private boolean isPostfix(int node) {
    return switch (tree.kind(node)) {
      case "invocation_expression",
          "member_access_expression",
          "conditional_access_expression",
          "element_access_expression" ->
          true;
      case "postfix_unary_expression" -> draft.hasToken(node, "!");
      default -> false;
    };
  }

  boolean isNameof(int invocation) {
    int function = left(invocation);
    return function >= 0
        && tree.kind(function).equals("identifier")
        && tree.textIs(function, "nameof");
  }

  private int left(int link) {
    return switch (tree.kind(link)) {
      case "binary_expression" -> draft.childOrFirst(link, "left");
      case "invocation_expression" -> draft.childOrFirst(link, "function");
      case "conditional_access_expression" -> draft.childOrFirst(link, "condition");
      case "postfix_unary_expression" -> draft.first(link);
      default -> draft.childOrFirst(link, "expression");
    };
  }

  /// Lowers a node for which [#isLink] holds.
  Expr lower(int node) {
    List<Link> links = new ArrayList<>();
    int at = node;
    int moveTo = -1;
    List<Integer> moved = List.of();
    boolean wrapped = false;
    while (at >= 0 && moveTo < 0 && isLink(at)) {
      links.add(new Link(at, moved, wrapped));
      moved = List.of();
      wrapped = false;
      int left = left(at);
      if (left >= 0 && tree.kind(at).equals("conditional_access_expression") && isOpen(left)) {
        moved = takePostfixes(links);
        moveTo = tree.kind(left).equals("binary_expression") ? -1 : left;
        at = left;
      } else {
        at = left < 0 ? -1 : draft.expressions.unwrapped(left);
        wrapped = at != left;
      }
    }
    List<Integer> tail = moved;
    int base = at;
    int kept = kept(links);
    Expr left =
        draft.deeper(
            kept + 1,
            () -> tail.isEmpty() ? draft.expressions.lower(base) : open(base, tail),
            () -> Expr.NONE);
    if (kept < links.size()) {
      left = flattened(links.subList(kept, links.size()), left);
    }
    for (int i = kept - 1; i >= 0; i--) {
      Link link = links.get(i);
      Expr inner = left;
      boolean loose = !link.moved().isEmpty();
      left = draft.deeper(i + 1, () -> applied(link, inner), () -> inner);
      while (loose && i > 0 && isBinary(links.get(i - 1)) && !links.get(i).wrapped()) {
        i--;
        Expr operand = rightOf(links.get(i), i + 1);
        left = grafted(left, links.get(i).node(), operand);
      }
    }
    return left;
  }

  private boolean isBinary(Link link) {
    return tree.kind(link.node()).equals("binary_expression");
  }

  private Expr rightOf(Link link, int levels) {
    return draft.deeper(levels, () -> operand(link), () -> draft.opaque(link.node(), List.of()));
  }

  private Expr operand(Link link) {
    int right = right(link.node());
    return link.moved().isEmpty() ? draft.expressions.lower(right) : open(right, link.moved());
  }

  /// `left operator right`, where `left` was read too large because of a moved link: the operator
  /// takes only what binds at least as tightly as itself.
  private Expr grafted(Expr left, int binary, Expr right) {
    List<Expr.Operation> looser = new ArrayList<>();
    Expr taken = left;
    while (taken instanceof Expr.Operation operation
        && operation.operands().size() == 2
        && precedence(operation.operator()) < precedence(operator(binary))) {
      looser.add(operation);
      taken = operation.operands().getLast();
    }
    Expr result =
        new Expr.Operation(taken.start(), right.end(), operator(binary), List.of(taken, right));
    for (Expr.Operation operation : looser.reversed()) {
      result =
          new Expr.Operation(
              operation.start(),
              result.end(),
              operation.operator(),
              List.of(operation.operands().getFirst(), result));
    }
    return result;
  }

  /// Higher binds tighter; what is no binary operator binds tightest.
  private static int precedence(String operator) {
    return switch (operator) {
      case "??" -> 1;
      case "||" -> 2;
      case "&&" -> 3;
      case "|" -> 4;
      case "^" -> 5;
      case "&" -> 6;
      case "==", "!=" -> 7;
      case "<", ">", "<=", ">=" -> 8;
      case "<<", ">>", ">>>" -> 9;
      case "+", "-" -> 10;
      case "*", "/", "%" -> 11;
      default -> 12;
    };
  }

  /// How many links keep their nesting; a call is not cut from its name.
  private int kept(List<Link> links) {
    int kept = Math.min(links.size(), draft.room());
    boolean cutsCall =
        kept > 0
            && kept < links.size()
            && tree.kind(links.get(kept - 1).node()).equals("invocation_expression");
    return cutsCall ? kept - 1 : kept;
  }

  private List<Integer> takePostfixes(List<Link> links) {
    List<Integer> taken = new ArrayList<>();
    while (!links.isEmpty() && isPostfix(links.getLast().node())) {
      taken.add(links.removeLast().node());
    }
    return taken;
  }

  /// Whether an expression ends with an operand to which a following `?.` belongs.
  private boolean isOpen(int node) {
    return switch (tree.kind(node)) {
      case "binary_expression", "await_expression", "prefix_unary_expression", "cast_expression" ->
          true;
      default -> false;
    };
  }

  /// An open expression whose last operand goes on with `tail`.
  private Expr open(int node, List<Integer> tail) {
    return draft.deeper(
        Draft.LEVEL, () -> openNode(node, tail), () -> draft.opaque(node, List.of()));
  }

  private Expr openNode(int node, List<Integer> tail) {
    int start = tree.start(node);
    return switch (tree.kind(node)) {
      case "binary_expression" -> {
        Expr left = draft.expressions.lower(left(node));
        yield operation(node, left, open(right(node), tail));
      }
      case "await_expression" -> {
        Expr value = open(draft.last(node), tail);
        yield new Expr.Await(start, value.end(), value);
      }
      case "prefix_unary_expression" -> {
        Expr value = open(draft.last(node), tail);
        String operator = tree.text(tree.firstChild(node));
        yield new Expr.Operation(start, value.end(), operator, List.of(value));
      }
      case "cast_expression" -> {
        Expr value = open(draft.last(node), tail);
        TypeRef type = draft.typeRefs.of(tree.child(node, "type"));
        yield new Expr.Cast(start, value.end(), type, value);
      }
      default -> {
        Expr value = draft.expressions.lower(node);
        for (int link : tail) {
          value = postfix(link, value);
        }
        yield value;
      }
    };
  }

  private Expr applied(Link link, Expr left) {
    return isBinary(link)
        ? operation(link.node(), left, operand(link))
        : postfix(link.node(), left);
  }

  private int right(int binary) {
    int right = tree.child(binary, "right");
    return right >= 0 ? right : draft.last(binary);
  }

  private Expr operation(int binary, Expr left, Expr right) {
    return new Expr.Operation(
        tree.start(binary),
        Math.max(tree.end(binary), right.end()),
        operator(binary),
        List.of(left, right));
  }

  private String operator(int binary) {
    int operator = tree.child(binary, "operator");
    return operator < 0 ? "" : tree.text(operator);
  }

  private Expr postfix(int node, Expr left) {
    int start = left == Expr.NONE ? tree.start(node) : Math.min(left.start(), tree.end(node));
    int end = tree.end(node);
    return switch (tree.kind(node)) {
      case "invocation_expression" ->
          new Expr.Call(
              start, end, left, arguments(node), draft.typeRefs.arguments(name(node)), false);
      case "member_access_expression" ->
          new Expr.Member(start, end, left, simpleName(tree.child(node, "name")));
      case "conditional_access_expression" -> binding(node, start, left);
      case "element_access_expression" ->
          new Expr.Index(start, end, left, index(tree.child(node, "subscript")));
      default -> new Expr.Cast(start, end, TypeRef.NONE, left);
    };
  }

  private Expr binding(int node, int start, Expr left) {
    int binding = draft.last(node);
    return tree.kind(binding).equals("element_binding_expression")
        ? new Expr.Index(start, tree.end(node), left, index(binding))
        : new Expr.Member(start, tree.end(node), left, simpleName(tree.child(binding, "name")));
  }

  /// The name that is called, with its type arguments, or -1.
  private int name(int invocation) {
    int function = left(invocation);
    return switch (function < 0 ? "" : tree.kind(function)) {
      case "generic_name" -> function;
      case "member_access_expression" -> tree.child(function, "name");
      case "conditional_access_expression" -> tree.child(draft.last(function), "name");
      default -> -1;
    };
  }

  private String simpleName(int node) {
    return draft.typeRefs.dotted(node);
  }

  private List<Argument> arguments(int invocation) {
    return draft.expressions.arguments(tree.child(invocation, "arguments"));
  }

  /// `[i]`, or a list for `[i, j]`.
  Expr index(int list) {
    if (list < 0) {
      return Expr.NONE;
    }
    List<Argument> arguments = draft.expressions.arguments(list);
    if (arguments.size() == 1) {
      return arguments.getFirst().value();
    }
    List<Expr.Collection.Entry> entries =
        arguments.stream()
            .map(argument -> new Expr.Collection.Entry(Expr.NONE, argument.value(), false))
            .toList();
    return new Expr.Collection(
        tree.start(list), tree.end(list), Expr.Collection.Kind.LIST, entries);
  }

  /// Links, outermost first, without their nesting.
  private Expr flattened(List<Link> links, Expr base) {
    int outermost = links.getFirst().node();
    List<Expr> children = new ArrayList<>();
    children.add(base);
    for (Link link : links.reversed()) {
      int node = link.node();
      switch (tree.kind(node)) {
        case "binary_expression" -> children.add(draft.expressions.lower(right(node)));
        case "invocation_expression" -> children.add(detached(node));
        case "element_access_expression" -> children.add(index(tree.child(node, "subscript")));
        default -> {}
      }
    }
    String operator = operator(outermost);
    boolean oneOperator =
        !operator.isEmpty()
            && links.stream().allMatch(link -> operator(link.node()).equals(operator));
    return oneOperator
        ? new Expr.Operation(
            tree.start(outermost), tree.end(outermost), operator, List.copyOf(children))
        : draft.opaque(outermost, List.copyOf(children));
  }

  /// A call whose receiver stands beside it.
  private Expr detached(int invocation) {
    int function = left(invocation);
    int name = name(invocation);
    int start = tree.start(name < 0 ? invocation : name);
    String text =
        name >= 0
            ? simpleName(name)
            : function >= 0 && !isLink(function) ? simpleName(function) : "";
    return new Expr.Call(
        start,
        tree.end(invocation),
        new Expr.Member(start, tree.end(function), Expr.NONE, text),
        arguments(invocation),
        draft.typeRefs.arguments(name),
        false);
  }
}
