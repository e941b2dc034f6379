package dev.backlight.source.csharp;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Expr.Collection;
import dev.backlight.source.code.Expr.Literal;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Patterns as the tests and assignments that they stand for.
///
/// `x is T t` is `(t = (T) x) is T`; `x is { A: > 3 }` is `x is (x.A > 3)`. What is matched is
/// written once where evaluating it could do something: its parts are then unknown.
final class Patterns {

  private final Draft draft;
  private final SyntaxTree tree;

  Patterns(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  /// What a pattern is matched against.
  private static final class Subject {
    private final Expr value;
    private boolean used;

    Subject(Expr value) {
      this.value = value;
    }

    Expr take() {
      boolean again = used;
      used = true;
      return again && !isPure(value) ? Expr.NONE : value;
    }

    Subject member(String name) {
      return isPure(value)
          ? new Subject(new Expr.Member(value.start(), value.end(), value, name))
          : unknown();
    }

    Subject element(int index) {
      if (value instanceof Collection tuple && index < tuple.entries().size()) {
        Expr element = tuple.entries().get(index).value();
        return new Subject(isPure(element) ? element : Expr.NONE);
      }
      if (!isPure(value)) {
        return unknown();
      }
      Expr at = new Literal(value.start(), value.end(), Literal.Kind.NUMBER, "" + index);
      return new Subject(new Expr.Index(value.start(), value.end(), value, at));
    }

    private static Subject unknown() {
      return new Subject(Expr.NONE);
    }

    static boolean isPure(Expr value) {
      return switch (value) {
        case Expr.Name name -> true;
        case Expr.Literal literal -> true;
        case Expr.Member member -> isPure(member.receiver());
        case Expr.Cast cast -> isPure(cast.value());
        case Expr.Index index -> isPure(index.receiver()) && isPure(index.index());
        default -> false;
      };
    }
  }

  /// `value is pattern`.
  Expr is(int node) {
    int value = draft.childOrFirst(node, "expression");
    int pattern = tree.child(node, "pattern");
    Subject subject = new Subject(draft.expressions.lower(value));
    return test(pattern < 0 ? draft.last(node) : pattern, subject);
  }

  /// A switch expression: the value, then for each arm its result, behind its test where the test
  /// binds or calls something.
  Expr choice(int node, Hint hint) {
    int value = draft.first(node);
    Expr lowered = draft.expressions.lower(value);
    List<Expr> operands = new ArrayList<>();
    operands.add(lowered);
    for (int n = draft.next(value); n >= 0; n = draft.next(n)) {
      if (tree.kind(n).equals("switch_expression_arm")) {
        operands.add(arm(n, lowered, hint));
      }
    }
    return new Expr.Operation(tree.start(node), tree.end(node), "switch", List.copyOf(operands));
  }

  private Expr arm(int arm, Expr value, Hint hint) {
    List<Expr> tests = new ArrayList<>();
    int pattern = draft.first(arm);
    if (!isPlain(pattern)) {
      tests.add(test(pattern, new Subject(Subject.isPure(value) ? value : Expr.NONE)));
    }
    int guard = draft.childOfKind(arm, "when_clause");
    if (guard >= 0) {
      tests.add(draft.expressions.lower(draft.first(guard)));
    }
    Expr result = draft.expressions.lower(draft.last(arm), hint);
    if (tests.isEmpty()) {
      return result;
    }
    Expr condition =
        tests.size() == 1
            ? tests.getFirst()
            : draft.expressions.operation(arm, "&&", tests.getFirst(), tests.getLast());
    return draft.expressions.operation(arm, "?:", condition, result, Expr.NONE);
  }

  /// Whether a pattern neither binds nor calls.
  private boolean isPlain(int pattern) {
    for (int n = pattern; n < tree.subtreeEnd(pattern); n++) {
      switch (tree.kind(n)) {
        case "declaration_pattern",
            "var_pattern",
            "recursive_pattern",
            "list_pattern",
            "declaration_expression",
            "invocation_expression" -> {
          return false;
        }
        default -> {}
      }
    }
    return true;
  }

  /// What a `case` does before its statements: it binds names and evaluates its guard.
  void enter(int section, Expr value, List<Stmt> statements) {
    Expr matched = Subject.isPure(value) || value instanceof Collection ? value : Expr.NONE;
    for (int n = draft.first(section); n >= 0; n = draft.next(n)) {
      String kind = tree.kind(n);
      if (kind.equals("declaration_pattern") && tree.child(n, "name") >= 0) {
        TypeRef type = draft.typeRefs.of(tree.child(n, "type"));
        statements.add(
            new Stmt.Assign(
                tree.start(n),
                tree.end(n),
                List.of(draft.name(tree.child(n, "name"))),
                "=",
                matched == Expr.NONE ? Expr.NONE : cast(n, type, matched),
                true,
                type));
      } else if (kind.equals("when_clause")) {
        Expr guard = draft.expressions.lower(draft.first(n));
        statements.add(new Stmt.Evaluate(tree.start(n), tree.end(n), guard));
      } else if ((kind.endsWith("_pattern") || kind.equals("tuple_expression")) && !isPlain(n)) {
        Expr test = test(n, new Subject(matched));
        statements.add(new Stmt.Evaluate(tree.start(n), tree.end(n), test));
      }
    }
  }

  private Expr cast(int node, TypeRef type, Expr value) {
    return type.isNone() ? value : new Expr.Cast(tree.start(node), tree.end(node), type, value);
  }

  private Expr test(int pattern, Subject subject) {
    if (pattern < 0) {
      return subject.take();
    }
    return draft.deeper(
        Draft.LEVEL,
        () -> nested(pattern, subject),
        () -> draft.opaque(pattern, List.of(subject.take())));
  }

  private Expr nested(int pattern, Subject subject) {
    return switch (tree.kind(pattern)) {
      case "parenthesized_pattern" -> test(draft.first(pattern), subject);
      case "discard" -> draft.name(pattern);
      case "declaration_pattern", "var_pattern", "recursive_pattern", "list_pattern" ->
          structure(pattern, subject);
      case "type_pattern" ->
          operation(pattern, "is", subject.take(), draft.typeRefs.expression(draft.last(pattern)));
      case "negated_pattern" -> negated(pattern, subject);
      case "and_pattern" -> both(pattern, "&&", subject);
      case "or_pattern" -> both(pattern, "||", subject);
      case "relational_pattern" ->
          operation(
              pattern,
              tree.text(tree.firstChild(pattern)),
              subject.take(),
              draft.expressions.lower(draft.last(pattern)));
      default -> constant(pattern, subject);
    };
  }

  /// `case (1, var y)` is a constant to the grammar.
  private Expr constant(int pattern, Subject subject) {
    int value = draft.expressions.unwrapped(pattern);
    if (!tree.kind(value).equals("tuple_expression") || isPlain(value)) {
      return operation(pattern, "is", subject.take(), draft.expressions.lower(value));
    }
    List<Expr> operands = new ArrayList<>();
    int index = 0;
    for (int n = draft.first(value); n >= 0; n = draft.next(n)) {
      int element = draft.last(n);
      if (element < 0) {
        operands.add(draft.expressions.lower(n));
      } else if (tree.kind(element).equals("declaration_expression")) {
        int name = tree.child(element, "name");
        TypeRef type = draft.typeRefs.of(tree.child(element, "type"));
        Expr matched = cast(element, type, subject.element(index).take());
        operands.add(
            new Expr.Assigning(tree.start(n), tree.end(n), draft.name(name), "=", matched));
      } else {
        operands.add(draft.expressions.lower(element));
      }
      index++;
    }
    return operation(pattern, "is", operands.toArray(Expr[]::new));
  }

  private Expr negated(int pattern, Subject subject) {
    Expr inner = test(draft.first(pattern), subject);
    return inner instanceof Expr.Operation is && is.operator().equals("is")
        ? new Expr.Operation(is.start(), is.end(), "is not", is.operands())
        : operation(pattern, "!", inner);
  }

  private Expr both(int pattern, String operator, Subject subject) {
    return operation(
        pattern,
        operator,
        test(draft.childOrFirst(pattern, "left"), subject),
        test(draft.last(pattern), subject));
  }

  /// Patterns with a type, parts and a name, each of which may be missing.
  private Expr structure(int pattern, Subject subject) {
    List<Expr> operands = new ArrayList<>();
    int typeNode = tree.child(pattern, "type");
    TypeRef type = draft.typeRefs.of(typeNode);
    Expr value = subject.take();
    int name = tree.child(pattern, "name");
    int several = draft.childOfKind(pattern, "parenthesized_variable_designation");
    Subject whole = subject;
    if (name >= 0) {
      operands.add(assigning(pattern, draft.name(name), cast(pattern, type, value)));
      whole = Subject.isPure(value) ? subject : new Subject(draft.name(name));
    } else if (several >= 0) {
      operands.add(assigning(pattern, designation(several), cast(pattern, type, value)));
    } else {
      operands.add(value);
    }
    if (!type.isNone()) {
      operands.add(draft.typeRefs.expression(typeNode));
    }
    parts(pattern, whole, operands);
    return operands.size() == 1
        ? operands.getFirst()
        : operation(pattern, "is", operands.toArray(Expr[]::new));
  }

  private void parts(int pattern, Subject subject, List<Expr> operands) {
    int index = 0;
    for (int n = draft.first(pattern); n >= 0; n = draft.next(n)) {
      switch (tree.kind(n)) {
        case "positional_pattern_clause", "property_pattern_clause" ->
            subpatterns(n, subject, operands);
        case "identifier", "parenthesized_variable_designation" -> {}
        default -> {
          if (tree.kind(pattern).equals("list_pattern")) {
            operands.add(test(n, subject.element(index++)));
          }
        }
      }
    }
  }

  private void subpatterns(int clause, Subject subject, List<Expr> operands) {
    int index = 0;
    for (int n = draft.first(clause); n >= 0; n = draft.next(n)) {
      int part = draft.last(n);
      int member = draft.first(n);
      if (part < 0 || tree.kind(part).equals("discard")) {
        index++;
        continue;
      }
      Subject of = member == part ? subject.element(index) : members(subject, member);
      operands.add(test(part, of));
      index++;
    }
  }

  private Subject members(Subject subject, int path) {
    Subject of = subject;
    for (String name : draft.typeRefs.dotted(path).split("\\.", -1)) {
      of = of.member(name);
    }
    return of;
  }

  private Expr designation(int node) {
    List<Collection.Entry> entries = new ArrayList<>();
    for (int n = draft.first(node); n >= 0; n = draft.next(n)) {
      Expr target =
          tree.kind(n).equals("parenthesized_variable_designation")
              ? nestedDesignation(n)
              : draft.name(n);
      entries.add(new Collection.Entry(Expr.NONE, target, false));
    }
    return new Collection(
        tree.start(node), tree.end(node), Collection.Kind.LIST, List.copyOf(entries));
  }

  private Expr nestedDesignation(int node) {
    return draft.deeper(Draft.LEVEL, () -> designation(node), () -> draft.opaque(node, List.of()));
  }

  private Expr assigning(int node, Expr target, Expr value) {
    return new Expr.Assigning(tree.start(node), tree.end(node), target, "=", value);
  }

  private Expr operation(int node, String operator, Expr... operands) {
    int start = operands[0].end() == 0 ? tree.start(node) : operands[0].start();
    return new Expr.Operation(
        Math.min(start, tree.start(node)), tree.end(node), operator, List.of(operands));
  }
}
