package dev.backlight.source.csharp;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Expr.Collection.Entry;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Expressions of every kind; the larger families have their own classes.
final class Expressions {

  private final Draft draft;
  private final SyntaxTree tree;

  Expressions(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  /// Lowers an expression; [Expr#NONE] for -1.
  Expr lower(int node) {
    return lower(node, Hint.NONE);
  }

  Expr lower(int node, Hint hint) {
    if (node < 0) {
      return Expr.NONE;
    }
    int inner = unwrapped(node);
    String kind = tree.kind(inner);
    if (Literals.isLiteral(kind)) {
      return draft.literals.lower(inner);
    }
    return switch (kind) {
      case "identifier", "predefined_type", "discard" -> draft.name(inner);
      case "this", "this_expression" -> name(inner, "this");
      case "base", "base_expression" -> name(inner, "super");
      default -> deeper(inner, kind, hint);
    };
  }

  /// As [Draft#deeper] does, with fewer frames: this is where deep text nests.
  private Expr deeper(int node, String kind, Hint hint) {
    if (!draft.enter(Draft.LEVEL)) {
      return draft.opaque(node, List.of());
    }
    try {
      return nested(node, kind, hint);
    } finally {
      draft.leave(Draft.LEVEL);
    }
  }

  private Expr.Name name(int node, String id) {
    return new Expr.Name(tree.start(node), tree.end(node), id);
  }

  /// The expression in parentheses and other wraps that mean nothing here.
  int unwrapped(int node) {
    int at = node;
    while (true) {
      int inner =
          switch (tree.kind(at)) {
            case "parenthesized_expression",
                "checked_expression",
                "ref_expression",
                "makeref_expression",
                "expression_element",
                "arrow_expression_clause",
                "primary_constructor_base_type",
                "constant_pattern" ->
                draft.first(at);
            default -> -1;
          };
      if (inner < 0) {
        return at;
      }
      at = inner;
    }
  }

  private Expr nested(int node, String kind, Hint hint) {
    if (draft.chains.isLink(node)) {
      return kind.equals("binary_expression") && isCoalescing(node)
          ? coalescing(node, hint)
          : draft.chains.lower(node);
    }
    int start = tree.start(node);
    int end = tree.end(node);
    return switch (kind) {
      case "invocation_expression" -> nameof(node);
      case "generic_name", "qualified_name", "alias_qualified_name" ->
          draft.typeRefs.expression(node);
      case "await_expression" -> new Expr.Await(start, end, lower(draft.last(node)));
      case "assignment_expression" -> assigning(node);
      case "prefix_unary_expression", "postfix_unary_expression" -> unary(node);
      case "conditional_expression" ->
          operation(
              node,
              "?:",
              lower(tree.child(node, "condition")),
              lower(tree.child(node, "consequence"), hint),
              lower(tree.child(node, "alternative"), hint));
      case "cast_expression" -> cast(node, "type", draft.last(node), hint);
      case "as_expression" -> cast(node, "right", draft.childOrFirst(node, "left"), hint);
      case "is_expression" ->
          operation(
              node,
              "is",
              lower(draft.childOrFirst(node, "left")),
              draft.typeRefs.expression(draft.last(node)));
      case "is_pattern_expression" -> draft.patterns.is(node);
      case "switch_expression" -> draft.patterns.choice(node, hint);
      case "throw_expression" -> operation(node, "throw", lower(draft.first(node)));
      case "typeof_expression" ->
          operation(node, "typeof", draft.typeRefs.expression(draft.childOrFirst(node, "type")));
      case "sizeof_expression" ->
          operation(node, "sizeof", draft.typeRefs.expression(draft.childOrFirst(node, "type")));
      case "default_expression" -> defaultValue(node);
      case "interpolated_string_expression" -> draft.literals.template(node);
      case "lambda_expression", "anonymous_method_expression" ->
          draft.deeper(
              Functions.LEVELS,
              () -> draft.functions.lambda(node, hint.name()),
              () -> draft.opaque(node, List.of()));
      case "range_expression" -> range(node);
      case "query_expression" -> draft.queries.lower(node);
      case "tuple_expression", "tuple_pattern" -> tuple(node);
      case "declaration_expression" -> draft.name(tree.child(node, "name"));
      case "with_expression",
          "object_creation_expression",
          "implicit_object_creation_expression",
          "anonymous_object_creation_expression",
          "array_creation_expression",
          "implicit_array_creation_expression",
          "stackalloc_expression",
          "implicit_stackalloc_expression",
          "collection_expression",
          "element_binding_expression",
          "initializer_expression" ->
          draft.creations.lower(node, kind, hint);
      case "argument" -> argument(node).value();
      default -> opaque(node);
    };
  }

  private boolean isCoalescing(int binary) {
    int operator = tree.child(binary, "operator");
    return operator >= 0 && tree.textIs(operator, "??");
  }

  /// `a ?? b` hands its hint to `b` only where `a` is no operator chain of its own.
  private Expr coalescing(int node, Hint hint) {
    int right = tree.child(node, "right");
    return tree.kind(right).equals("implicit_object_creation_expression")
        ? operation(node, "??", lower(tree.child(node, "left")), lower(right, hint))
        : draft.chains.lower(node);
  }

  Expr.Operation operation(int node, String operator, Expr... operands) {
    return new Expr.Operation(tree.start(node), tree.end(node), operator, List.of(operands));
  }

  private Expr cast(int node, String typeField, int value, Hint hint) {
    TypeRef type = draft.typeRefs.of(tree.child(node, typeField));
    Hint inner = new Hint(hint.name(), type);
    return new Expr.Cast(tree.start(node), tree.end(node), type, lower(value, inner));
  }

  private Expr unary(int node) {
    String operator = operatorOf(node);
    Expr value = lower(draft.first(node));
    return switch (operator) {
      case "++", "--" ->
          new Expr.Assigning(
              tree.start(node), tree.end(node), value, operator.charAt(0) + "=", one(node));
      default -> operation(node, operator, value);
    };
  }

  /// The token of `++i`, `!x` or `i++`.
  String operatorOf(int unary) {
    for (int n = tree.firstChild(unary); n >= 0; n = tree.nextSibling(n)) {
      if (!tree.named(n) && !tree.kind(n).equals("this") && !tree.kind(n).equals("base")) {
        return tree.kind(n);
      }
    }
    return "";
  }

  /// What `++` adds.
  Expr one(int unary) {
    return new Expr.Literal(tree.start(unary), tree.end(unary), Expr.Literal.Kind.NUMBER, "1");
  }

  private Expr assigning(int node) {
    int target = draft.childOrFirst(node, "left");
    return new Expr.Assigning(
        tree.start(node),
        tree.end(node),
        lower(target),
        assignmentOperator(node),
        lower(tree.child(node, "right"), Hint.named(lastName(target))));
  }

  String assignmentOperator(int assignment) {
    int operator = tree.child(assignment, "operator");
    return operator < 0 ? "=" : tree.text(operator);
  }

  /// The name that a value gets when it is assigned to this target.
  String lastName(int target) {
    return switch (tree.kind(target)) {
      case "identifier" -> draft.identifier(target);
      case "member_access_expression" -> draft.identifier(tree.child(target, "name"));
      default -> "";
    };
  }

  private Expr nameof(int node) {
    String argument = tree.text(tree.child(node, "arguments"));
    String dotted = argument.substring(1, Math.max(1, argument.length() - 1)).strip();
    return draft.literals.string(node, dotted.substring(dotted.lastIndexOf('.') + 1));
  }

  private Expr defaultValue(int node) {
    Expr value = new Expr.Literal(tree.start(node), tree.end(node), Expr.Literal.Kind.NULL, "null");
    TypeRef type = draft.typeRefs.of(tree.child(node, "type"));
    return type.isNone() ? value : new Expr.Cast(tree.start(node), tree.end(node), type, value);
  }

  private Expr range(int node) {
    int dots = draft.childOfKind(node, "..");
    Expr from = Expr.NONE;
    Expr to = Expr.NONE;
    for (int n = draft.first(node); n >= 0; n = draft.next(n)) {
      if (dots >= 0 && tree.start(n) >= tree.end(dots)) {
        to = lower(n);
      } else {
        from = lower(n);
      }
    }
    return operation(node, "slice", from, to, Expr.NONE);
  }

  private Expr tuple(int node) {
    return new Expr.Collection(
        tree.start(node),
        tree.end(node),
        Expr.Collection.Kind.LIST,
        targets(node).stream().map(target -> new Entry(Expr.NONE, target, false)).toList());
  }

  /// What a destructuring assigns to, or the elements of a tuple.
  List<Expr> targets(int tuple) {
    List<Expr> targets = new ArrayList<>();
    for (int n = draft.first(tuple); n >= 0; n = draft.next(n)) {
      targets.add(lower(n));
    }
    return List.copyOf(targets);
  }

  /// The arguments of a list in parentheses or brackets; none for -1.
  List<Argument> arguments(int list) {
    if (list < 0) {
      return List.of();
    }
    List<Argument> arguments = new ArrayList<>();
    for (int n = draft.first(list); n >= 0; n = draft.next(n)) {
      arguments.add(argument(n));
    }
    return List.copyOf(arguments);
  }

  private Argument argument(int node) {
    if (!tree.kind(node).equals("argument")) {
      return Argument.of(lower(node));
    }
    String name = draft.identifier(tree.child(node, "name"));
    int value = draft.last(node);
    Expr lowered = draft.hasToken(node, "out") ? out(value) : lower(value, Hint.named(name));
    return new Argument(name, lowered, false);
  }

  /// `out x` and `out T x` assign something unknown.
  private Expr out(int node) {
    if (node < 0 || tree.textIs(node, "_")) {
      return lower(node);
    }
    int start = tree.start(node);
    int end = tree.end(node);
    TypeRef type =
        tree.kind(node).equals("declaration_expression")
            ? draft.typeRefs.of(tree.child(node, "type"))
            : TypeRef.NONE;
    Expr value = type.isNone() ? Expr.NONE : new Expr.Cast(start, end, type, Expr.NONE);
    return new Expr.Assigning(start, end, lower(node), "=", value);
  }

  /// The expressions inside a node that has no shape of its own.
  Expr opaque(int node) {
    List<Expr> children = new ArrayList<>();
    for (int n = draft.first(node); n >= 0; n = draft.next(n)) {
      if (!tree.field(n).equals("type") && !tree.field(n).equals("condition")) {
        Expr child = lower(n);
        if (!(child instanceof Expr.Opaque empty && empty.children().isEmpty())) {
          children.add(child);
        }
      }
    }
    return draft.opaque(node, List.copyOf(children));
  }
}
