package dev.backlight.source.python;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Expr.Collection.Entry;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Lowers expressions.
final class Expressions {

  /// The operator of an operation whose operator is damaged.
  private static final String UNKNOWN = "?";

  private final Lowering lowering;
  private final SyntaxTree tree;
  private final Strings strings;
  private final Comprehensions comprehensions;

  Expressions(Lowering lowering) {
    this.lowering = lowering;
    this.tree = lowering.tree;
    this.strings = new Strings(lowering, this);
    this.comprehensions = new Comprehensions(lowering, this);
  }

  /// The expression at a node; NONE for -1.
  Expr lower(int node) {
    return lower(node, "");
  }

  /// `name` is the variable, keyword or key that the expression is given to; a lambda takes it.
  Expr lower(int node, String name) {
    if (node < 0) {
      return Expr.NONE;
    }
    if (!lowering.enter()) {
      return lowering.tooDeep(node);
    }
    try {
      return expression(node, name);
    } finally {
      lowering.leave();
    }
  }

  private Expr expression(int node, String name) {
    int start = tree.start(node);
    int end = tree.end(node);
    return switch (tree.kind(node)) {
      case "identifier", "keyword_identifier" -> name(node);
      case "attribute" -> attribute(node);
      case "call" -> call(node);
      case "subscript" -> new Expr.Index(start, end, field(node, "value"), index(node));
      case "slice" -> slice(node);
      case "string" -> strings.string(node);
      case "concatenated_string" -> strings.concatenation(node);
      case "integer", "float" -> literal(node, Expr.Literal.Kind.NUMBER, tree.text(node));
      case "true" -> literal(node, Expr.Literal.Kind.BOOLEAN, "true");
      case "false" -> literal(node, Expr.Literal.Kind.BOOLEAN, "false");
      case "none" -> literal(node, Expr.Literal.Kind.NULL, "null");
      case "ellipsis" -> new Expr.Name(start, end, "...");
      case "await" -> new Expr.Await(start, end, lower(tree.firstNamedChild(node)));
      case "yield" -> yields(node);
      case "lambda" -> lowering.declarations.lambda(node, name);
      case "parenthesized_expression", "type" -> single(node, name);
      case "named_expression" ->
          new Expr.Assigning(
              start,
              end,
              field(node, "name"),
              "=",
              lower(tree.child(node, "value"), name(node, "name")));
      case "conditional_expression" -> conditional(node, name);
      case "boolean_operator", "binary_operator" ->
          operation(node, operator(node), field(node, "left"), field(node, "right"));
      case "not_operator" -> operation(node, "!", field(node, "argument"));
      case "unary_operator" -> operation(node, operator(node), field(node, "argument"));
      case "comparison_operator" -> comparison(node);
      case "list", "tuple", "expression_list", "pattern_list", "tuple_pattern", "list_pattern" ->
          collection(node, Expr.Collection.Kind.LIST);
      case "set" -> collection(node, Expr.Collection.Kind.SET);
      case "dictionary" -> collection(node, Expr.Collection.Kind.MAP);
      case "list_comprehension",
          "set_comprehension",
          "dictionary_comprehension",
          "generator_expression" ->
          comprehensions.lower(node);
      default -> opaque(node);
    };
  }

  private Expr name(int node) {
    String id = tree.text(node);
    boolean self = !id.isEmpty() && id.equals(lowering.frame.receiver);
    return new Expr.Name(tree.start(node), tree.end(node), self ? "this" : id);
  }

  private String name(int node, String field) {
    int child = tree.child(node, field);
    return lowering.is(child, "identifier") ? tree.text(child) : "";
  }

  private Expr literal(int node, Expr.Literal.Kind kind, String text) {
    return new Expr.Literal(tree.start(node), tree.end(node), kind, text);
  }

  private Expr field(int node, String field) {
    return lower(tree.child(node, field));
  }

  private Expr single(int node, String name) {
    List<Integer> children = lowering.children(node);
    return children.size() == 1 ? lower(children.getFirst(), name) : opaque(node);
  }

  /// What we do not know, or what is damaged; its expressions are kept.
  Expr opaque(int node) {
    List<Expr> children = new ArrayList<>();
    for (int child : lowering.children(node)) {
      children.add(lower(child));
    }
    return new Expr.Opaque(tree.start(node), tree.end(node), children);
  }

  private Expr attribute(int node) {
    int attribute = tree.child(node, "attribute");
    String name = attribute < 0 ? "" : tree.text(attribute);
    return new Expr.Member(tree.start(node), tree.end(node), field(node, "object"), name);
  }

  private Expr call(int node) {
    int callee = tree.child(node, "function");
    int start = tree.start(node);
    int end = tree.end(node);
    if (lowering.is(callee, "identifier") && tree.textIs(callee, "super")) {
      return new Expr.Name(start, end, "super");
    }
    int arguments = tree.child(node, "arguments");
    return new Expr.Call(start, end, lower(callee), arguments(arguments), List.of(), false);
  }

  /// The arguments of an `argument_list`, or the generator expression that stands for one.
  List<Argument> arguments(int list) {
    if (list < 0) {
      return List.of();
    }
    if (!lowering.is(list, "argument_list")) {
      return List.of(Argument.of(lower(list)));
    }
    List<Argument> arguments = new ArrayList<>();
    for (int child : lowering.children(list)) {
      arguments.add(argument(child));
    }
    return arguments;
  }

  private Argument argument(int node) {
    return switch (tree.kind(node)) {
      case "keyword_argument" -> {
        String name = name(node, "name");
        yield new Argument(name, lower(tree.child(node, "value"), name), false);
      }
      case "list_splat", "dictionary_splat" ->
          new Argument("", lower(tree.firstNamedChild(node)), true);
      default -> Argument.of(lower(node));
    };
  }

  private Expr index(int node) {
    List<Integer> subscripts = lowering.children(node, "subscript");
    if (subscripts.size() == 1) {
      return lower(subscripts.getFirst());
    }
    if (subscripts.isEmpty()) {
      return Expr.NONE;
    }
    return new Expr.Collection(
        tree.start(subscripts.getFirst()),
        tree.end(subscripts.getLast()),
        Expr.Collection.Kind.LIST,
        subscripts.stream().map(this::entry).toList());
  }

  private Expr slice(int node) {
    Expr[] parts = {Expr.NONE, Expr.NONE, Expr.NONE};
    int part = 0;
    for (int at = tree.firstChild(node); at >= 0; at = tree.nextSibling(at)) {
      if (tree.kind(at).equals(":")) {
        part++;
      } else if (tree.named(at) && !tree.kind(at).equals("comment") && part < parts.length) {
        parts[part] = lower(at);
      }
    }
    return operation(node, "slice", parts);
  }

  private Expr yields(int node) {
    lowering.frame.generator = true;
    boolean delegates = lowering.hasToken(node, "from");
    return new Expr.Yield(
        tree.start(node), tree.end(node), lower(tree.firstNamedChild(node)), delegates);
  }

  /// Python writes then, condition, else.
  private Expr conditional(int node, String name) {
    List<Integer> parts = lowering.children(node);
    if (parts.size() != 3) {
      return opaque(node);
    }
    return operation(
        node, "?:", lower(parts.get(1)), lower(parts.get(0), name), lower(parts.get(2), name));
  }

  private Expr.Operation operation(int node, String operator, Expr... operands) {
    return new Expr.Operation(tree.start(node), tree.end(node), operator, List.of(operands));
  }

  private String operator(int node) {
    int operator = tree.child(node, "operator");
    return switch (operator < 0 ? UNKNOWN : tree.kind(operator)) {
      case "and" -> "&&";
      case "or" -> "||";
      case String other -> other;
    };
  }

  /// `a < b < c` is `a < b && b < c`, with `b` lowered once.
  private Expr comparison(int node) {
    List<Expr> operands = new ArrayList<>();
    List<String> operators = new ArrayList<>();
    StringBuilder operator = new StringBuilder();
    for (int at = tree.firstChild(node); at >= 0; at = tree.nextSibling(at)) {
      if (!tree.named(at)) {
        operator.append(operator.isEmpty() ? "" : " ").append(tree.kind(at));
      } else if (!tree.kind(at).equals("comment") && !tree.kind(at).equals("line_continuation")) {
        if (!operands.isEmpty()) {
          String written = operator.toString().replace("<>", "!=");
          operators.add(written.isEmpty() ? UNKNOWN : written);
        }
        operator.setLength(0);
        operands.add(lower(at));
      }
    }
    if (operands.size() < 2) {
      return opaque(node);
    }
    Expr all = pair(operands, operators, 0);
    for (int i = 1; i < operators.size(); i++) {
      all = operation(node, "&&", all, pair(operands, operators, i));
    }
    return all;
  }

  private static Expr pair(List<Expr> operands, List<String> operators, int at) {
    Expr left = operands.get(at);
    Expr right = operands.get(at + 1);
    return new Expr.Operation(left.start(), right.end(), operators.get(at), List.of(left, right));
  }

  private Expr collection(int node, Expr.Collection.Kind kind) {
    List<Entry> entries = new ArrayList<>();
    for (int child : lowering.children(node)) {
      entries.add(entry(child));
    }
    return new Expr.Collection(tree.start(node), tree.end(node), kind, entries);
  }

  private Entry entry(int node) {
    return switch (tree.kind(node)) {
      case "pair" -> {
        Expr key = field(node, "key");
        String name = key instanceof Expr.Literal literal ? literal.text() : "";
        yield new Entry(key, lower(tree.child(node, "value"), name), false);
      }
      case "list_splat", "dictionary_splat", "list_splat_pattern" ->
          new Entry(Expr.NONE, lower(tree.firstNamedChild(node)), true);
      default -> new Entry(Expr.NONE, lower(node), false);
    };
  }

  /// The targets of an assignment or loop: the elements of a tuple or list, without their stars.
  List<Expr> targets(int node) {
    if (node < 0) {
      return List.of();
    }
    return switch (tree.kind(node)) {
      case "pattern_list", "tuple_pattern", "list_pattern", "tuple", "list", "expression_list" -> {
        List<Integer> elements = lowering.children(node);
        if (elements.size() < 2) {
          yield List.of(lower(node));
        }
        yield elements.stream().map(this::target).toList();
      }
      default -> List.of(target(node));
    };
  }

  private Expr target(int node) {
    return switch (tree.kind(node)) {
      case "list_splat_pattern", "list_splat", "as_pattern_target" ->
          lower(tree.firstNamedChild(node));
      default -> lower(node);
    };
  }
}
