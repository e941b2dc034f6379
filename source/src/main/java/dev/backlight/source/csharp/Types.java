package dev.backlight.source.csharp;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Types as written: `T?` is `T`, `T[]` is `List<T>`, `(A, B)` is `ValueTuple<A, B>`, `var` is
/// none.
final class Types {

  private static final String ARRAY = "List";
  private static final String TUPLE = "ValueTuple";

  private final Draft draft;
  private final SyntaxTree tree;

  Types(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  TypeRef of(int node) {
    if (node < 0) {
      return TypeRef.NONE;
    }
    return draft.deeper(Draft.LEVEL, () -> lower(node), () -> TypeRef.NONE);
  }

  static TypeRef listOf(TypeRef element) {
    return new TypeRef(ARRAY, element.isNone() ? List.of() : List.of(element));
  }

  private TypeRef lower(int node) {
    return switch (tree.kind(node)) {
      case "implicit_type" -> TypeRef.NONE;
      case "array_type" -> listOf(of(draft.childOrFirst(node, "type")));
      case "nullable_type", "pointer_type", "ref_type", "scoped_type", "type_pattern" ->
          of(draft.childOrFirst(node, "type"));
      case "tuple_type" -> tuple(node);
      case "generic_name" -> new TypeRef(dotted(node), arguments(node));
      case "qualified_name", "alias_qualified_name", "member_access_expression" ->
          new TypeRef(dotted(node), arguments(tree.child(node, "name")));
      case "constant_pattern", "parenthesized_expression" -> of(draft.first(node));
      case "identifier" -> tree.textIs(node, "var") ? TypeRef.NONE : TypeRef.of(dotted(node));
      case "predefined_type" -> TypeRef.of(tree.text(node));
      case "function_pointer_type" -> TypeRef.of("delegate");
      default -> TypeRef.NONE;
    };
  }

  private TypeRef tuple(int node) {
    List<TypeRef> elements = new ArrayList<>();
    for (int n = draft.first(node); n >= 0; n = draft.next(n)) {
      elements.add(of(draft.childOrFirst(n, "type")));
    }
    return new TypeRef(TUPLE, List.copyOf(elements));
  }

  /// The type arguments that a name is written with.
  List<TypeRef> arguments(int name) {
    if (name < 0 || !tree.kind(name).equals("generic_name")) {
      return List.of();
    }
    int list = draft.childOfKind(name, "type_argument_list");
    if (list < 0) {
      return List.of();
    }
    List<TypeRef> arguments = new ArrayList<>();
    for (int n = draft.first(list); n >= 0; n = draft.next(n)) {
      arguments.add(of(n));
    }
    return List.copyOf(arguments);
  }

  /// A name without type arguments and without `global::`.
  String dotted(int node) {
    if (node < 0) {
      return "";
    }
    return draft.deeper(Draft.LEVEL, () -> dottedName(node), () -> "");
  }

  private String dottedName(int node) {
    return switch (tree.kind(node)) {
      case "identifier" -> draft.identifier(node);
      case "generic_name" -> dotted(draft.first(node));
      case "qualified_name" ->
          joined(dotted(tree.child(node, "qualifier")), dotted(tree.child(node, "name")));
      case "member_access_expression" ->
          joined(dotted(tree.child(node, "expression")), dotted(tree.child(node, "name")));
      case "alias_qualified_name" -> {
        String alias = dotted(tree.child(node, "alias"));
        String name = dotted(tree.child(node, "name"));
        yield alias.equals("global") ? name : joined(alias, name);
      }
      default -> of(node).name();
    };
  }

  private static String joined(String qualifier, String name) {
    return qualifier.isEmpty() ? name : qualifier + "." + name;
  }

  /// A type where an expression is wanted: the callee of `new T()`, the right side of `is`.
  Expr expression(int node) {
    return at(of(node), tree.start(node), tree.end(node));
  }

  static Expr at(TypeRef type, int start, int end) {
    Expr expression = Expr.NONE;
    for (String part : type.name().split("\\.", -1)) {
      expression =
          expression == Expr.NONE
              ? new Expr.Name(start, end, part)
              : new Expr.Member(start, end, expression, part);
    }
    return expression;
  }
}
