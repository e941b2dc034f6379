package dev.backlight.load.imports;

import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a lowered program no longer says, though it changes what is done: the lowering is made for
/// findings, which do not need it. It is found in the syntax tree, and refused where code is
/// translated.
final class LostSyntax {

  private static final Set<String> PARAMETERS = Set.of("parameters", "lambda_parameters");

  /// Where `x++` gives its value to nobody.
  private static final Set<String> UNUSED_PLACES =
      Set.of("expression_statement", "for_statement", "sequence_expression");

  private LostSyntax() {}

  /// What stands at a byte offset; it matters where the statement at `within` is translated. Where
  /// it changes little it is noted only.
  record Piece(int within, int offset, String reason, boolean noted) {
    Piece(int offset, String reason) {
      this(offset, offset, reason, false);
    }
  }

  static List<Piece> python(SyntaxTree tree) {
    List<Piece> pieces = new ArrayList<>();
    for (int node = 0; node < tree.size(); node++) {
      switch (tree.kind(node)) {
        case "for_statement", "while_statement" -> {
          int otherwise = tree.child(node, "alternative");
          if (otherwise >= 0) {
            pieces.add(
                new Piece(
                    tree.start(node),
                    tree.start(otherwise),
                    "'else' of a loop; set a flag instead",
                    false));
          }
        }
        case "list_splat_pattern" -> {
          if (tree.parent(node) < 0 || !PARAMETERS.contains(tree.kind(tree.parent(node)))) {
            pieces.add(new Piece(tree.start(node), "a target with *; take a slice"));
          }
        }
        case "comparison_operator" -> {
          if (comparesWithCall(tree, node)) {
            pieces.add(
                new Piece(
                    tree.start(node), "a chain of comparisons over a call; name its result first"));
          }
        }
        case "else_clause" -> {
          if (tree.kind(tree.parent(node)).equals("try_statement")) {
            pieces.add(
                new Piece(
                    tree.start(tree.parent(node)),
                    tree.start(node),
                    "an error in the 'else' of a 'try' goes to its 'except'",
                    true));
          }
        }
        case "class_definition" -> {
          if (isInside(tree, node, "function_definition")) {
            pieces.add(new Piece(tree.start(node), "a class inside a function"));
          }
        }
        default -> {}
      }
    }
    return pieces;
  }

  /// `a < f() < c` would call twice.
  private static boolean comparesWithCall(SyntaxTree tree, int node) {
    int first = tree.firstNamedChild(node);
    int middle = tree.nextNamedSibling(first);
    while (middle >= 0 && tree.nextNamedSibling(middle) >= 0) {
      for (int inner = middle; inner < tree.subtreeEnd(middle); inner++) {
        if (tree.kind(inner).equals("call")) {
          return true;
        }
      }
      middle = tree.nextNamedSibling(middle);
    }
    return false;
  }

  static List<Piece> javaScript(SyntaxTree tree) {
    List<Piece> pieces = new ArrayList<>();
    for (int node = 0; node < tree.size(); node++) {
      int start = tree.start(node);
      switch (tree.kind(node)) {
        case "labeled_statement" ->
            pieces.add(new Piece(tree.start(tree.child(node, "body")), start, "a label", false));
        case "break_statement", "continue_statement" -> {
          if (tree.child(node, "label") >= 0) {
            pieces.add(new Piece(start, "a jump to a label"));
          }
        }
        case "update_expression" -> {
          boolean postfix = tree.field(tree.firstChild(node)).equals("argument");
          boolean used = !UNUSED_PLACES.contains(tree.kind(tree.parent(node)));
          if (postfix && used && !isArrowBody(tree, node)) {
            pieces.add(
                new Piece(start, tree.text(node) + " inside an expression; count before or after"));
          }
        }
        case "class_declaration" -> {
          if (isInside(tree, node, "statement_block")) {
            pieces.add(new Piece(start, "a class inside a function"));
          }
        }
        case "generator_function", "generator_function_declaration" ->
            pieces.add(new Piece(start, "a generator"));
        default -> {}
      }
    }
    return pieces;
  }

  private static boolean isArrowBody(SyntaxTree tree, int node) {
    return tree.kind(tree.parent(node)).equals("arrow_function");
  }

  private static boolean isInside(SyntaxTree tree, int node, String kind) {
    for (int at = tree.parent(node); at >= 0; at = tree.parent(at)) {
      if (tree.kind(at).equals(kind)) {
        return true;
      }
    }
    return false;
  }
}
