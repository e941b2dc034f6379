package dev.backlight.source.java;

import dev.backlight.model.Language;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Import;
import dev.backlight.source.code.Lines;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Lowers one Java file.
///
/// What Java has and the lowered program has not is written in the nearest shape of the contract:
///
/// - `x instanceof T t` is `(t = (T) x) instanceof T`; record patterns destructure the same way;
/// - a `switch` that is returned, assigned or declared and has arms with blocks becomes a
///   [Stmt.Choice] whose arms return or assign; elsewhere such an arm is a lambda without
///   parameters;
/// - the declared type of an enhanced `for` variable is a declaration in [Stmt.Loop#before()], that
///   of a resource a declaration in front of its [Stmt.Scope];
/// - `new T[n]` constructs `List<T>` with the argument `n`.
public final class JavaFrontEnd {

  private JavaFrontEnd() {}

  /// Lowers the tree of the file at `path`. Text that does not parse never makes it throw: what is
  /// sound is lowered, the rest is [Expr.Opaque].
  public static SourceFile lower(String path, SyntaxTree tree) {
    Draft draft = new Draft(tree, packageName(tree));
    int module = draft.declared.reserveFunction();
    List<Import> imports = new ArrayList<>();
    List<Stmt> statements = new ArrayList<>();
    for (int n = tree.firstNamedChild(0); n >= 0; n = tree.nextNamedSibling(n)) {
      switch (tree.kind(n)) {
        case "package_declaration", "module_declaration" -> {}
        case "import_declaration" -> imports.add(imported(tree, n));
        default -> draft.statements.lower(n, statements);
      }
    }
    int length = tree.bytes().length;
    draft.declared.define(
        new FunctionDecl(
            module,
            "",
            -1,
            -1,
            Set.of(Trait.MODULE),
            List.of(),
            TypeRef.NONE,
            List.of(),
            new Stmt.Block(0, length, List.copyOf(statements)),
            0,
            length,
            0,
            0));
    return new SourceFile(
        path,
        Language.JAVA,
        Lines.of(tree.bytes()),
        List.copyOf(imports),
        draft.declared.types(),
        draft.declared.functions(),
        List.of(),
        Marks.of(tree),
        tree.errorCount());
  }

  private static String packageName(SyntaxTree tree) {
    for (int n = tree.firstNamedChild(0); n >= 0; n = tree.nextNamedSibling(n)) {
      if (tree.kind(n).equals("package_declaration")) {
        return name(tree, n);
      }
    }
    return "";
  }

  private static Import imported(SyntaxTree tree, int node) {
    String name = name(tree, node);
    for (int n = tree.firstNamedChild(node); n >= 0; n = tree.nextNamedSibling(n)) {
      if (tree.kind(n).equals("asterisk")) {
        return new Import(tree.start(node), tree.end(node), name, "*", "");
      }
    }
    int dot = name.lastIndexOf('.');
    String last = name.substring(dot + 1);
    String module = dot < 0 ? "" : name.substring(0, dot);
    return new Import(tree.start(node), tree.end(node), module, last, last);
  }

  private static String name(SyntaxTree tree, int declaration) {
    for (int n = tree.firstNamedChild(declaration); n >= 0; n = tree.nextNamedSibling(n)) {
      switch (tree.kind(n)) {
        case "identifier", "scoped_identifier" -> {
          return Types.dotted(tree, n);
        }
        default -> {}
      }
    }
    return "";
  }
}
