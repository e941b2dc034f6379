package dev.backlight.source.csharp;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Parameter lists of methods, indexers, lambdas and primary constructors.
final class Parameters {

  private final Draft draft;
  private final SyntaxTree tree;

  Parameters(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  /// The parameters of a list, or the one of `x => …`; none for -1.
  List<Parameter> of(int list) {
    if (list < 0) {
      return List.of();
    }
    return switch (tree.kind(list)) {
      case "implicit_parameter", "identifier" -> List.of(named(draft.identifier(list)));
      default -> listed(list);
    };
  }

  static Parameter named(String name) {
    return new Parameter(name, TypeRef.NONE, Expr.NONE, List.of(), false);
  }

  /// `params T[] xs` is no node of its own: its type and name are children of the list.
  private List<Parameter> listed(int list) {
    List<Parameter> parameters = new ArrayList<>();
    TypeRef restType = TypeRef.NONE;
    for (int n = draft.first(list); n >= 0; n = draft.next(n)) {
      if (tree.kind(n).equals("parameter")) {
        parameters.add(parameter(n));
      } else if (tree.field(n).equals("type")) {
        restType = draft.typeRefs.of(n);
      } else if (tree.field(n).equals("name")) {
        parameters.add(new Parameter(draft.identifier(n), restType, Expr.NONE, List.of(), true));
      }
    }
    return List.copyOf(parameters);
  }

  private Parameter parameter(int node) {
    TypeRef type = draft.typeRefs.of(tree.child(node, "type"));
    List<Annotation> annotations = draft.attributes.of(node);
    Expr initial = draft.expressions.lower(draft.afterEquals(node), Hint.typed(type));
    int name = tree.child(node, "name");
    boolean rest = draft.hasModifier(node, "params");
    return new Parameter(draft.identifier(name), type, initial, annotations, rest);
  }

  /// Whether the first parameter is `this T x`.
  boolean extension(int list) {
    int first = list < 0 ? -1 : draft.first(list);
    return first >= 0 && tree.kind(first).equals("parameter") && draft.hasModifier(first, "this");
  }
}
