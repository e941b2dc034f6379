package dev.backlight.source.java;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Expr.Collection.Entry;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Lowers `instanceof` and the patterns of `case` labels to assignments of the names they bind.
final class Patterns {

  private final Draft draft;
  private final SyntaxTree tree;

  Patterns(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  /// `x instanceof T`, `x instanceof T t`, `x instanceof T(A a, B b)`.
  Expr test(int node) {
    Expr value = draft.expressions.lower(tree.child(node, "left"));
    int name = tree.child(node, "name");
    int pattern = tree.child(node, "pattern");
    int type = pattern >= 0 ? tree.firstNamedChild(pattern) : tree.child(node, "right");
    if (type < 0) {
      return draft.opaque(node, List.of(value));
    }
    Expr tested = value;
    if (name >= 0 || pattern >= 0) {
      Expr target = pattern >= 0 ? components(pattern) : draft.name(name);
      tested = binding(node, target, draft.typeRefs.of(type), value);
    }
    return draft.expressions.operation(node, "instanceof", tested, draft.typeRefs.expression(type));
  }

  private Expr binding(int node, Expr target, TypeRef type, Expr value) {
    int start = tree.start(node);
    int end = tree.end(node);
    return new Expr.Assigning(start, end, target, "=", new Expr.Cast(start, end, type, value));
  }

  /// Declares what the pattern of a `case` label binds. The subject is repeated only where it is a
  /// name, so that no call is seen twice.
  void bind(int label, Expr subject, List<Stmt> out) {
    int pattern = draft.childOfKind(label, "pattern");
    int inner = pattern < 0 ? -1 : tree.firstNamedChild(pattern);
    int first = inner < 0 ? -1 : tree.firstNamedChild(inner);
    if (first < 0) {
      return;
    }
    int start = tree.start(inner);
    int end = tree.end(inner);
    TypeRef type = draft.typeRefs.of(first);
    boolean record = tree.kind(inner).equals("record_pattern");
    Expr target = record ? components(inner) : draft.name(draft.lastChild(inner));
    Expr value =
        subject instanceof Expr.Name ? new Expr.Cast(start, end, type, subject) : Expr.NONE;
    out.add(
        new Stmt.Assign(
            start, end, List.of(target), "=", value, true, record ? TypeRef.NONE : type));
  }

  private Expr components(int recordPattern) {
    return draft.deeper(
        1, () -> readComponents(recordPattern), draft.opaque(recordPattern, List.of()));
  }

  private Expr readComponents(int recordPattern) {
    List<Entry> entries = new ArrayList<>();
    int body = draft.childOfKind(recordPattern, "record_pattern_body");
    if (body >= 0) {
      for (int n = tree.firstNamedChild(body); n >= 0; n = tree.nextNamedSibling(n)) {
        boolean nested = tree.kind(n).equals("record_pattern");
        int last = draft.lastChild(n);
        Expr target = nested ? components(n) : draft.name(last < 0 ? n : last);
        entries.add(new Entry(Expr.NONE, target, false));
      }
    }
    return new Expr.Collection(
        tree.start(recordPattern),
        tree.end(recordPattern),
        Expr.Collection.Kind.LIST,
        List.copyOf(entries));
  }
}
