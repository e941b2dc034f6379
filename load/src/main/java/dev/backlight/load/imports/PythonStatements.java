package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Operator.Prefix;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Step;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Translates Python statements. What has no translation is refused, statement by statement, so
/// that one reading tells all of it.
final class PythonStatements {

  private static final Set<String> STOPS = Set.of("StopUser", "locust.exception.StopUser");
  private static final Set<String> RESCHEDULES =
      Set.of(
          "RescheduleTask",
          "RescheduleTaskImmediately",
          "locust.exception.RescheduleTask",
          "locust.exception.RescheduleTaskImmediately");

  private static final Set<String> ANY_ERROR = Set.of("Exception", "BaseException");
  private static final Set<String> NO_JSON = Set.of("JSONDecodeError", "ValueError");

  private final Code code;
  private final LocustNames names;
  private final PythonExpressions expressions;
  private final PythonAssignments assignments;
  private final PythonCallSteps calls;

  PythonStatements(Code code, LocustNames names, PythonExpressions expressions) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
    this.assignments = new PythonAssignments(code, names, expressions);
    this.calls = new PythonCallSteps(code, names, expressions, assignments);
  }

  /// A function's body; its variables are those of `frame`.
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

  /// The names of an assignment that was refused are known, so that it is told once.
  private void declare(Stmt statement, Frame frame) {
    if (statement instanceof Stmt.Assign assign) {
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
      case Stmt.Evaluate evaluate -> evaluate(evaluate.value(), frame);
      case Stmt.Assign assign -> assignments.assign(assign, frame);
      case Stmt.If branch -> {
        Expression condition = expressions.translate(branch.condition(), frame);
        frame.add(
            new Step.If(
                place, condition, block(branch.then(), frame), block(branch.otherwise(), frame)));
      }
      case Stmt.Loop loop -> loop(loop, place, frame);
      case Stmt.Try attempt -> attempt(attempt, place, frame);
      case Stmt.Scope scope -> scope(scope, frame);
      case Stmt.Return returns ->
          frame.add(
              new Step.Return(
                  place,
                  returns.value() == Expr.NONE
                      ? Expression.NOTHING
                      : expressions.translate(returns.value(), frame)));
      case Stmt.Throw raise -> raise(raise, place, frame);
      case Stmt.Jump jump ->
          frame.add(
              new Step.Leave(
                  place,
                  jump.kind() == Stmt.Jump.Kind.BREAK
                      ? Step.Leave.Kind.BREAK
                      : Step.Leave.Kind.CONTINUE));
      case Stmt.Block block -> block(block, frame).forEach(frame::add);
      case Stmt.Choice choice -> throw new RefusedException(choice.start(), "match");
      case Stmt.Define define ->
          throw new RefusedException(define.start(), "a function inside a function");
    }
  }

  private void evaluate(Expr value, Frame frame) throws RefusedException {
    switch (value) {
      case Expr.Call call -> calls.call(call, frame);
      case Expr.Operation(int start, int _, String operator, List<Expr> operands) -> {
        switch (operator) {
          case "assert" -> {
            Expression condition = expressions.translate(operands.getFirst(), frame);
            Expression reason =
                operands.size() > 1
                    ? expressions.translate(operands.get(1), frame)
                    : Expression.text(
                        "assert "
                            + code.text(operands.getFirst().start(), operands.getFirst().end()));
            Place place = code.place(start);
            frame.add(
                new Step.If(
                    place,
                    new Expression.Unary(Prefix.NOT, condition),
                    List.of(new Step.Fail(place, reason)),
                    List.of()));
          }
          case "delete" -> {
            for (Expr operand : operands) {
              assignments.delete(operand, frame);
            }
          }
          case "global", "nonlocal" -> requireOnlyRead(operands);
          default -> expressions.translate(value, frame);
        }
      }
      default -> expressions.translate(value, frame);
    }
  }

  /// `global x` of what no function sets is of no consequence.
  private void requireOnlyRead(List<Expr> globals) throws RefusedException {
    for (Expr each : globals) {
      if (each instanceof Expr.Name name && names.isSetGlobal(name)) {
        throw new RefusedException(
            name, "'" + name.id() + "' is shared by all users; a feed hands out shared data");
      }
    }
  }

  private void loop(Stmt.Loop loop, Place place, Frame frame) throws RefusedException {
    switch (loop.kind()) {
      case EACH -> {
        Expression source = expressions.translate(loop.source(), frame);
        List<String> variables = new ArrayList<>();
        for (Expr target : loop.targets()) {
          if (!(target instanceof Expr.Name name)) {
            throw new RefusedException(target, "a loop over this");
          }
          variables.add(names.local(name.id(), frame));
        }
        frame.add(
            new Step.ForEach(place, List.copyOf(variables), source, block(loop.body(), frame)));
      }
      case WHILE -> {
        Frame before = frame.block();
        Expression condition = expressions.translate(loop.source(), before);
        List<Step> body = block(loop.body(), frame);
        if (before.steps().isEmpty()) {
          frame.add(new Step.While(place, condition, body));
          return;
        }
        List<Step> whole = new ArrayList<>(before.steps());
        whole.add(
            new Step.If(
                place,
                new Expression.Unary(Prefix.NOT, condition),
                List.of(new Step.Leave(place, Step.Leave.Kind.BREAK)),
                List.of()));
        whole.addAll(body);
        frame.add(new Step.While(place, Expression.truth(true), List.copyOf(whole)));
      }
      case COUNTING -> throw new RefusedException(loop.start(), "a counting loop");
    }
  }

  private void attempt(Stmt.Try attempt, Place place, Frame frame) throws RefusedException {
    List<Step> recovery = recovery(attempt, place, frame);
    boolean chosen =
        attempt.catches().stream()
            .flatMap(each -> each.types().stream())
            .anyMatch(type -> !ANY_ERROR.contains(type.simpleName()));
    if (chosen) {
      code.note(
          attempt.start(),
          "of errors, only answers that are no JSON are told from others; an 'except' takes all that"
              + " none before it takes");
    }
    List<Step> body = block(attempt.body(), frame);
    List<Step> guarded =
        attempt.catches().isEmpty() ? body : List.of(new Step.Attempt(place, body, recovery));
    List<Step> last = block(attempt.last(), frame);
    if (last.isEmpty()) {
      guarded.forEach(frame::add);
      return;
    }
    requireNoJumps(attempt);
    frame.local("error");
    List<Step> again = new ArrayList<>(last);
    again.add(new Step.Fail(place, new Expression.Variable("error")));
    frame.add(new Step.Attempt(place, guarded, again));
    last.forEach(frame::add);
  }

  /// The handlers in turn: what is no JSON goes to the one that names it, all else to the last.
  private List<Step> recovery(Stmt.Try attempt, Place place, Frame frame) {
    List<Step> recovery = List.of();
    for (Stmt.Try.Catch each : attempt.catches().reversed()) {
      if (!each.variable().isEmpty()) {
        frame.local("error");
        frame.meanings().put(each.variable(), new Expression.Variable("error"));
      }
      List<Step> body = block(each.body(), frame);
      if (each == attempt.catches().getLast() || each.types().isEmpty()) {
        recovery = body;
      } else if (each.types().stream().anyMatch(type -> ANY_ERROR.contains(type.simpleName()))) {
        recovery = body;
      } else {
        boolean json = each.types().stream().anyMatch(type -> NO_JSON.contains(type.simpleName()));
        Expression isJson =
            Expression.binary(Infix.IN, Expression.text("JSON"), new Expression.Variable("error"));
        frame.local("error");
        recovery =
            List.of(
                new Step.If(
                    place,
                    json ? isJson : new Expression.Unary(Prefix.NOT, isJson),
                    body,
                    recovery));
      }
    }
    return recovery;
  }

  /// What leaves a `try` would leave out its `finally`.
  static void requireNoJumps(Stmt.Try attempt) throws RefusedException {
    List<Stmt> jumps = new ArrayList<>();
    List<Stmt.Block> blocks = new ArrayList<>(List.of(attempt.body()));
    attempt.catches().forEach(each -> blocks.add(each.body()));
    for (Stmt.Block block : blocks) {
      Walker.statements(
          block,
          each -> {
            if (each instanceof Stmt.Return || each instanceof Stmt.Jump) {
              jumps.add(each);
            }
          });
    }
    if (!jumps.isEmpty()) {
      throw new RefusedException(
          jumps.getFirst().start(), "leaving a 'try' that has a 'finally'; leave after it");
    }
  }

  /// `with self.client.get(…, catch_response=True) as response:` judges the answer in its body.
  private void scope(Stmt.Scope scope, Frame frame) throws RefusedException {
    if (scope.kind() == Stmt.Scope.Kind.RESOURCE
        && scope.resources().size() == 1
        && scope.resources().getFirst().value() instanceof Expr.Call call) {
      Stmt.Scope.Resource resource = scope.resources().getFirst();
      Optional<Step.Send> send = names.requests().send(call, frame);
      if (send.isPresent()) {
        String variable =
            resource.target() instanceof Expr.Name name ? names.local(name.id(), frame) : "";
        Step.Send own = send.get().into(variable);
        boolean rest = call.callee() instanceof Expr.Member member && member.name().equals("rest");
        List<Step> body = block(scope.body(), frame);
        if (LocustRequests.catches(call) || rest) {
          frame.add(own.judged(body));
        } else {
          frame.add(own);
          body.forEach(frame::add);
        }
        return;
      }
    }
    names.data().open(scope, frame);
    block(scope.body(), frame).forEach(frame::add);
  }

  private void raise(Stmt.Throw raise, Place place, Frame frame) throws RefusedException {
    Expr value = raise.value();
    String name = value instanceof Expr.Call call ? code.dotted(call.callee()) : code.dotted(value);
    if (STOPS.contains(name)) {
      frame.add(new Step.Stop(place, Expression.text("StopUser")));
    } else if (RESCHEDULES.contains(name)) {
      frame.add(new Step.Fail(place, Expression.text(name)));
    } else if (name.endsWith("InterruptTaskSet")) {
      frame.add(new Step.Interrupt(place));
    } else {
      Expression reason =
          value instanceof Expr.Call call && !call.arguments().isEmpty()
              ? expressions.translate(call.arguments().getFirst().value(), frame)
              : Expression.text(value == Expr.NONE ? "raised again" : name);
      frame.add(new Step.Fail(place, reason));
    }
  }
}
