package dev.backlight.source.csharp;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Argument;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// The attributes of a declaration or parameter.
final class Attributes {

  private final Draft draft;
  private final SyntaxTree tree;

  Attributes(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  List<Annotation> of(int declaration) {
    List<Annotation> annotations = new ArrayList<>();
    collect(declaration, annotations);
    return List.copyOf(annotations);
  }

  private void collect(int node, List<Annotation> annotations) {
    for (int n = draft.first(node); n >= 0; n = draft.next(n)) {
      switch (tree.kind(n)) {
        case "attribute_list" -> attributes(n, annotations);
        case "preproc_if", "preproc_else", "preproc_elif" -> collect(n, annotations);
        default -> {}
      }
    }
  }

  private void attributes(int list, List<Annotation> annotations) {
    for (int n = draft.first(list); n >= 0; n = draft.next(n)) {
      if (tree.kind(n).equals("attribute")) {
        String name = draft.typeRefs.dotted(draft.childOrFirst(n, "name"));
        annotations.add(
            new Annotation(
                tree.start(n),
                tree.end(n),
                name,
                arguments(draft.childOfKind(n, "attribute_argument_list"))));
      }
    }
  }

  private List<Argument> arguments(int list) {
    if (list < 0) {
      return List.of();
    }
    List<Argument> arguments = new ArrayList<>();
    for (int n = draft.first(list); n >= 0; n = draft.next(n)) {
      String name = draft.identifier(tree.child(n, "name"));
      int value = draft.last(n);
      // Older grammars read `Name = x` as an assignment.
      if (name.isEmpty() && value >= 0 && tree.kind(value).equals("assignment_expression")) {
        name = draft.identifier(tree.child(value, "left"));
        value = tree.child(value, "right");
      }
      arguments.add(new Argument(name, draft.expressions.lower(value), false));
    }
    return List.copyOf(arguments);
  }
}
