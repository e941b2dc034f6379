package dev.backlight.source.javascript;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;

/// Lowers expressions.
final class Expressions {

  /// Chains of one operator longer than this (`'a' + 'b' + …` over a page) become one operation
  /// with many operands, so that neither we nor a reader of the records recurses into each.
  private static final int LONG_CHAIN = 16;

  private final Lowering lowering;
  private final SyntaxTree tree;
  private final Nodes nodes;

  Expressions(Lowering lowering) {
    this.lowering = lowering;
    this.tree = lowering.tree;
    this.nodes = lowering.nodes;
  }

  /// The expression of a node; [Expr#NONE] for node -1.
  Expr of(int node) {
    return of(node, Label.NONE);
  }

  /// The same; a function or class that is the value is called after `label`.
  Expr of(int node, Label label) {
    if (node < 0 || tree.isMissing(node)) {
      return Expr.NONE;
    }
    if (!lowering.descend()) {
      return new Expr.Opaque(tree.start(node), tree.end(node), List.of());
    }
    try {
      return lowered(node, label);
    } finally {
      lowering.ascend();
    }
  }

  private Expr lowered(int node, Label label) {
    int start = tree.start(node);
    int end = tree.end(node);
    return switch (tree.kind(node)) {
      case "identifier",
          "shorthand_property_identifier",
          "shorthand_property_identifier_pattern",
          "property_identifier",
          "private_property_identifier",
          "type_identifier",
          "this",
          "super",
          "import" ->
          new Expr.Name(start, end, tree.text(node));
      case "member_expression" -> member(node);
      case "nested_identifier" -> member(node);
      case "meta_property" -> meta(node);
      case "subscript_expression" ->
          new Expr.Index(start, end, of(tree.child(node, "object")), of(tree.child(node, "index")));
      case "call_expression" -> call(node);
      case "new_expression" -> construction(node);
      case "parenthesized_expression" -> of(tree.firstNamedChild(node), label);
      case "arrow_function",
          "function_expression",
          "function",
          "generator_function",
          "function_declaration",
          "generator_function_declaration",
          "method_definition" ->
          lambda(node, label);
      case "class", "class_declaration", "abstract_class_declaration" -> classValue(node, label);
      case "await_expression" -> new Expr.Await(start, end, of(tree.firstNamedChild(node)));
      case "yield_expression" ->
          new Expr.Yield(start, end, of(tree.firstNamedChild(node)), nodes.hasToken(node, "*"));
      case "assignment_expression", "augmented_assignment_expression" -> assigning(node);
      case "update_expression" -> update(node);
      case "unary_expression" ->
          operation(node, operator(node), List.of(of(tree.child(node, "argument"))));
      case "binary_expression" -> binary(node, label);
      case "ternary_expression" -> ternary(node, label);
      case "sequence_expression" -> operation(node, ",", all(node));
      case "as_expression", "satisfies_expression" -> cast(node, label);
      case "type_assertion" -> assertion(node, label);
      case "non_null_expression" ->
          new Expr.Cast(start, end, TypeRef.NONE, of(tree.firstNamedChild(node), label));
      case "instantiation_expression" -> of(tree.firstNamedChild(node), label);
      case "jsx_element", "jsx_self_closing_element", "jsx_fragment" -> lowering.markups.of(node);
      case "object_pattern", "array_pattern", "assignment_pattern", "object_assignment_pattern" ->
          lowering.bindings.target(node, new ArrayList<>());
      case "string",
          "number",
          "true",
          "false",
          "null",
          "undefined",
          "regex",
          "template_string",
          "object",
          "array" ->
          lowering.literals.of(node);
      default -> new Expr.Opaque(start, end, all(node));
    };
  }

  /// The expressions among the children; types are none.
  List<Expr> all(int node) {
    List<Expr> values = new ArrayList<>();
    for (int child : nodes.children(node)) {
      if (!isType(tree.kind(child))) {
        values.add(of(child));
      }
    }
    return List.copyOf(values);
  }

  private static boolean isType(String kind) {
    return switch (kind) {
      case "type_annotation",
          "type_arguments",
          "type_parameters",
          "type_alias_declaration",
          "interface_declaration",
          "accessibility_modifier",
          "override_modifier",
          "optional_chain",
          "string_fragment",
          "escape_sequence" ->
          true;
      default -> false;
    };
  }

  private Expr member(int node) {
    int property = tree.child(node, "property");
    return new Expr.Member(
        tree.start(node),
        tree.end(node),
        of(tree.child(node, "object")),
        property < 0 ? "" : tree.text(property));
  }

  /// `import.meta`, `new.target`.
  private Expr meta(int node) {
    int start = tree.start(node);
    int end = tree.end(node);
    String text = tree.text(node);
    int dot = text.indexOf('.');
    if (dot < 0) {
      return new Expr.Name(start, end, text);
    }
    Expr owner = new Expr.Name(start, start + dot, text.substring(0, dot).strip());
    return new Expr.Member(start, end, owner, text.substring(dot + 1).strip());
  }

  private Expr call(int node) {
    int arguments = tree.child(node, "arguments");
    int start = tree.start(node);
    int end = tree.end(node);
    Expr callee = of(tree.child(node, "function"));
    List<Argument> values =
        nodes.is(arguments, "template_string")
            ? List.of(Argument.of(lowering.literals.template(arguments)))
            : arguments(arguments);
    List<TypeRef> types = lowering.typeRefs.arguments(tree.child(node, "type_arguments"));
    Expr.Call call = new Expr.Call(start, end, callee, values, types, false);
    lowering.modules.called(call);
    return call;
  }

  private Expr construction(int node) {
    return new Expr.Call(
        tree.start(node),
        tree.end(node),
        of(tree.child(node, "constructor")),
        arguments(tree.child(node, "arguments")),
        lowering.typeRefs.arguments(tree.child(node, "type_arguments")),
        true);
  }

  /// The arguments between the parentheses; none for node -1.
  List<Argument> arguments(int node) {
    if (node < 0) {
      return List.of();
    }
    List<Argument> arguments = new ArrayList<>();
    for (int child : nodes.children(node)) {
      boolean spread = nodes.is(child, "spread_element");
      Expr value = of(spread ? tree.firstNamedChild(child) : child);
      arguments.add(new Argument("", value, spread));
    }
    return List.copyOf(arguments);
  }

  private Expr lambda(int node, Label label) {
    int function = lowering.functions.lambda(node, label, EnumSet.of(Trait.LAMBDA));
    return new Expr.Lambda(tree.start(node), tree.end(node), function);
  }

  /// A class as a value is the name under which it is declared.
  private Expr classValue(int node, Label label) {
    List<Stmt> initializers = new ArrayList<>();
    String name = lowering.classes.declare(node, label, List.of(), initializers);
    int start = tree.start(node);
    int end = tree.end(node);
    return name.isEmpty() || name.equals(label.name())
        ? new Expr.Opaque(start, end, List.of())
        : new Expr.Name(start, end, name);
  }

  private Expr assigning(int node) {
    int left = tree.child(node, "left");
    List<Stmt> defaults = new ArrayList<>();
    Expr target = lowering.bindings.target(left, defaults);
    Expr value = of(tree.child(node, "right"), lowering.bindings.label(left));
    Expr assigning =
        new Expr.Assigning(tree.start(node), tree.end(node), target, assignment(node), value);
    if (defaults.isEmpty()) {
      return assigning;
    }
    List<Expr> parts = new ArrayList<>();
    parts.add(assigning);
    for (Stmt statement : defaults) {
      if (statement instanceof Stmt.Assign(int s, int e, var targets, var op, var v, _, _)) {
        parts.add(new Expr.Assigning(s, e, targets.getFirst(), op, v));
      }
    }
    return operation(node, ",", List.copyOf(parts));
  }

  /// The operator of an assignment: `=` if it is not augmented.
  String assignment(int node) {
    int operator = tree.child(node, "operator");
    return operator < 0 ? "=" : tree.text(operator);
  }

  private Expr update(int node) {
    int start = tree.start(node);
    int end = tree.end(node);
    Expr target = of(tree.child(node, "argument"));
    return new Expr.Assigning(start, end, target, step(node), one(node));
  }

  /// `+=` for `++`, `-=` for `--`.
  String step(int update) {
    return nodes.hasToken(update, "--") ? "-=" : "+=";
  }

  Expr one(int node) {
    return new Expr.Literal(tree.start(node), tree.end(node), Expr.Literal.Kind.NUMBER, "1");
  }

  private Expr operation(int node, String operator, List<Expr> operands) {
    return new Expr.Operation(tree.start(node), tree.end(node), operator, operands);
  }

  private String operator(int node) {
    int operator = tree.child(node, "operator");
    return operator < 0 ? "" : tree.text(operator);
  }

  private Expr binary(int node, Label label) {
    String operator = operator(node);
    Deque<Integer> spine = new ArrayDeque<>();
    int left = node;
    while (nodes.is(left, "binary_expression") && operator(left).equals(operator)) {
      spine.push(left);
      left = tree.child(left, "left");
    }
    Expr first = of(left, label);
    if (spine.size() > LONG_CHAIN) {
      List<Expr> operands = new ArrayList<>();
      operands.add(first);
      spine.forEach(link -> operands.add(of(tree.child(link, "right"))));
      return operation(node, operator, List.copyOf(operands));
    }
    Expr value = first;
    for (int link : spine) {
      value = operation(link, operator, List.of(value, of(tree.child(link, "right"), label)));
    }
    return value;
  }

  private Expr ternary(int node, Label label) {
    return operation(
        node,
        "?:",
        List.of(
            of(tree.child(node, "condition")),
            of(tree.child(node, "consequence"), label),
            of(tree.child(node, "alternative"), label)));
  }

  /// `value as T`; `as const` says nothing about the type.
  private Expr cast(int node, Label label) {
    int value = tree.firstNamedChild(node);
    int type = value < 0 ? -1 : tree.nextNamedSibling(value);
    TypeRef vouched = type < 0 ? TypeRef.NONE : lowering.typeRefs.of(type);
    return new Expr.Cast(tree.start(node), tree.end(node), vouched, of(value, label));
  }

  private Expr assertion(int node, Label label) {
    int types = tree.firstNamedChild(node);
    int value = types < 0 ? -1 : tree.nextNamedSibling(types);
    List<TypeRef> vouched = lowering.typeRefs.arguments(types);
    return new Expr.Cast(
        tree.start(node),
        tree.end(node),
        vouched.isEmpty() ? TypeRef.NONE : vouched.getFirst(),
        of(value, label));
  }
}
