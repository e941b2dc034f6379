package dev.backlight.source.python;

import dev.backlight.source.code.Import;
import dev.backlight.source.treesitter.SyntaxTree;

/// Reads imports.
final class Imports {

  private Imports() {}

  static void read(Lowering lowering, int node) {
    SyntaxTree tree = lowering.tree;
    int start = tree.start(node);
    int end = tree.end(node);
    int from = tree.child(node, "module_name");
    boolean future = lowering.is(node, "future_import_statement");
    boolean whole = lowering.is(node, "import_statement");
    String module = future ? "__future__" : from < 0 ? "" : compact(tree.text(from));
    for (int child : lowering.children(node)) {
      if (lowering.is(child, "wildcard_import")) {
        lowering.imports.add(new Import(start, end, module, "*", ""));
      } else if (tree.field(child).equals("name")) {
        boolean aliased = lowering.is(child, "aliased_import");
        int named = aliased ? tree.child(child, "name") : child;
        int as = aliased ? tree.child(child, "alias") : named;
        if (named >= 0 && as >= 0) {
          String name = compact(tree.text(named));
          String alias = compact(tree.text(as));
          lowering.imports.add(
              new Import(start, end, whole ? name : module, whole ? "" : name, alias));
        }
      }
    }
  }

  /// Dotted names may be written with blanks around the dots.
  private static String compact(String dotted) {
    return dotted.replaceAll("[\\s\\\\]+", "");
  }
}
