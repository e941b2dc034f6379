package dev.backlight.source.java;

import dev.backlight.source.code.DeclarationTable;
import dev.backlight.source.code.Expr;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.List;
import java.util.function.Supplier;

/// One file on its way: its tree, what was declared so far, and where the lowering stands.
final class Draft {

  /// How deep expressions, statements and declarations may be nested. What is deeper is opaque, so
  /// that no text overflows the stack, here or in whoever walks the records afterwards. People
  /// write about 30.
  static final int DEPTH_LIMIT = 400;

  final SyntaxTree tree;
  final String packageName;
  final Types typeRefs;
  final Modifiers modifiers;
  final Expressions expressions;
  final Chains chains;
  final Literals literals;
  final Patterns patterns;
  final Switches switches;
  final Statements statements;
  final Members members;
  final Declarations declarations;

  final DeclarationTable declared = new DeclarationTable();

  private int depth;
  private int function;
  private int type = -1;

  Draft(SyntaxTree tree, String packageName) {
    this.tree = tree;
    this.packageName = packageName;
    this.typeRefs = new Types(this);
    this.modifiers = new Modifiers(this);
    this.expressions = new Expressions(this);
    this.chains = new Chains(this);
    this.literals = new Literals(this);
    this.patterns = new Patterns(this);
    this.switches = new Switches(this);
    this.statements = new Statements(this);
    this.members = new Members(this);
    this.declarations = new Declarations(this);
  }

  /// The function that the lowering is in; 0 is the module's.
  int function() {
    return function;
  }

  /// The innermost class that the lowering is in, or -1.
  int type() {
    return type;
  }

  /// Lowers something that is written inside a function and a class.
  <T> T inside(int innerFunction, int innerType, Supplier<T> lowering) {
    int outerFunction = function;
    int outerType = type;
    function = innerFunction;
    type = innerType;
    try {
      return lowering.get();
    } finally {
      function = outerFunction;
      type = outerType;
    }
  }

  /// Lowers something `levels` deeper, or gives `otherwise` when that is too deep.
  <T> T deeper(int levels, Supplier<T> lowering, T otherwise) {
    if (depth + levels > DEPTH_LIMIT) {
      return otherwise;
    }
    depth += levels;
    try {
      return lowering.get();
    } finally {
      depth -= levels;
    }
  }

  Expr.Opaque opaque(int node, List<Expr> children) {
    return new Expr.Opaque(tree.start(node), tree.end(node), children);
  }

  Expr.Name name(int node) {
    return new Expr.Name(tree.start(node), tree.end(node), tree.text(node));
  }

  /// The first meaningful child of a kind, or -1.
  int childOfKind(int node, String kind) {
    for (int n = tree.firstNamedChild(node); n >= 0; n = tree.nextNamedSibling(n)) {
      if (tree.kind(n).equals(kind)) {
        return n;
      }
    }
    return -1;
  }

  /// The last meaningful child, or -1.
  int lastChild(int node) {
    int last = -1;
    for (int n = tree.firstNamedChild(node); n >= 0; n = tree.nextNamedSibling(n)) {
      last = n;
    }
    return last;
  }
}
