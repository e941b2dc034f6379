package dev.backlight.source.csharp;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Expr.Collection;
import dev.backlight.source.code.Expr.Collection.Entry;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Everything that is created: objects with their initializers, arrays, collections.
///
/// `new T[n]` constructs `List<T>` with the argument `n`. `new X(a) { P = b }` has `P` as a named
/// argument; elements and key-value pairs in the braces are one more argument, a [Collection].
final class Creations {

  private final Draft draft;
  private final SyntaxTree tree;

  Creations(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  Expr lower(int node, String kind, Hint hint) {
    return switch (kind) {
      case "object_creation_expression" -> {
        int type = draft.childOrFirst(node, "type");
        yield object(node, draft.typeRefs.expression(type), draft.typeRefs.of(type));
      }
      case "implicit_object_creation_expression" ->
          object(node, Types.at(hint.type(), tree.start(node), tree.start(node)), hint.type());
      case "anonymous_object_creation_expression" -> map(node, anonymous(node));
      case "with_expression" ->
          draft.expressions.operation(
              node, "with", draft.expressions.lower(draft.first(node)), map(node, changes(node)));
      case "array_creation_expression", "stackalloc_expression" -> array(node);
      case "implicit_array_creation_expression", "implicit_stackalloc_expression" ->
          list(draft.childOfKind(node, "initializer_expression"), hint.element());
      case "collection_expression" -> list(node, hint.element());
      case "element_binding_expression" -> older(node, hint.element());
      default -> hasMembers(node) ? initializer(node) : list(node, hint.element());
    };
  }

  private Expr object(int node, Expr callee, TypeRef type) {
    int list = draft.childOfKind(node, "argument_list");
    List<Argument> arguments = new ArrayList<>(draft.expressions.arguments(list));
    int braces = draft.childOfKind(node, "initializer_expression");
    if (braces >= 0) {
      initialize(braces, type, arguments);
    }
    return new Expr.Call(
        tree.start(node), tree.end(node), callee, List.copyOf(arguments), type.arguments(), true);
  }

  private void initialize(int braces, TypeRef type, List<Argument> arguments) {
    List<Entry> pairs = new ArrayList<>();
    List<Entry> elements = new ArrayList<>();
    Hint element = Hint.typed(type).element();
    for (int n = draft.first(braces); n >= 0; n = draft.next(n)) {
      int key = key(n);
      if (key >= 0 && tree.kind(key).equals("identifier")) {
        arguments.add(new Argument(draft.identifier(key), assigned(n, key), false));
      } else if (isPair(n)) {
        pairs.add(pair(n));
      } else {
        elements.add(new Entry(Expr.NONE, draft.expressions.lower(n, element), false));
      }
    }
    if (!pairs.isEmpty()) {
      arguments.add(Argument.of(map(braces, pairs)));
    }
    if (!elements.isEmpty()) {
      arguments.add(Argument.of(collection(braces, Collection.Kind.LIST, elements)));
    }
  }

  /// The left side of `A = 1` or `["a"] = 1`, or -1.
  private int key(int element) {
    return tree.kind(element).equals("assignment_expression")
        ? draft.childOrFirst(element, "left")
        : -1;
  }

  private Expr assigned(int assignment, int key) {
    String name = draft.expressions.lastName(key);
    return draft.expressions.lower(tree.child(assignment, "right"), Hint.named(name));
  }

  private boolean isPair(int element) {
    return key(element) >= 0
        || (tree.kind(element).equals("initializer_expression")
            && draft.codeChildren(element).size() == 2);
  }

  private Entry pair(int element) {
    int key = key(element);
    if (key < 0) {
      return new Entry(
          draft.expressions.lower(draft.first(element)),
          draft.expressions.lower(draft.last(element)),
          false);
    }
    Expr name =
        switch (tree.kind(key)) {
          case "identifier" -> draft.literals.string(key, draft.identifier(key));
          case "element_binding_expression" -> draft.chains.index(key);
          default -> draft.expressions.lower(key);
        };
    return new Entry(name, assigned(element, key), false);
  }

  private boolean hasMembers(int braces) {
    int first = draft.first(braces);
    return first >= 0 && key(first) >= 0;
  }

  /// `{ A = 1, ["b"] = 2 }` behind the name of a property.
  private Expr initializer(int braces) {
    List<Entry> entries = new ArrayList<>();
    for (int n = draft.first(braces); n >= 0; n = draft.next(n)) {
      entries.add(isPair(n) ? pair(n) : new Entry(Expr.NONE, draft.expressions.lower(n), false));
    }
    return map(braces, entries);
  }

  /// `new { A = 1, b.C, d }`: the names of the last two are `C` and `d`.
  private List<Entry> anonymous(int node) {
    List<Entry> entries = new ArrayList<>();
    for (int n = draft.first(node); n >= 0; n = draft.next(n)) {
      int equals = tree.nextSibling(n);
      if (equals >= 0 && tree.kind(equals).equals("=")) {
        Expr key = draft.literals.string(n, draft.identifier(n));
        Hint hint = Hint.named(draft.identifier(n));
        n = draft.next(n);
        entries.add(new Entry(key, draft.expressions.lower(n, hint), false));
        if (n < 0) {
          break;
        }
      } else {
        Expr value = draft.expressions.lower(n);
        entries.add(new Entry(draft.literals.string(n, projected(value)), value, false));
      }
    }
    return entries;
  }

  private static String projected(Expr value) {
    return switch (value) {
      case Expr.Name name -> name.id();
      case Expr.Member member -> member.name();
      default -> "";
    };
  }

  private List<Entry> changes(int with) {
    List<Entry> entries = new ArrayList<>();
    for (int n = draft.first(with); n >= 0; n = draft.next(n)) {
      if (tree.kind(n).equals("with_initializer")) {
        int name = draft.first(n);
        entries.add(
            new Entry(
                draft.literals.string(name, draft.identifier(name)),
                draft.expressions.lower(draft.last(n), Hint.named(draft.identifier(name))),
                false));
      }
    }
    return entries;
  }

  private Expr array(int node) {
    int braces = draft.childOfKind(node, "initializer_expression");
    int type = draft.childOrFirst(node, "type");
    TypeRef array = draft.typeRefs.of(type);
    if (braces >= 0) {
      return list(braces, Hint.typed(array).element());
    }
    List<Argument> sizes = new ArrayList<>();
    for (int n = type; n >= 0; n = tree.child(n, "type")) {
      int rank = tree.child(n, "rank");
      if (rank >= 0) {
        draft.expressions.targets(rank).forEach(size -> sizes.add(Argument.of(size)));
      }
    }
    return new Expr.Call(
        tree.start(node),
        tree.end(node),
        Types.at(array, tree.start(type), tree.end(type)),
        List.copyOf(sizes),
        array.arguments(),
        true);
  }

  private Expr list(int node, Hint element) {
    if (node < 0) {
      return Expr.NONE;
    }
    List<Entry> entries = new ArrayList<>();
    for (int n = draft.first(node); n >= 0; n = draft.next(n)) {
      int inner = tree.kind(n).equals("collection_element") ? draft.first(n) : n;
      boolean spread = inner >= 0 && tree.kind(inner).equals("spread_element");
      int value = spread ? draft.first(inner) : inner;
      entries.add(new Entry(Expr.NONE, draft.expressions.lower(value, element), spread));
    }
    return collection(node, Collection.Kind.LIST, entries);
  }

  /// `[a, ..b]` as grammars read it that do not know collection expressions.
  private Expr older(int node, Hint element) {
    List<Entry> entries = new ArrayList<>();
    for (int n = draft.first(node); n >= 0; n = draft.next(n)) {
      int value = tree.kind(n).equals("argument") ? draft.last(n) : n;
      int first = value < 0 ? -1 : tree.firstChild(value);
      boolean spread =
          first >= 0
              && tree.kind(value).equals("range_expression")
              && tree.kind(first).equals("..");
      int inner = spread ? draft.last(value) : value;
      entries.add(new Entry(Expr.NONE, draft.expressions.lower(inner, element), spread));
    }
    return collection(node, Collection.Kind.LIST, entries);
  }

  private Expr map(int node, List<Entry> entries) {
    return collection(node, Collection.Kind.MAP, entries);
  }

  private Expr collection(int node, Collection.Kind kind, List<Entry> entries) {
    return new Collection(tree.start(node), tree.end(node), kind, List.copyOf(entries));
  }
}
