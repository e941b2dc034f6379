package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an expression may be.
final class Expressions {

  private final Evaluator evaluator;

  Expressions(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  Value evaluate(Expr expr) {
    return evaluate(expr, Site.Use.USED, "", false);
  }

  Value evaluate(Expr expr, Site.Use use, String bound, boolean awaited) {
    return switch (expr) {
      case Expr.Name e -> name(e);
      case Expr.Member e -> evaluator.members.property(e, use, bound, awaited);
      case Expr.Call e -> evaluator.calls.call(e, use, bound, awaited);
      case Expr.Await e ->
          evaluator.thenables.awaited(evaluate(e.value(), use, bound, true), e.value(), use, bound);
      case Expr.Literal e -> new Value.Constant(e.text());
      case Expr.Template e -> {
        e.parts().forEach(this::evaluate);
        yield e.parts().isEmpty() ? new Value.Constant(e.text()) : Value.SCALAR;
      }
      case Expr.Lambda e -> later(e);
      case Expr.Index e -> index(e);
      case Expr.Operation e -> operation(e, use, bound, awaited);
      case Expr.Collection e -> collection(e);
      case Expr.Comprehension e -> comprehension(e);
      case Expr.Assigning e -> {
        String name = e.target() instanceof Expr.Name n ? n.id() : "";
        Value value =
            e.value() == Expr.NONE
                ? Value.UNKNOWN
                : evaluate(
                    e.value(),
                    e.target() instanceof Expr.Name ? Site.Use.BOUND : Site.Use.STORED,
                    name,
                    false);
        evaluator.statements.bind(e.target(), value, false);
        yield value;
      }
      case Expr.Cast e -> {
        Value value = evaluate(e.value(), use, bound, awaited);
        Value declared =
            evaluator.linkage.names.types.of(
                evaluator.unit, e.type(), Evaluator.typeParameters(evaluator.frame.fn));
        yield declared.isUnknown() ? value : Statements.refine(declared, value);
      }
      case Expr.Yield e -> {
        Value value = evaluate(e.value());
        Value one = e.delegates() ? element(value) : value;
        evaluator.frame.yielded =
            evaluator.frame.yielded.isUnknown() ? one : evaluator.frame.yielded;
        yield Value.UNKNOWN;
      }
      case Expr.Markup e -> {
        e.children().forEach(this::evaluate);
        yield Value.UNKNOWN;
      }
      case Expr.Opaque e -> {
        e.children().forEach(this::evaluate);
        yield Value.UNKNOWN;
      }
    };
  }

  private Value later(Expr.Lambda e) {
    Fn fn = evaluator.unit.functions().get(e.function());
    if (!evaluator.isDone(fn)) {
      evaluator.inside(fn, List.of(), List.of(), List.of(), evaluator.frame.translated);
    }
    return new Value.Function(List.of(fn), Value.UNKNOWN, true);
  }

  Value name(Expr.Name e) {
    String id = e.id();
    if (id.equals("this")) {
      @Nullable Value bound = evaluator.frame.look("this");
      return bound != null
          ? bound
          : evaluator
              .receiver()
              .map(o ->
                  evaluator.frame.fn.is(Trait.STATIC)
                          && evaluator.unit.language() == Language.PYTHON
                      ? (Value) new Value.ClassOf(o)
                      : new Value.Instance(o))
              .orElse(Value.UNKNOWN);
    }
    Value local = evaluator.frame.look(id);
    if (local != null && !local.isUnknown()) {
      return local;
    }
    Value top = evaluator.linkage.names.named(evaluator.unit, id);
    if (!top.isUnknown()) {
      return evaluator.members.imported(top);
    }
    if (id.equals("exports") && evaluator.unit.language() == Language.JAVASCRIPT) {
      return new Value.Module(evaluator.unit);
    }
    if (evaluator.unit.language() == Language.CSHARP
        || evaluator.unit.language() == Language.JAVA) {
      Optional<Cls> owner = evaluator.receiver();
      if (owner.isPresent() && local == null) {
        Value member =
            evaluator.members.own(
                e, owner.get(), evaluator.members.member(new Value.Instance(owner.get()), id, e));
        if (!member.isUnknown()) {
          return member;
        }
      }
    }
    Value hinted = evaluator.hint(id);
    return !hinted.isUnknown() ? hinted : local != null ? local : new Value.Outside(id);
  }

  private Value index(Expr.Index e) {
    Value receiver = evaluate(e.receiver(), Site.Use.CHAINED, "", false).settled();
    evaluate(e.index());
    boolean slice = e.index() instanceof Expr.Operation o && o.operator().equals("slice");
    if (slice) {
      return evaluator.queries.slice(receiver, (Expr.Operation) e.index());
    }
    if (receiver instanceof Value.Outside o) {
      return evaluator.hint(o.path() + "[]");
    }
    if (!(e.index() instanceof Expr.Literal l) || l.kind() == Expr.Literal.Kind.NUMBER) {
      evaluator.queries.iterate(receiver, e);
    }
    return element(receiver);
  }

  private Value operation(Expr.Operation e, Site.Use use, String bound, boolean awaited) {
    boolean passes =
        switch (e.operator()) {
          case "||", "??", "?:", "&&", "," -> true;
          default -> false;
        };
    Value first = Value.UNKNOWN;
    Value best = Value.UNKNOWN;
    for (int i = 0; i < e.operands().size(); i++) {
      boolean result = passes && !(e.operator().equals("?:") && i == 0);
      Value value =
          result
              ? evaluate(e.operands().get(i), use, bound, awaited)
              : evaluate(e.operands().get(i));
      first = i == 0 ? value : first;
      if (result
          && (best.isUnknown()
              || best instanceof Value.Outside
              || best instanceof Value.Constant)) {
        best = value;
      }
    }
    if (passes) {
      return best;
    }
    if (e.operator().equals("|")
        && evaluator.unit.language() == Language.PYTHON
        && !e.operands().isEmpty()) {
      return first;
    }
    return Value.SCALAR;
  }

  private Value collection(Expr.Collection e) {
    Value element = Value.UNKNOWN;
    boolean fixed = true;
    for (Expr.Collection.Entry entry : e.entries()) {
      if (entry.key() != Expr.NONE) {
        evaluate(entry.key());
      }
      Value value = evaluator.thenables.element(evaluate(entry.value()), entry.value());
      fixed &= !entry.spread();
      Value one = entry.spread() ? element(value) : value;
      element = element.isUnknown() ? one : element;
    }
    return new Value.Listing(element, fixed && !e.entries().isEmpty(), Query.NONE);
  }

  private Value comprehension(Expr.Comprehension e) {
    List<LoopContext> before = evaluator.frame.loops;
    for (Expr.Comprehension.Clause clause : e.clauses()) {
      Value source = evaluate(clause.source()).settled();
      evaluator.queries.iterate(source, clause.source());
      evaluator.frame.loops =
          Frame.with(
              evaluator.frame.loops,
              new LoopContext(
                  LoopContext.Kind.COMPREHENSION,
                  e.start(),
                  e.end(),
                  clause.async(),
                  Statements.fixed(source, clause.source()),
                  source,
                  clause.source(),
                  Bounds.names(clause.targets()),
                  Stmt.Block.EMPTY));
      evaluator.statements.bindEach(clause.targets(), source);
      clause.conditions().forEach(this::evaluate);
    }
    evaluate(e.key());
    Value element = evaluate(e.element());
    boolean fixed =
        evaluator.frame.loops.subList(before.size(), evaluator.frame.loops.size()).stream()
            .allMatch(LoopContext::fixed);
    evaluator.frame.loops = before;
    return new Value.Listing(element, fixed, Query.NONE);
  }

  /// An element of a collection or query.
  Value element(Value value) {
    return switch (value) {
      case Value.Listing l -> l.element();
      case Value.Known k -> k.arguments().isEmpty() ? Value.UNKNOWN : k.arguments().getLast();
      case Value.Pending p -> element(p.value());
      default -> Value.UNKNOWN;
    };
  }
}
