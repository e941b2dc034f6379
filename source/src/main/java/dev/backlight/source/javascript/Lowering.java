package dev.backlight.source.javascript;

import dev.backlight.model.Language;
import dev.backlight.source.code.DeclarationTable;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Import;
import dev.backlight.source.code.Lines;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.SourceFile.Comment;
import dev.backlight.source.code.SourceFile.Export;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Stmt.Block;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The lowering of one file: the tree, what it has declared so far, and where it stands.
final class Lowering {

  /// Nodes nested deeper than this lose their children. Each level costs about four Java frames, so
  /// this stays far below the smallest default stack; people nest less than a hundred deep.
  static final int MAX_DEPTH = 500;

  final SyntaxTree tree;
  final Nodes nodes;
  final Expressions expressions;
  final Literals literals;
  final Markups markups;
  final Bindings bindings;
  final Statements statements;
  final Loops loops;
  final Functions functions;
  final Classes classes;
  final TypeRefs typeRefs;
  final Modules modules;
  final List<Import> imports = new ArrayList<>();
  final List<Export> exports = new ArrayList<>();

  final DeclarationTable declared = new DeclarationTable();

  private int function;
  private int depth;

  Lowering(SyntaxTree tree) {
    this.tree = tree;
    this.nodes = new Nodes(tree);
    this.expressions = new Expressions(this);
    this.literals = new Literals(this);
    this.markups = new Markups(this);
    this.bindings = new Bindings(this);
    this.statements = new Statements(this);
    this.loops = new Loops(this);
    this.functions = new Functions(this);
    this.classes = new Classes(this);
    this.typeRefs = new TypeRefs(this);
    this.modules = new Modules(this);
  }

  SourceFile file(String path) {
    int root = 0;
    int start = tree.start(root);
    int end = tree.end(root);
    int module = declared.reserveFunction();
    Block body = new Block(start, end, statements.of(root));
    FunctionDecl top =
        new FunctionDecl(
            module,
            "",
            -1,
            -1,
            EnumSet.of(Trait.MODULE),
            List.of(),
            TypeRef.NONE,
            List.of(),
            body,
            start,
            end,
            start,
            start);
    declared.define(top);
    exports.addAll(CommonJs.exports(body.statements()));
    publish();
    return new SourceFile(
        path,
        Language.JAVASCRIPT,
        Lines.of(tree.bytes()),
        List.copyOf(imports),
        declared.types(),
        declared.functions(),
        List.copyOf(exports),
        marks(),
        tree.errorCount());
  }

  /// The function whose body is being lowered.
  int function() {
    return function;
  }

  /// Moves into a function and returns the one to [#leave] to.
  int enter(int id) {
    int outer = function;
    function = id;
    return outer;
  }

  void leave(int outer) {
    function = outer;
  }

  /// False where the tree is too deep to follow; otherwise [#ascend] must follow.
  boolean descend() {
    if (depth == MAX_DEPTH) {
      return false;
    }
    depth++;
    return true;
  }

  void ascend() {
    depth--;
  }

  /// Marks what the exports name as visible outside the file.
  private void publish() {
    Set<Integer> lambdas = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (Export export : exports) {
      if (export.value() instanceof Expr.Lambda lambda) {
        lambdas.add(lambda.function());
      } else if (export.value() instanceof Expr.Name name) {
        names.add(name.id());
      }
    }
    for (FunctionDecl f : declared.functions()) {
      boolean named = f.enclosing() == 0 && f.type() < 0 && names.contains(f.name());
      if (!f.is(Trait.PUBLIC) && (named || lambdas.contains(f.id()))) {
        declared.define(published(f));
      }
    }
  }

  private static FunctionDecl published(FunctionDecl f) {
    Set<Trait> traits = EnumSet.of(Trait.PUBLIC);
    traits.addAll(f.traits());
    return new FunctionDecl(
        f.id(),
        f.name(),
        f.type(),
        f.enclosing(),
        traits,
        f.parameters(),
        f.returns(),
        f.annotations(),
        f.body(),
        f.start(),
        f.end(),
        f.nameStart(),
        f.nameEnd());
  }

  /// A word to this tool, or to ESLint about one line: `// eslint-disable-next-line
  /// no-await-in-loop`.
  private static final Pattern MARK =
      Pattern.compile("backlight:|eslint-disable-(next-)?line.*\\bno-await-in-loop\\b");

  private List<Comment> marks() {
    List<Comment> marks = new ArrayList<>();
    for (int node = 0; node < tree.size(); node++) {
      if (tree.kind(node).equals("comment")) {
        String text = tree.text(node);
        if (MARK.matcher(text).find()) {
          marks.add(new Comment(tree.start(node), tree.end(node), Nodes.withoutSigns(text)));
        }
      }
    }
    return List.copyOf(marks);
  }

  Stmt opaque(int node) {
    int start = tree.start(node);
    int end = tree.end(node);
    return new Stmt.Evaluate(start, end, new Expr.Opaque(start, end, List.of()));
  }
}
