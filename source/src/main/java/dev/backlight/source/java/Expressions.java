package dev.backlight.source.java;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Expr.Collection.Entry;
import dev.backlight.source.code.Expr.Literal.Kind;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Lowers expressions; what it does not know is opaque and keeps the expressions inside.
final class Expressions {

  private final Draft draft;
  private final SyntaxTree tree;

  Expressions(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  /// The expression at a node; -1 is NONE.
  Expr lower(int node) {
    return lower(node, "");
  }

  /// The expression at a node; if it is a lambda, it is given to something of this name.
  Expr lower(int node, String receiver) {
    if (node < 0) {
      return Expr.NONE;
    }
    int inner = unwrap(node);
    return draft.deeper(1, () -> read(inner, receiver), draft.opaque(inner, List.of()));
  }

  /// What is inside any number of parentheses.
  int unwrap(int node) {
    int inner = node;
    while (tree.kind(inner).equals("parenthesized_expression")) {
      int child = tree.firstNamedChild(inner);
      if (child < 0 || tree.nextNamedSibling(child) >= 0) {
        return inner;
      }
      inner = child;
    }
    return inner;
  }

  private Expr read(int node, String receiver) {
    if (tree.isMissing(node)) {
      return draft.opaque(node, List.of());
    }
    return switch (tree.kind(node)) {
      case "identifier", "this", "super", "underscore_pattern" -> draft.name(node);
      case "method_invocation", "field_access", "array_access" -> draft.chains.calls(node);
      case "binary_expression" -> draft.chains.operators(node);
      case "object_creation_expression" -> creation(node);
      case "string_literal" -> draft.literals.string(node);
      case "character_literal" -> draft.literals.character(node);
      case "true", "false" -> draft.literals.of(node, Kind.BOOLEAN);
      case "null_literal" -> draft.literals.of(node, Kind.NULL);
      case "decimal_integer_literal",
          "hex_integer_literal",
          "octal_integer_literal",
          "binary_integer_literal",
          "decimal_floating_point_literal",
          "hex_floating_point_literal" ->
          draft.literals.of(node, Kind.NUMBER);
      case "lambda_expression" -> lambda(node, receiver);
      case "assignment_expression" -> assigning(node);
      case "update_expression" -> updating(node);
      case "unary_expression" ->
          operation(node, operator(node), lower(tree.child(node, "operand")));
      case "ternary_expression" ->
          operation(
              node,
              "?:",
              lower(tree.child(node, "condition")),
              lower(tree.child(node, "consequence"), receiver),
              lower(tree.child(node, "alternative"), receiver));
      case "instanceof_expression" -> draft.patterns.test(node);
      case "cast_expression" ->
          new Expr.Cast(
              tree.start(node),
              tree.end(node),
              draft.typeRefs.of(tree.child(node, "type")),
              lower(tree.child(node, "value"), receiver));
      case "switch_expression" -> draft.switches.expression(node);
      case "method_reference" -> reference(node);
      case "class_literal" ->
          new Expr.Member(tree.start(node), tree.end(node), typeName(node), "class");
      case "array_creation_expression" -> array(node);
      case "array_initializer", "element_value_array_initializer" -> list(node);
      case "template_expression" -> lower(tree.child(node, "template_argument"));
      case "annotation", "marker_annotation" -> draft.modifiers.nested(node);
      default -> draft.opaque(node, inside(node));
    };
  }

  /// The expressions somewhere below a node of any kind.
  List<Expr> inside(int node) {
    List<Expr> found = new ArrayList<>();
    gather(node, found);
    return List.copyOf(found);
  }

  private void gather(int node, List<Expr> found) {
    for (int n = tree.firstNamedChild(node); n >= 0; n = tree.nextNamedSibling(n)) {
      int child = n;
      if (Kinds.isExpression(tree.kind(n))) {
        found.add(lower(n));
      } else {
        draft.deeper(
            1,
            () -> {
              gather(child, found);
              return true;
            },
            false);
      }
    }
  }

  /// The source text of the operator.
  String operator(int node) {
    int operator = tree.child(node, "operator");
    return operator < 0 ? "?" : tree.kind(operator);
  }

  Expr operation(int node, String operator, Expr... operands) {
    return new Expr.Operation(tree.start(node), tree.end(node), operator, List.of(operands));
  }

  List<Argument> arguments(int call) {
    int list = tree.child(call, "arguments");
    if (list < 0) {
      return List.of();
    }
    List<Argument> arguments = new ArrayList<>();
    for (int n = tree.firstNamedChild(list); n >= 0; n = tree.nextNamedSibling(n)) {
      arguments.add(Argument.of(lower(n)));
    }
    return List.copyOf(arguments);
  }

  private Expr creation(int node) {
    int type = tree.child(node, "type");
    int body = draft.childOfKind(node, "class_body");
    if (type < 0) {
      return draft.opaque(node, inside(node));
    }
    int first = tree.firstNamedChild(node);
    Expr callee = draft.typeRefs.expression(type);
    if (first < type && Kinds.isExpression(tree.kind(first))) {
      String name = draft.typeRefs.of(type).name();
      callee = new Expr.Member(tree.start(first), tree.end(type), lower(first), name);
    }
    List<TypeRef> typeArguments =
        tree.kind(type).equals("generic_type") ? draft.typeRefs.arguments(type) : List.of();
    List<Argument> arguments = arguments(node);
    if (body >= 0) {
      draft.declarations.anonymous(node, draft.typeRefs.of(type), type, body);
    }
    return new Expr.Call(tree.start(node), tree.end(node), callee, arguments, typeArguments, true);
  }

  private Expr assigning(int node) {
    Expr target = lower(tree.child(node, "left"));
    Expr value = lower(tree.child(node, "right"), nameOf(target));
    return new Expr.Assigning(tree.start(node), tree.end(node), target, operator(node), value);
  }

  private Expr updating(int node) {
    Expr target = lower(tree.firstNamedChild(node));
    return new Expr.Assigning(
        tree.start(node), tree.end(node), target, updateOperator(node), one(node));
  }

  /// `+=` for `i++` and `++i`, `-=` for `i--` and `--i`.
  String updateOperator(int node) {
    for (int n = tree.firstChild(node); n >= 0; n = tree.nextSibling(n)) {
      if (tree.kind(n).equals("--")) {
        return "-=";
      }
    }
    return "+=";
  }

  Expr one(int node) {
    return new Expr.Literal(tree.start(node), tree.end(node), Kind.NUMBER, "1");
  }

  /// The name that a lambda gets from the target it is assigned to.
  static String nameOf(Expr target) {
    return switch (target) {
      case Expr.Name name -> name.id();
      case Expr.Member member -> member.name();
      default -> "";
    };
  }

  private Expr lambda(int node, String name) {
    int id = draft.declared.reserveFunction();
    int type = draft.type();
    int enclosing = draft.function();
    int body = tree.child(node, "body");
    List<Parameter> parameters = draft.members.parameters(tree.child(node, "parameters"));
    Stmt.Block block = draft.inside(id, type, () -> draft.statements.body(body));
    draft.declared.define(
        new FunctionDecl(
            id,
            name,
            type,
            enclosing,
            Set.of(Trait.LAMBDA),
            parameters,
            TypeRef.NONE,
            List.of(),
            block,
            tree.start(node),
            tree.end(node),
            tree.start(node),
            body < 0 ? tree.end(node) : tree.start(body)));
    return new Expr.Lambda(tree.start(node), tree.end(node), id);
  }

  /// `X::y`, `X::new`.
  private Expr reference(int node) {
    int first = tree.firstNamedChild(node);
    int last = -1;
    for (int n = tree.firstChild(node); n >= 0; n = tree.nextSibling(n)) {
      last = n;
    }
    if (first < 0 || last <= first) {
      return draft.opaque(node, inside(node));
    }
    return new Expr.Member(
        tree.start(node), tree.end(node), draft.typeRefs.expression(first), tree.text(last));
  }

  private Expr typeName(int classLiteral) {
    int type = tree.firstNamedChild(classLiteral);
    return type < 0 ? Expr.NONE : draft.typeRefs.expression(type);
  }

  private Expr array(int node) {
    int value = tree.child(node, "value");
    if (value >= 0) {
      return lower(value);
    }
    List<Argument> sizes = new ArrayList<>();
    int dimensions = 0;
    for (int n = tree.firstNamedChild(node); n >= 0; n = tree.nextNamedSibling(n)) {
      if (tree.kind(n).equals("dimensions_expr")) {
        sizes.add(Argument.of(lower(draft.lastChild(n))));
        dimensions++;
      } else if (tree.kind(n).equals("dimensions")) {
        dimensions += draft.typeRefs.dimensions(n);
      }
    }
    TypeRef type = draft.typeRefs.array(draft.typeRefs.of(tree.child(node, "type")), dimensions);
    Expr callee = new Expr.Name(tree.start(node), tree.end(node), type.name());
    return new Expr.Call(
        tree.start(node), tree.end(node), callee, List.copyOf(sizes), type.arguments(), true);
  }

  private Expr list(int node) {
    List<Entry> entries = new ArrayList<>();
    for (int n = tree.firstNamedChild(node); n >= 0; n = tree.nextNamedSibling(n)) {
      entries.add(new Entry(Expr.NONE, lower(n), false));
    }
    return new Expr.Collection(
        tree.start(node), tree.end(node), Expr.Collection.Kind.LIST, List.copyOf(entries));
  }
}
