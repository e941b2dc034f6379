package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Operator.Prefix;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Think;
import dev.backlight.load.scenario.Value;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Translates JavaScript statements of k6 scripts, each refused on its own.
final class K6Statements {

  private static final Map<String, Infix> UPDATES =
      Map.of(
          "+=", Infix.PLUS,
          "-=", Infix.MINUS,
          "*=", Infix.TIMES,
          "/=", Infix.DIVIDED,
          "%=", Infix.MODULO);

  private static final Set<String> METRICS =
      Set.of("k6/metrics.Trend", "k6/metrics.Rate", "k6/metrics.Counter", "k6/metrics.Gauge");

  private final Code code;
  private final K6Names names;
  private final K6Expressions expressions;

  K6Statements(Code code, K6Names names, K6Expressions expressions) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
  }

  List<Step> block(Stmt.Block block, Frame frame) {
    Frame own = frame.block();
    for (Stmt statement : block.statements()) {
      try {
        statement(statement, own);
      } catch (RefusedException e) {
        code.refuse(e);
      }
    }
    return own.steps();
  }

  private void statement(Stmt statement, Frame frame) throws RefusedException {
    Place place = code.place(statement.start());
    switch (statement) {
      case Stmt.Evaluate(int _, int _, Expr value) -> evaluate(value, place, frame);
      case Stmt.Assign assign -> assign(assign, frame);
      case Stmt.If branch -> {
        Expression condition = expressions.translate(branch.condition(), frame);
        frame.add(
            new Step.If(
                place, condition, block(branch.then(), frame), block(branch.otherwise(), frame)));
      }
      case Stmt.Loop loop -> loop(loop, place, frame);
      case Stmt.Try attempt -> {
        List<Step> recovery = List.of();
        if (!attempt.catches().isEmpty()) {
          Stmt.Try.Catch first = attempt.catches().getFirst();
          if (!first.variable().isEmpty()) {
            frame.local("error");
            frame.meanings().put(first.variable(), new Expression.Variable("error"));
          }
          recovery = block(first.body(), frame);
        }
        frame.add(new Step.Attempt(place, block(attempt.body(), frame), recovery));
        block(attempt.last(), frame).forEach(frame::add);
      }
      case Stmt.Return(int _, int _, Expr value) ->
          frame.add(
              new Step.Return(
                  place,
                  value == Expr.NONE ? Expression.NOTHING : expressions.translate(value, frame)));
      case Stmt.Throw(int _, int _, Expr value) ->
          frame.add(
              new Step.Fail(
                  place,
                  value instanceof Expr.Call call && !call.arguments().isEmpty()
                      ? expressions.translate(call.arguments().getFirst().value(), frame)
                      : Expression.text("thrown")));
      case Stmt.Jump jump ->
          frame.add(
              new Step.Leave(
                  place,
                  jump.kind() == Stmt.Jump.Kind.BREAK
                      ? Step.Leave.Kind.BREAK
                      : Step.Leave.Kind.CONTINUE));
      case Stmt.Block block -> block(block, frame).forEach(frame::add);
      case Stmt.Choice choice -> throw new RefusedException(choice.start(), "switch");
      case Stmt.Scope scope -> throw new RefusedException(scope.start(), "using");
      case Stmt.Define define -> throw new RefusedException(define.start(), "a nested function");
    }
  }

  private void evaluate(Expr value, Place place, Frame frame) throws RefusedException {
    switch (value) {
      case Expr.Call call -> call(call, place, frame);
      case Expr.Assigning assigning -> assign(assigning, frame);
      case Expr.Operation(int _, int _, String operator, List<Expr> operands)
          when operator.equals("||") || operator.equals("&&") -> {
        boolean metric = operands.get(1) instanceof Expr.Call call && isMetric(call);
        if (metric) {
          evaluate(operands.getFirst(), place, frame);
          code.note(operands.get(1).start(), "metrics of one's own are left out");
          return;
        }
        Expression condition = expressions.translate(operands.getFirst(), frame);
        Frame inner = frame.block();
        evaluate(operands.get(1), place, inner);
        frame.add(
            operator.equals("&&")
                ? new Step.If(place, condition, inner.steps(), List.of())
                : new Step.If(
                    place, new Expression.Unary(Prefix.NOT, condition), inner.steps(), List.of()));
      }
      case Expr.Literal _ -> {}
      case Expr.Await(int _, int _, Expr inner) -> evaluate(inner, place, frame);
      default -> expressions.translate(value, frame);
    }
  }

  private boolean isMetric(Expr.Call call) {
    return call.callee() instanceof Expr.Member member
        && member.name().equals("add")
        && names.resolved(member.receiver()) instanceof Expr.Call made
        && METRICS.contains(code.dotted(made.callee()));
  }

  private void call(Expr.Call call, Place place, Frame frame) throws RefusedException {
    String dotted = code.dotted(call.callee());
    if (dotted.startsWith("console.")) {
      code.note(call.start(), "console output is left out");
      return;
    }
    if (isMetric(call)) {
      code.note(call.start(), "metrics of one's own are left out");
      return;
    }
    Optional<K6Requests.Batch> batch = expressions.calls().requests().batch(call, frame);
    if (batch.isPresent()) {
      frame.add(new Step.Parallel(place, batch.get().requests()));
      return;
    }
    Optional<Step.Send> send = expressions.calls().requests().send(call, frame);
    if (send.isPresent()) {
      frame.add(send.get());
      return;
    }
    switch (dotted) {
      case "k6.check" -> expressions.calls().requests().checks(call, frame).forEach(frame::add);
      case "k6.sleep" -> frame.add(new Step.Pause(place, think(call, frame)));
      case "k6.group" -> group(call, place, frame);
      case "k6.fail" ->
          frame.add(
              new Step.Fail(
                  place,
                  call.arguments().isEmpty()
                      ? Expression.text("fail()")
                      : expressions.calls().argument(call, 0, frame)));
      case "k6/execution.test.abort" -> throw new RefusedException(call, "ending the whole run");
      default -> other(call, place, frame);
    }
  }

  private void other(Expr.Call call, Place place, Frame frame) throws RefusedException {
    Optional<Step.Do> own = names.call(call, "", frame);
    if (own.isPresent()) {
      frame.add(own.get());
      return;
    }
    if (call.callee() instanceof Expr.Member member && !call.arguments().isEmpty()) {
      Expr first = call.arguments().getFirst().value();
      if (member.name().equals("push")) {
        Expression list = expressions.translate(member.receiver(), frame);
        set(
            member.receiver(),
            Expression.binary(
                Infix.PLUS,
                list,
                new Expression.Items(List.of(expressions.translate(first, frame)))),
            frame);
        return;
      }
      if (member.name().equals("forEach")) {
        forEach(member, first, place, frame);
        return;
      }
    }
    expressions.translate(call, frame);
  }

  private void forEach(Expr.Member member, Expr callback, Place place, Frame frame)
      throws RefusedException {
    Optional<FunctionDecl> function = names.function(callback);
    if (function.isEmpty() || function.get().parameters().size() != 1) {
      throw new RefusedException(callback, "forEach with this function");
    }
    Expression source = expressions.translate(member.receiver(), frame);
    String variable = names.local(function.get().parameters().getFirst().name(), frame);
    frame.add(
        new Step.ForEach(place, List.of(variable), source, block(function.get().body(), frame)));
  }

  private void group(Expr.Call call, Place place, Frame frame) throws RefusedException {
    Optional<String> name = expressions.calls().argument(call, 0, frame).literalText();
    Optional<FunctionDecl> function =
        call.arguments().size() < 2
            ? Optional.empty()
            : names.function(call.arguments().get(1).value());
    if (name.isEmpty() || function.isEmpty()) {
      throw new RefusedException(call, "a group whose name or content is computed");
    }
    frame.add(new Step.Group(place, name.get(), block(function.get().body(), frame)));
  }

  private Think think(Expr.Call call, Frame frame) throws RefusedException {
    Expression seconds = expressions.calls().argument(call, 0, frame);
    return switch (seconds) {
      case Expression.Literal(Value.Whole(long number)) ->
          new Think.Constant(Duration.ofSeconds(number));
      case Expression.Literal(Value.Decimal(double number)) ->
          new Think.Constant(Duration.ofNanos(Math.round(number * 1e9)));
      default -> new Think.Seconds(seconds);
    };
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
    } else if (!operator.equals("=")) {
      throw new RefusedException(target, "the operator " + operator);
    }
    return given;
  }

  private void assign(Stmt.Assign assign, Frame frame) throws RefusedException {
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
      throw new RefusedException(lambda, "a function inside a function");
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

  private void set(Expr target, Expression value, Frame frame) throws RefusedException {
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

  private void loop(Stmt.Loop loop, Place place, Frame frame) throws RefusedException {
    switch (loop.kind()) {
      case EACH -> {
        if (loop.targets().size() != 1 || !(loop.targets().getFirst() instanceof Expr.Name name)) {
          throw new RefusedException(loop.start(), "a loop over a pattern");
        }
        Expression source = expressions.translate(loop.source(), frame);
        String variable = names.local(name.id(), frame);
        frame.add(new Step.ForEach(place, List.of(variable), source, block(loop.body(), frame)));
      }
      case WHILE, COUNTING -> {
        if (loop.kind() == Stmt.Loop.Kind.COUNTING && continues(loop.body())) {
          throw new RefusedException(loop.start(), "continue in a counting loop");
        }
        for (Stmt before : loop.before()) {
          statement(before, frame);
        }
        Expression condition =
            loop.source() == Expr.NONE
                ? Expression.truth(true)
                : expressions.translate(loop.source(), frame.conditionally());
        frame.add(new Step.While(place, condition, block(loop.body(), frame)));
      }
    }
  }

  private static boolean continues(Stmt.Block body) {
    boolean[] found = {false};
    Walker.statements(
        body,
        each ->
            found[0] |= each instanceof Stmt.Jump jump && jump.kind() == Stmt.Jump.Kind.CONTINUE);
    return found[0];
  }
}
