package dev.backlight.source.python;

import dev.backlight.model.Language;
import dev.backlight.source.code.DeclarationTable;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Import;
import dev.backlight.source.code.Lines;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// One file while it is lowered: its tree, what was declared so far, and where we are in it.
final class Lowering {

  /// Nodes nested deeper than this become opaque, so that no text overflows the stack, here or in
  /// whoever walks the result. Real code stays below 100.
  static final int MAX_DEPTH = 400;

  /// A word to this tool, or to a linter about a missing timeout: `# noqa: S113`, `# nosec`.
  private static final Pattern MARK =
      Pattern.compile("backlight:|noqa:.*\\bS113\\b|nosec\\b|pylint: *disable=.*missing-timeout");

  final SyntaxTree tree;
  final Expressions expressions;
  final Statements statements;
  final Declarations declarations;
  final List<Import> imports = new ArrayList<>();

  /// The function or class body we are in.
  Frame frame = new Frame(0, -1, "");

  final DeclarationTable declared = new DeclarationTable();

  private int depth;

  /// `function` runs the code here; `type` is the class whose body this is, or -1; `receiver` is
  /// the name that means the object itself, or empty.
  static final class Frame {
    final int function;
    final int type;
    final String receiver;
    boolean generator;

    Frame(int function, int type, String receiver) {
      this.function = function;
      this.type = type;
      this.receiver = receiver;
    }
  }

  Lowering(SyntaxTree tree) {
    this.tree = tree;
    this.expressions = new Expressions(this);
    this.statements = new Statements(this);
    this.declarations = new Declarations(this);
  }

  SourceFile file(String path) {
    declared.reserveFunction();
    Stmt.Block body = statements.block(0);
    declared.define(
        new FunctionDecl(
            0,
            "",
            -1,
            -1,
            Set.of(FunctionDecl.Trait.MODULE),
            List.of(),
            TypeRef.NONE,
            List.of(),
            body,
            tree.start(0),
            tree.end(0),
            0,
            0));
    return new SourceFile(
        path,
        Language.PYTHON,
        Lines.of(tree.bytes()),
        List.copyOf(imports),
        declared.types(),
        declared.functions(),
        List.of(),
        marks(),
        tree.errorCount());
  }

  private List<SourceFile.Comment> marks() {
    List<SourceFile.Comment> marks = new ArrayList<>();
    for (int node = 0; node < tree.size(); node++) {
      if (tree.kind(node).equals("comment")) {
        String text = tree.text(node);
        if (MARK.matcher(text).find()) {
          String spoken = text.replaceFirst("^#+", "").strip();
          marks.add(new SourceFile.Comment(tree.start(node), tree.end(node), spoken));
        }
      }
    }
    return marks;
  }

  /// Steps one level down, or says no where it is too deep; a yes must be paid back by [#leave].
  boolean enter() {
    if (depth >= MAX_DEPTH) {
      return false;
    }
    depth++;
    return true;
  }

  void leave() {
    depth--;
  }

  /// The node without what it contains.
  Expr tooDeep(int node) {
    return new Expr.Opaque(tree.start(node), tree.end(node), List.of());
  }

  /// The meaningful children of a node.
  List<Integer> children(int node) {
    List<Integer> children = new ArrayList<>();
    for (int at = tree.firstNamedChild(node); at >= 0; at = tree.nextNamedSibling(at)) {
      children.add(at);
    }
    return children;
  }

  /// The children that fill a field.
  List<Integer> children(int node, String field) {
    List<Integer> children = new ArrayList<>();
    for (int at = tree.firstNamedChild(node); at >= 0; at = tree.nextNamedSibling(at)) {
      if (tree.field(at).equals(field)) {
        children.add(at);
      }
    }
    return children;
  }

  /// Whether a keyword such as `async` stands among the direct children.
  boolean hasToken(int node, String token) {
    for (int at = tree.firstChild(node); at >= 0; at = tree.nextSibling(at)) {
      if (!tree.named(at) && tree.kind(at).equals(token)) {
        return true;
      }
    }
    return false;
  }

  boolean is(int node, String kind) {
    return node >= 0 && tree.kind(node).equals(kind);
  }
}
