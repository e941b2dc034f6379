package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Step;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Translates assignments in k6 scripts: declarations, patterns, parts of variables, and what calls
/// give.
final class K6Assignments {

  private static final Map<String, Infix> UPDATES =
      Map.of(
          "+=", Infix.PLUS,
          "-=", Infix.MINUS,
          "*=", Infix.TIMES,
          "/=", Infix.DIVIDED,
          "%=", Infix.MODULO);

  private final Code code;
  private final K6Names names;
  private final K6Expressions expressions;

  K6Assignments(Code code, K6Names names, K6Expressions expressions) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
  }

  /// An assignment that is an expression too.
  void assign(Expr.Assigning assigning, Frame frame) throws RefusedException {
    Expression given = expressions.translate(assigning.value(), frame);
    set(assigning.target(), updated(assigning.target(), assigning.operator(), given, frame), frame);
  }

  private Expression updated(Expr target, String operator, Expression given, Frame frame)
      throws RefusedException {
    Infix update = UPDATES.get(operator);
    if (update != null) {
      return Expression.binary(update, expressions.translate(target, frame), given);
    } else if (operator.equals("??=") || operator.equals("||=") || operator.equals("&&=")) {
      Expression before = expressions.translate(target, frame);
      return switch (operator) {
        case "||=" -> Expression.binary(Infix.OR, before, given);
        case "&&=" -> Expression.binary(Infix.AND, before, given);
        default ->
            new Expression.Conditional(
                Expression.binary(Infix.EQUAL, before, Expression.NOTHING), given, before);
      };
    } else if (!operator.equals("=")) {
      throw new RefusedException(target, "the operator " + operator);
    }
    return given;
  }

  void assign(Stmt.Assign assign, Frame frame) throws RefusedException {
    if (assign.value() == Expr.NONE) {
      for (Expr target : assign.targets()) {
        if (target instanceof Expr.Name name) {
          set(new Declared(name, assign.declares()), Expression.NOTHING, frame);
        }
      }
      return;
    }
    if (assign.targets().size() == 1
        && assign.targets().getFirst() instanceof Expr.Name name
        && assign.value() instanceof Expr.Call call
        && assign.operator().equals("=")) {
      if (direct(call, new Declared(name, assign.declares()), frame)) {
        return;
      }
    }
    if (assign.value() instanceof Expr.Lambda lambda) {
      if (!assign.declares() || !(assign.targets().getFirst() instanceof Expr.Name name)) {
        throw new RefusedException(lambda, "a function as a value");
      }
      frame.lambdas().put(name.id(), lambda);
      return;
    }
    if (assign.declares()
        && assign.targets().getFirst() instanceof Expr.Name name
        && assign.value() instanceof Expr.Collection collection) {
      frame.written().put(name.id(), collection);
    }
    Expression given = expressions.translate(assign.value(), frame);
    if (assign.targets().size() > 1 || assign.targets().getFirst() instanceof Expr.Collection) {
      unpack(assign, given, frame);
      return;
    }
    Expr target = assign.targets().getFirst();
    Expression value = updated(target, assign.operator(), given, frame);
    if (target instanceof Expr.Name name) {
      set(new Declared(name, assign.declares()), value, frame);
    } else {
      set(target, value, frame);
    }
  }

  /// A name that is set; one that is `declared` is new.
  private record Declared(Expr.Name name, boolean declared) {}

  /// The answer or result of a call goes straight into its variable.
  private boolean direct(Expr.Call call, Declared target, Frame frame) throws RefusedException {
    Optional<Step.Send> send = expressions.calls().requests().send(call, frame);
    if (send.isPresent()) {
      frame.add(send.get().into(variable(target, frame)));
      return true;
    }
    Optional<Step.Do> own = names.call(call, "", frame);
    if (own.isPresent()) {
      Step.Do step = own.get();
      frame.add(
          new Step.Do(step.place(), step.procedure(), step.arguments(), variable(target, frame)));
      return true;
    }
    return false;
  }

  private String variable(Declared target, Frame frame) throws RefusedException {
    return target.declared()
        ? names.local(target.name().id(), frame)
        : names.variable(target.name(), frame);
  }

  private void set(Declared target, Expression value, Frame frame) throws RefusedException {
    frame.add(
        new Step.Set(code.place(target.name().start()), variable(target, frame), List.of(), value));
  }

  /// Sets a variable or a part of one.
  void set(Expr target, Expression value, Frame frame) throws RefusedException {
    List<Expression> path = new ArrayList<>();
    Expr at = target;
    while (true) {
      if (at instanceof Expr.Index index) {
        path.addFirst(expressions.translate(index.index(), frame));
        at = index.receiver();
      } else if (at instanceof Expr.Member member) {
        path.addFirst(Expression.text(member.name()));
        at = member.receiver();
      } else {
        break;
      }
    }
    if (!(at instanceof Expr.Name name)) {
      throw new RefusedException(target, "setting this");
    }
    frame.written().remove(name.id());
    frame.add(
        new Step.Set(
            code.place(target.start()), names.variable(name, frame), List.copyOf(path), value));
  }

  private void unpack(Stmt.Assign assign, Expression given, Frame frame) throws RefusedException {
    Expression whole = given;
    if (!(given instanceof Expression.Variable)) {
      String variable = frame.temporary("parts");
      frame.add(new Step.Set(code.place(assign.start()), variable, List.of(), given));
      whole = new Expression.Variable(variable);
    }
    if (assign.targets().size() > 1) {
      for (int i = 0; i < assign.targets().size(); i++) {
        part(assign, assign.targets().get(i), Expression.whole(i), whole, frame);
      }
      return;
    }
    Expr.Collection pattern = (Expr.Collection) assign.targets().getFirst();
    boolean map = pattern.kind() == Expr.Collection.Kind.MAP;
    for (int i = 0; i < pattern.entries().size(); i++) {
      Expr.Collection.Entry entry = pattern.entries().get(i);
      if (entry.spread()) {
        throw new RefusedException(entry.value(), "the rest of a pattern");
      }
      if (entry.value() != Expr.NONE) {
        Expression key = map ? expressions.translate(entry.key(), frame) : Expression.whole(i);
        part(assign, entry.value(), key, whole, frame);
      }
    }
  }

  private void part(Stmt.Assign assign, Expr target, Expression key, Expression whole, Frame frame)
      throws RefusedException {
    if (!(target instanceof Expr.Name name)) {
      throw new RefusedException(target, "a nested pattern");
    }
    set(new Declared(name, assign.declares()), Expression.call(Function.GET, whole, key), frame);
  }
}
