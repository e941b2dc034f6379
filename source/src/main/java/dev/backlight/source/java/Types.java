package dev.backlight.source.java;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Reads types as they are written.
final class Types {

  private final Draft draft;
  private final SyntaxTree tree;

  Types(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  /// The type at a node; `var`, -1 and what is no type are NONE.
  TypeRef of(int node) {
    return node < 0 ? TypeRef.NONE : draft.deeper(1, () -> read(node), TypeRef.NONE);
  }

  /// A type with the dimensions that C's syntax puts behind a name: `int x[]`.
  TypeRef of(int node, int declarator) {
    return array(of(node), dimensions(tree.child(declarator, "dimensions")));
  }

  private TypeRef read(int node) {
    return switch (tree.kind(node)) {
      case "type_identifier", "identifier" ->
          tree.textIs(node, "var") ? TypeRef.NONE : TypeRef.of(tree.text(node));
      case "scoped_type_identifier", "scoped_identifier", "field_access" ->
          TypeRef.of(dotted(tree, node));
      case "generic_type" -> new TypeRef(dotted(tree, node), arguments(node));
      case "array_type" ->
          array(of(tree.child(node, "element")), dimensions(tree.child(node, "dimensions")));
      case "annotated_type" -> of(draft.lastChild(node));
      case "wildcard" -> bound(node);
      case "void_type", "integral_type", "floating_point_type", "boolean_type" ->
          TypeRef.of(tree.text(node));
      default -> TypeRef.NONE;
    };
  }

  private TypeRef bound(int wildcard) {
    TypeRef bound = TypeRef.of("Object");
    for (int n = tree.firstNamedChild(wildcard); n >= 0; n = tree.nextNamedSibling(n)) {
      TypeRef type = of(n);
      if (!type.isNone()) {
        bound = type;
      }
    }
    return bound;
  }

  TypeRef array(TypeRef element, int dimensions) {
    TypeRef type = element;
    for (int i = 0; i < dimensions && i < Draft.DEPTH_LIMIT; i++) {
      type = new TypeRef("List", List.of(type));
    }
    return type;
  }

  int dimensions(int node) {
    int count = 0;
    if (node >= 0) {
      for (int n = tree.firstChild(node); n >= 0; n = tree.nextSibling(n)) {
        if (tree.kind(n).equals("[")) {
          count++;
        }
      }
    }
    return count;
  }

  /// The generic arguments of a `generic_type`; the diamond has none.
  List<TypeRef> arguments(int generic) {
    int list = draft.childOfKind(generic, "type_arguments");
    return list < 0 ? List.of() : list(list);
  }

  /// All types among the children.
  List<TypeRef> list(int node) {
    List<TypeRef> types = new ArrayList<>();
    if (node >= 0) {
      for (int n = tree.firstNamedChild(node); n >= 0; n = tree.nextNamedSibling(n)) {
        TypeRef type = of(n);
        if (!type.isNone()) {
          types.add(type);
        }
      }
    }
    return List.copyOf(types);
  }

  /// The names in `<T, U extends V>`.
  List<String> parameters(int declaration) {
    int list = tree.child(declaration, "type_parameters");
    List<String> names = new ArrayList<>();
    if (list >= 0) {
      for (int n = tree.firstNamedChild(list); n >= 0; n = tree.nextNamedSibling(n)) {
        int name = draft.childOfKind(n, "type_identifier");
        if (name < 0) {
          name = draft.childOfKind(n, "identifier");
        }
        if (name >= 0) {
          names.add(tree.text(name));
        }
      }
    }
    return List.copyOf(names);
  }

  /// A type where an expression is expected: the `X` of `new X()`, `X::y` and `X.class`.
  Expr expression(int node) {
    return switch (tree.kind(node)) {
      case "type_identifier", "scoped_type_identifier", "generic_type", "scoped_identifier" ->
          path(node, dotted(tree, node));
      case "annotated_type" -> {
        int last = draft.lastChild(node);
        yield last < 0 ? draft.opaque(node, List.of()) : expression(last);
      }
      case "array_type", "void_type", "integral_type", "floating_point_type", "boolean_type" ->
          new Expr.Name(tree.start(node), tree.end(node), of(node).name());
      default -> draft.expressions.lower(node);
    };
  }

  private Expr path(int node, String dotted) {
    int start = tree.start(node);
    int end = tree.end(node);
    String[] parts = dotted.split("\\.", Draft.DEPTH_LIMIT);
    Expr path = new Expr.Name(start, end, parts[0]);
    for (int i = 1; i < parts.length; i++) {
      path = new Expr.Member(start, end, path, parts[i]);
    }
    return path;
  }

  /// The identifiers of a name or type joined by dots, without generic arguments and annotations.
  static String dotted(SyntaxTree tree, int node) {
    StringBuilder name = new StringBuilder();
    int end = tree.subtreeEnd(node);
    int n = node;
    while (n < end) {
      switch (tree.kind(n)) {
        case "type_arguments", "annotation", "marker_annotation" -> n = tree.subtreeEnd(n);
        case "type_identifier", "identifier" -> {
          if (!name.isEmpty()) {
            name.append('.');
          }
          name.append(tree.text(n++));
        }
        default -> n++;
      }
    }
    return name.toString();
  }
}
