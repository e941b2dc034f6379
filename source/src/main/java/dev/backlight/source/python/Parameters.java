package dev.backlight.source.python;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Reads parameter lists and what `Annotated` says about a type.
final class Parameters {

  private final Lowering lowering;
  private final SyntaxTree tree;

  Parameters(Lowering lowering) {
    this.lowering = lowering;
    this.tree = lowering.tree;
  }

  List<Parameter> read(int list, boolean withoutFirst) {
    List<Parameter> parameters = new ArrayList<>();
    if (list < 0) {
      return parameters;
    }
    List<Integer> nodes = lowering.children(list);
    for (int node : withoutFirst ? nodes.subList(1, nodes.size()) : nodes) {
      switch (tree.kind(node)) {
        case "identifier",
            "default_parameter",
            "typed_parameter",
            "typed_default_parameter",
            "list_splat_pattern",
            "dictionary_splat_pattern",
            "tuple_pattern" ->
            parameters.add(parameter(node));
        default -> {}
      }
    }
    return parameters;
  }

  private Parameter parameter(int node) {
    int name = tree.child(node, "name");
    if (name < 0) {
      name = lowering.is(node, "typed_parameter") ? tree.firstNamedChild(node) : node;
    }
    boolean rest =
        lowering.is(name, "list_splat_pattern") || lowering.is(name, "dictionary_splat_pattern");
    int bare = rest ? tree.firstNamedChild(name) : name;
    String text = bare < 0 ? "" : tree.text(bare);
    int type = tree.child(node, "type");
    Expr initial = lowering.expressions.lower(tree.child(node, "value"), text);
    return new Parameter(
        text,
        type < 0 ? TypeRef.NONE : Types.read(tree.text(type)),
        initial,
        metadata(lowering, type),
        rest);
  }

  /// `Depends(f)` of `Annotated[T, Depends(f)]`: what follows the type, where it is a name or call.
  static List<Annotation> metadata(Lowering lowering, int type) {
    List<Annotation> annotations = new ArrayList<>();
    SyntaxTree tree = lowering.tree;
    int hint = lowering.is(type, "type") ? tree.firstNamedChild(type) : type;
    if (hint < 0) {
      return annotations;
    }
    int head = tree.firstNamedChild(hint);
    boolean generic = lowering.is(hint, "generic_type") || lowering.is(hint, "subscript");
    String name = generic && head >= 0 ? tree.text(head) : "";
    if (!name.equals("Annotated") && !name.endsWith(".Annotated")) {
      return annotations;
    }
    List<Integer> arguments = lowering.children(hint, "subscript");
    if (lowering.is(hint, "generic_type")) {
      int list = tree.nextNamedSibling(head);
      arguments = list < 0 ? List.of() : lowering.children(list);
    }
    for (int argument : arguments.subList(Math.min(1, arguments.size()), arguments.size())) {
      int value = lowering.is(argument, "type") ? tree.firstNamedChild(argument) : argument;
      if (lowering.is(value, "call")
          || lowering.is(value, "identifier")
          || lowering.is(value, "attribute")) {
        annotations.add(lowering.declarations.annotation(value, argument));
      }
    }
    return annotations;
  }
}
