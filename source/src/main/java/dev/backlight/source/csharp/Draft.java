package dev.backlight.source.csharp;

import dev.backlight.source.code.DeclarationTable;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Import;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// One file on its way: its tree, what was declared so far, and where the lowering stands.
final class Draft {

  /// How deep expressions, statements and declarations may be nested, where a link of a chain
  /// counts for one and what is lowered by recursion for as much stack as it takes, so that half a
  /// default stack is enough. What is deeper is opaque, and no text overflows the stack, here or in
  /// whoever walks the records afterwards. People write about 30 levels.
  static final int DEPTH_LIMIT = 500;

  /// What an expression counts for.
  static final int LEVEL = 2;

  final SyntaxTree tree;
  final Types typeRefs;
  final Attributes attributes;
  final Parameters parameters;
  final Functions functions;
  final Expressions expressions;
  final Chains chains;
  final Literals literals;
  final Creations creations;
  final Patterns patterns;
  final Queries queries;
  final Statements statements;
  final Loops loops;
  final Blocks blocks;
  final Members members;
  final Declarations declarations;
  final List<Import> imports = new ArrayList<>();

  final DeclarationTable declared = new DeclarationTable();

  private int depth;
  private Place place = new Place(0, -1, TypeRef.NONE);

  /// Where the lowering stands: in a function (0 is the module's) of a class (or -1).
  static final class Place {
    final int function;
    final int type;

    /// What a `return` gives, without the `Task` of an async function.
    final TypeRef returns;

    boolean yields;

    /// Whether a `break` here leaves a `switch`, not a loop.
    boolean breaksSwitch;

    Place(int function, int type, TypeRef returns) {
      this.function = function;
      this.type = type;
      this.returns = returns;
    }
  }

  Draft(SyntaxTree tree) {
    this.tree = tree;
    this.typeRefs = new Types(this);
    this.attributes = new Attributes(this);
    this.parameters = new Parameters(this);
    this.functions = new Functions(this);
    this.expressions = new Expressions(this);
    this.chains = new Chains(this);
    this.literals = new Literals(this);
    this.creations = new Creations(this);
    this.patterns = new Patterns(this);
    this.queries = new Queries(this);
    this.statements = new Statements(this);
    this.loops = new Loops(this);
    this.blocks = new Blocks(this);
    this.members = new Members(this);
    this.declarations = new Declarations(this);
  }

  Place place() {
    return place;
  }

  /// Lowers something that is written in another function or class.
  <T> T at(Place inner, Supplier<T> lowering) {
    Place outer = place;
    place = inner;
    try {
      return lowering.get();
    } finally {
      place = outer;
    }
  }

  /// Lowers something `levels` deeper, or gives `otherwise` when that is too deep.
  <T> T deeper(int levels, Supplier<T> lowering, Supplier<T> otherwise) {
    if (!enter(levels)) {
      return otherwise.get();
    }
    try {
      return lowering.get();
    } finally {
      leave(levels);
    }
  }

  /// Goes `levels` deeper if there is room; then [#leave] must follow.
  boolean enter(int levels) {
    if (depth + levels > DEPTH_LIMIT) {
      return false;
    }
    depth += levels;
    return true;
  }

  void leave(int levels) {
    depth -= levels;
  }

  /// How many levels one chain of calls or operators may use here.
  int room() {
    return (DEPTH_LIMIT - depth) / 2;
  }

  Expr.Opaque opaque(int node, List<Expr> children) {
    return new Expr.Opaque(tree.start(node), tree.end(node), children);
  }

  Expr.Name name(int node) {
    return new Expr.Name(tree.start(node), tree.end(node), identifier(node));
  }

  /// An identifier's text; the `@` that escapes a keyword is not part of the name.
  String identifier(int node) {
    if (node < 0) {
      return "";
    }
    String text = tree.text(node);
    return text.startsWith("@") ? text.substring(1) : text;
  }

  /// The first child that is code: named ones, and the tokens `this` and `base`.
  int first(int node) {
    return codeFrom(tree.firstChild(node));
  }

  /// The next sibling that is code.
  int next(int node) {
    return codeFrom(tree.nextSibling(node));
  }

  private int codeFrom(int child) {
    int n = child;
    while (n >= 0 && !isCode(n)) {
      n = tree.nextSibling(n);
    }
    return n;
  }

  private boolean isCode(int node) {
    String kind = tree.kind(node);
    if (!tree.named(node)) {
      return kind.equals("this") || kind.equals("base");
    }
    return switch (kind) {
      case "comment", "shebang_directive" -> false;
      case "preproc_if", "preproc_else", "preproc_elif" -> true;
      default -> !kind.startsWith("preproc_");
    };
  }

  /// `#if DEBUG`: what no release contains. Its `#else` is code.
  boolean leftOut(int node) {
    int parent = tree.parent(node);
    return parent >= 0
        && tree.kind(parent).equals("preproc_if")
        && !tree.kind(node).startsWith("preproc_")
        && tree.text(tree.child(parent, "condition")).equals("DEBUG");
  }

  List<Integer> codeChildren(int node) {
    List<Integer> children = new ArrayList<>();
    for (int n = first(node); n >= 0; n = next(n)) {
      children.add(n);
    }
    return children;
  }

  /// The last child that is code, or -1.
  int last(int node) {
    int last = -1;
    for (int n = first(node); n >= 0; n = next(n)) {
      last = n;
    }
    return last;
  }

  /// The first child of a kind, tokens included, or -1.
  int childOfKind(int node, String kind) {
    for (int n = tree.firstChild(node); n >= 0; n = tree.nextSibling(n)) {
      if (tree.kind(n).equals(kind)) {
        return n;
      }
    }
    return -1;
  }

  boolean hasToken(int node, String token) {
    return childOfKind(node, token) >= 0;
  }

  /// Whether `modifier` is among the modifiers of a declaration, parameter or lambda.
  boolean hasModifier(int node, String modifier) {
    for (int n = tree.firstChild(node); n >= 0; n = tree.nextSibling(n)) {
      String kind = tree.kind(n);
      if (kind.equals(modifier) || (kind.equals("modifier") && tree.textIs(n, modifier))) {
        return true;
      }
    }
    return false;
  }

  /// The expression behind `=`, or -1.
  int afterEquals(int node) {
    int equals = childOfKind(node, "=");
    int value = -1;
    for (int n = equals < 0 ? -1 : next(equals); n >= 0; n = next(n)) {
      value = n;
    }
    return value;
  }

  /// A field's child, or the first code child where a version of the grammar has no such field.
  int childOrFirst(int node, String field) {
    int child = tree.child(node, field);
    return child >= 0 ? child : first(node);
  }
}
