package dev.backlight.source.java;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Reads what stands before a declaration: annotations and words such as `static`.
final class Modifiers {

  private final Draft draft;
  private final SyntaxTree tree;

  Modifiers(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  boolean has(int declaration, String word) {
    int modifiers = draft.childOfKind(declaration, "modifiers");
    if (modifiers >= 0) {
      for (int n = tree.firstChild(modifiers); n >= 0; n = tree.nextSibling(n)) {
        if (tree.kind(n).equals(word)) {
          return true;
        }
      }
    }
    return false;
  }

  List<Annotation> annotations(int declaration) {
    int modifiers = draft.childOfKind(declaration, "modifiers");
    if (modifiers < 0) {
      return List.of();
    }
    List<Annotation> annotations = new ArrayList<>();
    for (int n = tree.firstNamedChild(modifiers); n >= 0; n = tree.nextNamedSibling(n)) {
      if (isAnnotation(n)) {
        annotations.add(
            new Annotation(tree.start(n), tree.end(n), annotationName(n), arguments(n)));
      }
    }
    return List.copyOf(annotations);
  }

  /// An annotation inside another one's arguments: a call of its name.
  Expr nested(int annotation) {
    int start = tree.start(annotation);
    int end = tree.end(annotation);
    Expr name = new Expr.Name(start, end, annotationName(annotation));
    return new Expr.Call(start, end, name, arguments(annotation), List.of(), false);
  }

  private boolean isAnnotation(int node) {
    String kind = tree.kind(node);
    return kind.equals("annotation") || kind.equals("marker_annotation");
  }

  private String annotationName(int annotation) {
    int name = tree.child(annotation, "name");
    return name < 0 ? "" : Types.dotted(tree, name);
  }

  private List<Argument> arguments(int annotation) {
    int list = tree.child(annotation, "arguments");
    if (list < 0) {
      return List.of();
    }
    List<Argument> arguments = new ArrayList<>();
    for (int n = tree.firstNamedChild(list); n >= 0; n = tree.nextNamedSibling(n)) {
      int key = tree.child(n, "key");
      int value = tree.child(n, "value");
      if (tree.kind(n).equals("element_value_pair") && key >= 0 && value >= 0) {
        arguments.add(new Argument(tree.text(key), draft.expressions.lower(value), false));
      } else {
        arguments.add(Argument.of(draft.expressions.lower(n)));
      }
    }
    return List.copyOf(arguments);
  }
}
