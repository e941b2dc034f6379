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
import java.util.Optional;
import java.util.Set;

/// Translates JavaScript statements of k6 scripts, each refused on its own.
final class K6Statements {

  private static final Set<String> METRICS =
      Set.of("k6/metrics.Trend", "k6/metrics.Rate", "k6/metrics.Counter", "k6/metrics.Gauge");

  private final Code code;
  private final K6Names names;
  private final K6Expressions expressions;
  private final K6Assignments assignments;

  K6Statements(Code code, K6Names names, K6Expressions expressions) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
    this.assignments = new K6Assignments(code, names, expressions);
  }

  K6Assignments assignments() {
    return assignments;
  }

  List<Step> block(Stmt.Block block, Frame frame) {
    code.refuseLost(block.start(), block.end());
    Frame own = frame.block();
    for (Stmt statement : block.statements()) {
      try {
        statement(statement, own);
      } catch (RefusedException e) {
        code.refuse(e);
        declare(statement, own);
      }
    }
    return own.steps();
  }

  /// The names of a declaration that was refused are known, so that it is told once.
  private void declare(Stmt statement, Frame frame) {
    if (statement instanceof Stmt.Assign assign && assign.declares()) {
      for (Expr target : assign.targets()) {
        if (target instanceof Expr.Name name) {
          names.local(name.id(), frame);
        }
      }
    }
  }

  private void statement(Stmt statement, Frame frame) throws RefusedException {
    Place place = code.place(statement.start());
    switch (statement) {
      case Stmt.Evaluate(int _, int _, Expr value) -> evaluate(value, place, frame);
      case Stmt.Assign assign -> assignments.assign(assign, frame);
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
        attempt(attempt, recovery, place, frame);
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

  private void attempt(Stmt.Try attempt, List<Step> recovery, Place place, Frame frame)
      throws RefusedException {
    List<Step> body = block(attempt.body(), frame);
    List<Step> guarded =
        attempt.catches().isEmpty() ? body : List.of(new Step.Attempt(place, body, recovery));
    List<Step> last = block(attempt.last(), frame);
    if (last.isEmpty()) {
      guarded.forEach(frame::add);
      return;
    }
    PythonStatements.requireNoJumps(attempt);
    frame.local("error");
    List<Step> again = new ArrayList<>(last);
    again.add(new Step.Fail(place, new Expression.Variable("error")));
    frame.add(new Step.Attempt(place, guarded, again));
    last.forEach(frame::add);
  }

  private void evaluate(Expr value, Place place, Frame frame) throws RefusedException {
    switch (value) {
      case Expr.Call call -> call(call, place, frame);
      case Expr.Assigning assigning -> assignments.assign(assigning, frame);
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

  /// A function of this function, called for what it does.
  private void inline(Expr.Call call, Expr.Lambda lambda, Place place, Frame frame)
      throws RefusedException {
    FunctionDecl function = code.file().functions().get(lambda.function());
    boolean returns = Walker.anyStatement(function.body(), each -> each instanceof Stmt.Return);
    boolean value =
        function.body().statements().size() == 1
            && function.body().statements().getFirst() instanceof Stmt.Return;
    if (returns && !value) {
      throw new RefusedException(
          call, "a function inside a function that returns early; declare it at the top");
    }
    List<Expression> given = expressions.calls().given(call, lambda, frame);
    for (int i = 0; i < function.parameters().size(); i++) {
      String variable = names.local(function.parameters().get(i).name(), frame);
      frame.add(new Step.Set(place, variable, List.of(), given.get(i)));
    }
    if (value && function.body().statements().getFirst() instanceof Stmt.Return returned) {
      evaluate(returned.value(), place, frame);
    } else {
      block(function.body(), frame).forEach(frame::add);
    }
  }

  private void other(Expr.Call call, Place place, Frame frame) throws RefusedException {
    Optional<Expr.Lambda> lambda = K6Calls.lambda(call, frame);
    if (lambda.isPresent()) {
      inline(call, lambda.get(), place, frame);
      return;
    }
    Optional<Step.Do> own = names.call(call, "", frame);
    if (own.isPresent()) {
      frame.add(own.get());
      return;
    }
    if (call.callee() instanceof Expr.Member member && !call.arguments().isEmpty()) {
      Expr first = call.arguments().getFirst().value();
      if (member.name().equals("push")) {
        Expression list = expressions.translate(member.receiver(), frame);
        assignments.set(
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
    if (function.isEmpty()
        || function.get().parameters().isEmpty()
        || function.get().parameters().size() > 2
        || function.get().parameters().stream().anyMatch(each -> each.name().isEmpty())) {
      throw new RefusedException(callback, "forEach with this function");
    }
    Expression source = expressions.translate(member.receiver(), frame);
    if (function.get().parameters().size() == 2) {
      List<String> both =
          function.get().parameters().stream()
              .map(each -> names.local(each.name(), frame))
              .toList();
      frame.add(
          new Step.ForEach(
              place, both, withPlaces(source, frame), block(function.get().body(), frame)));
      return;
    }
    String variable = names.local(function.get().parameters().getFirst().name(), frame);
    frame.add(
        new Step.ForEach(place, List.of(variable), source, block(function.get().body(), frame)));
  }

  /// Pairs of an element and its place.
  private static Expression withPlaces(Expression list, Frame frame) {
    String at = frame.temporary("at");
    Expression place = new Expression.Variable(at);
    return new Expression.Each(
        at,
        Expression.call(Function.RANGE, Expression.call(Function.LENGTH, list)),
        Expression.truth(true),
        new Expression.Items(List.of(new Expression.Index(list, place), place)));
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

  private void loop(Stmt.Loop loop, Place place, Frame frame) throws RefusedException {
    switch (loop.kind()) {
      case EACH -> {
        if (loop.targets().size() != 1 || !(loop.targets().getFirst() instanceof Expr.Name name)) {
          throw new RefusedException(loop.start(), "a loop over a pattern");
        }
        Expression source = expressions.translate(loop.source(), frame);
        String variable = names.local(name.id(), frame);
        Expression each = isOverKeys(loop) ? keys(source) : source;
        frame.add(new Step.ForEach(place, List.of(variable), each, block(loop.body(), frame)));
      }
      case WHILE, COUNTING -> {
        if (isDo(loop)) {
          doWhile(loop, place, frame);
          return;
        }
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

  /// `for (const i in list)` goes over places, and over the names of a map.
  private boolean isOverKeys(Stmt.Loop loop) {
    return code.text(loop.start(), loop.source().start()).matches("(?s).*\\sin\\s*");
  }

  private static Expression keys(Expression source) {
    return new Expression.Conditional(
        Expression.binary(
            Infix.EQUAL, Expression.call(Function.TYPE, source), Expression.text("list")),
        Expression.call(Function.RANGE, Expression.call(Function.LENGTH, source)),
        Expression.call(Function.KEYS, source));
  }

  private boolean isDo(Stmt.Loop loop) {
    return code.text(loop.start(), loop.end()).matches("(?s)do\\b.*");
  }

  /// `do { … } while (condition)` tests after the body.
  private void doWhile(Stmt.Loop loop, Place place, Frame frame) throws RefusedException {
    if (continues(loop.body())) {
      throw new RefusedException(loop.start(), "continue in a loop that tests at its end");
    }
    List<Step> body = new ArrayList<>(block(loop.body(), frame));
    Frame after = frame.block();
    Expression condition = expressions.translate(loop.source(), after);
    body.addAll(after.steps());
    body.add(
        new Step.If(
            place,
            new Expression.Unary(Prefix.NOT, condition),
            List.of(new Step.Leave(place, Step.Leave.Kind.BREAK)),
            List.of()));
    frame.add(new Step.While(place, Expression.truth(true), List.copyOf(body)));
  }

  private static boolean continues(Stmt.Block body) {
    return Walker.anyStatement(
        body, each -> each instanceof Stmt.Jump jump && jump.kind() == Stmt.Jump.Kind.CONTINUE);
  }
}
