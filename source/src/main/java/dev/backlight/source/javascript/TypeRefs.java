package dev.backlight.source.javascript;

import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Reads TypeScript's types as far as names and generic arguments go. Types that are computed
/// (conditional, mapped, looked up) are [TypeRef#NONE].
final class TypeRefs {

  private static final TypeRef NULL = TypeRef.of("null");

  private final Lowering lowering;
  private final SyntaxTree tree;

  TypeRefs(Lowering lowering) {
    this.lowering = lowering;
    this.tree = lowering.tree;
  }

  /// The type in an annotation (`: T`), or [TypeRef#NONE] for node -1.
  TypeRef annotated(int annotation) {
    if (annotation < 0) {
      return TypeRef.NONE;
    }
    int type = tree.firstNamedChild(annotation);
    return type < 0 ? TypeRef.NONE : of(type);
  }

  /// The arguments between `<` and `>`; empty for node -1.
  List<TypeRef> arguments(int node) {
    List<TypeRef> types = new ArrayList<>();
    if (node >= 0) {
      for (int child : lowering.nodes.children(node)) {
        types.add(of(child));
      }
    }
    return List.copyOf(types);
  }

  List<String> parameters(int node) {
    List<String> names = new ArrayList<>();
    if (node >= 0) {
      for (int child : lowering.nodes.children(node)) {
        int name = tree.child(child, "name");
        names.add(tree.text(name < 0 ? child : name));
      }
    }
    return List.copyOf(names);
  }

  TypeRef of(int node) {
    if (!lowering.descend()) {
      return TypeRef.NONE;
    }
    try {
      return lowered(node);
    } finally {
      lowering.ascend();
    }
  }

  private TypeRef lowered(int node) {
    return switch (tree.kind(node)) {
      case "type_identifier", "identifier", "predefined_type", "this_type", "this" ->
          TypeRef.of(tree.text(node));
      case "nested_type_identifier", "nested_identifier", "member_expression" ->
          TypeRef.of(dotted(node));
      case "generic_type" -> generic(node);
      case "array_type" -> new TypeRef("List", List.of(first(node)));
      case "tuple_type" -> new TypeRef("tuple", arguments(node));
      case "readonly_type",
          "parenthesized_type",
          "optional_type",
          "rest_type",
          "flow_maybe_type",
          "type_annotation",
          "default_type",
          "constraint" ->
          first(node);
      case "required_parameter", "optional_parameter" -> annotated(tree.child(node, "type"));
      case "union_type" -> union(node);
      case "intersection_type" -> first(node);
      case "literal_type" -> literal(node);
      case "undefined", "null" -> NULL;
      case "template_literal_type", "index_type_query" -> TypeRef.of("string");
      case "function_type", "constructor_type" -> TypeRef.of("Function");
      case "object_type" -> TypeRef.of("object");
      case "type_predicate" -> TypeRef.of("boolean");
      case "asserts" -> TypeRef.of("void");
      default -> TypeRef.NONE;
    };
  }

  private TypeRef first(int node) {
    int child = tree.firstNamedChild(node);
    return child < 0 ? TypeRef.NONE : of(child);
  }

  private TypeRef generic(int node) {
    int name = tree.child(node, "name");
    String written = name < 0 ? "" : dotted(name);
    List<TypeRef> arguments = arguments(tree.child(node, "type_arguments"));
    boolean list = written.equals("Array") || written.equals("ReadonlyArray");
    return new TypeRef(list ? "List" : written, arguments);
  }

  /// `T | undefined | null` is T; literals of one type are that type; others are `Union` with their
  /// parts.
  private TypeRef union(int node) {
    Set<TypeRef> parts = new LinkedHashSet<>();
    for (int child : lowering.nodes.children(node)) {
      TypeRef part = of(child);
      if (part.name().equals("Union")) {
        parts.addAll(part.arguments());
      } else if (!part.equals(NULL)) {
        parts.add(part);
      }
    }
    return switch (parts.size()) {
      case 0 -> NULL;
      case 1 -> parts.iterator().next();
      default -> new TypeRef("Union", List.copyOf(parts));
    };
  }

  private TypeRef literal(int node) {
    int value = tree.firstNamedChild(node);
    return switch (value < 0 ? "" : tree.kind(value)) {
      case "string" -> TypeRef.of("string");
      case "number", "unary_expression" -> TypeRef.of("number");
      case "true", "false" -> TypeRef.of("boolean");
      case "null", "undefined" -> NULL;
      default -> TypeRef.NONE;
    };
  }

  /// A class that is named by an expression, as behind `extends`: the arguments of a mixin call
  /// (`extends PartialType(CreateUser)`) are its type arguments.
  TypeRef named(int expression) {
    if (!lowering.descend()) {
      return TypeRef.NONE;
    }
    try {
      int node = lowering.nodes.unwrapped(expression);
      return switch (tree.kind(node)) {
        case "call_expression" -> mixin(node);
        case "identifier", "type_identifier", "member_expression" -> TypeRef.of(dotted(node));
        default -> lowered(node);
      };
    } finally {
      lowering.ascend();
    }
  }

  private TypeRef mixin(int call) {
    int function = tree.child(call, "function");
    int arguments = tree.child(call, "arguments");
    if (function < 0 || arguments < 0) {
      return TypeRef.NONE;
    }
    List<TypeRef> types = new ArrayList<>();
    for (int argument : lowering.nodes.children(arguments)) {
      types.add(named(argument));
    }
    return new TypeRef(named(function).name(), List.copyOf(types));
  }

  /// Dotted names may be broken over lines.
  private String dotted(int node) {
    String text = tree.text(node);
    return text.indexOf('\n') < 0 && text.indexOf(' ') < 0 ? text : text.replaceAll("\\s", "");
  }
}
