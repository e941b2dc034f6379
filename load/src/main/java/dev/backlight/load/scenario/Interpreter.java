package dev.backlight.load.scenario;

import dev.backlight.load.engine.UserStopped;
import dev.backlight.load.engine.Verdict;
import dev.backlight.load.engine.Visit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Carries out steps for one user.
final class Interpreter {

  /// Procedures that call each other without end are a mistake.
  private static final int MAX_CALLS = 64;

  /// A loop that never sends or thinks is one too.
  private static final int MAX_ROUNDS = 1_000_000;

  /// What comes after a step.
  enum Next {
    STEP,
    BREAK,
    CONTINUE,
    RETURN,
    INTERRUPT
  }

  private final Script script;
  private final UserKind kind;
  private final Scope scope;
  private final Visit visit;
  private final List<String> groups = new ArrayList<>();
  private Value returned = Value.NOTHING;
  private Optional<Verdict> judged = Optional.empty();
  private int calls;
  private boolean starting;

  Interpreter(Script script, UserKind kind, Scope scope, Visit visit) {
    this.script = script;
    this.kind = kind;
    this.scope = scope;
    this.visit = visit;
  }

  Scope scope() {
    return scope;
  }

  UserKind kind() {
    return kind;
  }

  Script script() {
    return script;
  }

  long now() {
    return script.clock().millis();
  }

  void pause(Duration time) throws InterruptedException {
    if (time.isPositive()) {
      visit.pause(time);
    }
  }

  void failed(JourneyException e) {
    visit.check(script.error(e.place(), e.getMessage() + ""), false);
  }

  /// What steps in a judgement decided; forgets it.
  Optional<Verdict> takeVerdict() {
    Optional<Verdict> verdict = judged;
    judged = Optional.empty();
    return verdict;
  }

  String grouped(String name) {
    return groups.isEmpty() ? name : String.join(" / ", groups) + " / " + name;
  }

  /// Does what comes before all tasks, where an `expect` that does not hold is an error: what
  /// follows relies on it.
  void start(List<Step> steps) throws InterruptedException, UserStopped, JourneyException {
    boolean before = starting;
    starting = true;
    try {
      run(steps);
    } finally {
      starting = before;
    }
  }

  boolean isStarting() {
    return starting;
  }

  Next run(List<Step> steps) throws InterruptedException, UserStopped, JourneyException {
    for (Step step : steps) {
      Next next;
      try {
        next = step(step);
      } catch (EvaluationException e) {
        throw new JourneyException(step.place(), String.valueOf(e.getMessage()));
      }
      if (next != Next.STEP) {
        return next;
      }
    }
    return Next.STEP;
  }

  private Next step(Step step)
      throws InterruptedException, UserStopped, JourneyException, EvaluationException {
    switch (step) {
      case Step.Send send -> {
        return Sending.send(send, this, visit);
      }
      case Step.Parallel(Place _, List<Step.Send> requests) -> {
        return Sending.together(requests, this, visit);
      }
      case Step.Set set -> set(set);
      case Step.Pause(Place _, Think think) -> pause(Journey.thinking(think, now(), this));
      case Step.Repeat(Place _, Expression times, List<Step> body) -> {
        long count = Values.whole(Evaluator.evaluate(times, scope));
        return loop(body, round -> round < count);
      }
      case Step.While(Place _, Expression condition, List<Step> body) -> {
        return loop(body, _ -> Evaluator.truth(condition, scope));
      }
      case Step.ForEach each -> {
        return forEach(each);
      }
      case Step.Choose(Place _, List<Step.Choose.Option> options) -> {
        return run(choose(options));
      }
      case Step.If(Place _, Expression condition, List<Step> then, List<Step> otherwise) -> {
        return run(Evaluator.truth(condition, scope) ? then : otherwise);
      }
      case Step.Group(Place _, String name, List<Step> body) -> {
        return group(name, body);
      }
      case Step.Verify(Place _, Check check) -> verify(check);
      case Step.Take take -> take(take);
      case Step.Do call -> {
        return call(call) == Next.INTERRUPT ? Next.INTERRUPT : Next.STEP;
      }
      case Step.Return(Place _, Expression value) -> {
        returned = Evaluator.evaluate(value, scope);
        return Next.RETURN;
      }
      case Step.Leave(Place _, Step.Leave.Kind leave) -> {
        return leave == Step.Leave.Kind.BREAK ? Next.BREAK : Next.CONTINUE;
      }
      case Step.Judge(Place _, boolean passed, Expression reason) ->
          judged =
              Optional.of(
                  passed ? Verdict.SUCCESS : Verdict.failure(Evaluator.text(reason, scope)));
      case Step.Fail(Place place, Expression reason) ->
          throw new JourneyException(place, Evaluator.text(reason, scope));
      case Step.Stop(Place _, Expression reason) ->
          throw new UserStopped(Evaluator.text(reason, scope));
      case Step.Rounds(Place _, TaskSet tasks) -> rounds(tasks);
      case Step.Interrupt _ -> {
        return Next.INTERRUPT;
      }
      case Step.HoldCookie(Place _, String name, Expression value) -> {
        if (name.isEmpty()) {
          visit.session().clearCookies();
        } else {
          visit.session().setCookie(name, Evaluator.text(value, scope));
        }
      }
      case Step.Attempt(Place _, List<Step> body, List<Step> recovery) -> {
        try {
          return run(body);
        } catch (JourneyException e) {
          scope.set("error", Value.of(String.valueOf(e.getMessage())));
          return run(recovery);
        }
      }
    }
    return Next.STEP;
  }

  private void verify(Check check) {
    boolean passed;
    try {
      passed = Evaluator.truth(check.condition(), scope);
    } catch (EvaluationException e) {
      passed = false;
    }
    visit.check(check.name(), passed);
  }

  private void set(Step.Set set) throws EvaluationException {
    Value value = Evaluator.evaluate(set.value(), scope);
    scope.set(
        set.variable(),
        set.path().isEmpty() ? value : changed(scope.get(set.variable()), set.path(), value));
  }

  /// A copy of `whole` in which the part at the end of `path` is `part`.
  private Value changed(Value whole, List<Expression> path, Value part) throws EvaluationException {
    if (path.isEmpty()) {
      return part;
    }
    Value key = Evaluator.evaluate(path.getFirst(), scope);
    List<Expression> rest = path.subList(1, path.size());
    Value before = Evaluator.find(whole, key).orElse(Value.NOTHING);
    Value after = changed(before, rest, part);
    return switch (whole) {
      case Value.Items(List<Value> items) -> {
        List<Value> copy = new ArrayList<>(items);
        int at = (int) Values.whole(key);
        if (at < -items.size() || at >= items.size()) {
          throw new EvaluationException("no element " + at + " in a list of " + items.size());
        }
        copy.set(at < 0 ? items.size() + at : at, after);
        yield new Value.Items(copy);
      }
      case Value.Fields(Map<String, Value> fields) -> {
        Map<String, Value> copy = new LinkedHashMap<>(fields);
        copy.put(Values.text(key), after);
        yield new Value.Fields(copy);
      }
      case Value.Nothing _ -> new Value.Fields(Map.of(Values.text(key), after));
      case Value other ->
          throw new EvaluationException("a " + Values.type(other) + " has no parts to set");
    };
  }

  private interface Going {
    boolean on(long round) throws EvaluationException;
  }

  private Next loop(List<Step> body, Going going)
      throws InterruptedException, UserStopped, JourneyException, EvaluationException {
    for (long round = 0; going.on(round); round++) {
      if (round == MAX_ROUNDS) {
        throw new EvaluationException("a loop of more than " + MAX_ROUNDS + " rounds");
      }
      Next next = run(body);
      if (next == Next.BREAK || visit.ending()) {
        return Next.STEP;
      } else if (next == Next.RETURN || next == Next.INTERRUPT) {
        return next;
      }
    }
    return Next.STEP;
  }

  private Next forEach(Step.ForEach each)
      throws InterruptedException, UserStopped, JourneyException, EvaluationException {
    for (Value item : Evaluator.items(Evaluator.evaluate(each.source(), scope))) {
      if (each.variables().size() == 1) {
        scope.set(each.variables().getFirst(), item);
      } else {
        List<Value> parts = Evaluator.items(item);
        if (parts.size() != each.variables().size()) {
          throw new EvaluationException(
              parts.size() + " parts for " + each.variables().size() + " variables");
        }
        for (int i = 0; i < parts.size(); i++) {
          scope.set(each.variables().get(i), parts.get(i));
        }
      }
      Next next = run(each.body());
      if (next == Next.BREAK || visit.ending()) {
        return Next.STEP;
      } else if (next == Next.RETURN || next == Next.INTERRUPT) {
        return next;
      }
    }
    return Next.STEP;
  }

  private List<Step> choose(List<Step.Choose.Option> options) {
    double total = options.stream().mapToDouble(Step.Choose.Option::weight).sum();
    double drawn = scope.random().nextDouble() * total;
    int at = 0;
    while (at < options.size() - 1 && (drawn -= options.get(at).weight()) >= 0) {
      at++;
    }
    return options.get(at).body();
  }

  private Next group(String name, List<Step> body)
      throws InterruptedException, UserStopped, JourneyException {
    groups.add(name);
    try {
      return run(body);
    } finally {
      groups.removeLast();
    }
  }

  private void take(Step.Take take) throws EvaluationException, UserStopped {
    Value row =
        script
            .feed(take.feed())
            .next(scope)
            .orElseThrow(() -> new UserStopped("the feed '" + take.feed() + "' is used up"));
    if (!take.into().isEmpty()) {
      scope.set(take.into(), row);
    } else if (row instanceof Value.Fields(Map<String, Value> columns)) {
      columns.forEach(scope::set);
    } else {
      throw new EvaluationException(
          "a row of '%s' is a %s without columns; say 'as: name'"
              .formatted(take.feed(), Values.type(row)));
    }
  }

  private Next call(Step.Do call)
      throws InterruptedException, UserStopped, JourneyException, EvaluationException {
    Procedure procedure = script.procedure(call.procedure());
    if (++calls > MAX_CALLS) {
      throw new EvaluationException("procedures call each other more than " + MAX_CALLS + " deep");
    }
    List<Value> arguments = new ArrayList<>();
    for (Expression argument : call.arguments()) {
      arguments.add(Evaluator.evaluate(argument, scope));
    }
    Map<String, Optional<Value>> before = new HashMap<>();
    procedure.locals().forEach(name -> before.put(name, scope.own(name)));
    for (int i = 0; i < procedure.parameters().size(); i++) {
      String name = procedure.parameters().get(i);
      before.put(name, scope.own(name));
      scope.set(name, i < arguments.size() ? arguments.get(i) : Value.NOTHING);
    }
    Next next;
    try {
      returned = Value.NOTHING;
      next = run(procedure.steps());
    } finally {
      before.forEach(scope::restore);
      calls--;
    }
    if (!call.into().isEmpty()) {
      scope.set(call.into(), returned);
    }
    returned = Value.NOTHING;
    return next;
  }

  private void rounds(TaskSet set) throws InterruptedException, UserStopped, JourneyException {
    start(set.onStart());
    for (int round = 0; !visit.ending(); round++) {
      int task = Journey.choose(set, round, scope.random());
      if (Journey.round(set, task, this) == Next.INTERRUPT) {
        break;
      }
    }
    run(set.onStop());
  }
}
