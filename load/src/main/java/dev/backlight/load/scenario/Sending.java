package dev.backlight.load.scenario;

import dev.backlight.load.engine.UserStopped;
import dev.backlight.load.engine.Verdict;
import dev.backlight.load.engine.Visit;
import dev.backlight.load.http.HttpRequest;
import dev.backlight.load.http.HttpResponse;
import dev.backlight.load.http.Outcome;
import dev.backlight.load.http.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Sends one request and judges its answer.
///
/// The judging happens while the engine records. What goes wrong there is kept and thrown when the
/// request is recorded.
final class Sending {

  private static final String RESPONSE = "response";

  private final Step.Send step;
  private final Interpreter interpreter;
  private final Visit visit;
  private final Scope scope;
  private Optional<Exception> trouble = Optional.empty();

  /// Why the answer is not what an `expect` says.
  private String unmet = "";

  /// Why it is a failure where no `expect` says what a success is.
  private String failed = "";

  private Interpreter.Next left = Interpreter.Next.STEP;

  private Sending(Step.Send step, Interpreter interpreter, Visit visit) {
    this.step = step;
    this.interpreter = interpreter;
    this.visit = visit;
    this.scope = interpreter.scope();
  }

  static Interpreter.Next send(Step.Send step, Interpreter interpreter, Visit visit)
      throws InterruptedException, UserStopped, JourneyException, EvaluationException {
    Sending sending = new Sending(step, interpreter, visit);
    Visit.Asked asked = sending.ask();
    Optional<Value> before = sending.scope.own(RESPONSE);
    sending.settle(visit.send(asked.task(), asked.request(), asked.judge()), before);
    sending.rethrow(asked.task());
    return sending.left;
  }

  /// Sends several at once. All are settled before the first of what went wrong is thrown.
  static Interpreter.Next together(List<Step.Send> steps, Interpreter interpreter, Visit visit)
      throws InterruptedException, UserStopped, JourneyException, EvaluationException {
    List<Sending> sendings = new ArrayList<>();
    List<Visit.Asked> asked = new ArrayList<>();
    for (Step.Send step : steps) {
      Sending sending = new Sending(step, interpreter, visit);
      sendings.add(sending);
      asked.add(sending.ask());
    }
    Optional<Value> before = interpreter.scope().own(RESPONSE);
    List<Outcome> outcomes = visit.sendAll(asked);
    Interpreter.Next left = Interpreter.Next.STEP;
    for (int i = 0; i < sendings.size(); i++) {
      sendings.get(i).settle(outcomes.get(i), before);
      left = left == Interpreter.Next.STEP ? sendings.get(i).left : left;
    }
    for (int i = 0; i < sendings.size(); i++) {
      sendings.get(i).rethrow(asked.get(i).task());
    }
    return left;
  }

  private Visit.Asked ask() throws EvaluationException {
    HttpRequest request =
        RequestBuilding.build(
            step.request(),
            interpreter.kind().headers(),
            interpreter.script().scenario().timeout(),
            scope);
    Optional<String> label = Label.of(step.request());
    String name = label.isPresent() ? label.get() : Evaluator.text(step.request().name(), scope);
    return new Visit.Asked(interpreter.grouped(name), request, this::judge);
  }

  /// `before` is what the variable `response` was.
  private void settle(Outcome outcome, Optional<Value> before) {
    if (outcome instanceof Outcome.Failed(var kind, String detail)) {
      unmet(kind.words());
      unanswered(Answer.failed(kind + (detail.isEmpty() ? "" : ": " + detail), Duration.ZERO));
    }
    if (!step.into().equals(RESPONSE)) {
      scope.restore(RESPONSE, before);
    }
  }

  /// Whether the step says itself what a success is.
  private boolean expects() {
    return !step.status().isNothing() || !step.expects().isEmpty();
  }

  private void unmet(String reason) {
    if (expects()) {
      unmet = reason;
    } else {
      failed = reason;
    }
  }

  private void unanswered(Answer answer) {
    keep(answer);
    for (Check check : step.checks()) {
      visit.check(check.name(), false);
    }
    try {
      left = interpreter.run(step.judgement());
    } catch (JourneyException | UserStopped | InterruptedException e) {
      trouble = Optional.of(e);
    }
    interpreter.takeVerdict();
    for (Extraction extraction : step.extracts()) {
      if (extraction.otherwise().isNothing()) {
        trouble =
            Optional.of(
                new JourneyException(
                    step.place(), "no " + extraction.variable() + " without an answer"));
      }
    }
  }

  private void keep(Answer answer) {
    scope.set(RESPONSE, answer);
    if (!step.into().isEmpty()) {
      scope.set(step.into(), answer);
    }
  }

  private Verdict judge(HttpResponse response) {
    Timing timing = response.timing();
    Answer answer =
        Answer.of(
            response,
            Duration.ofNanos(
                timing.connectNanos()
                    + timing.tlsNanos()
                    + timing.firstByteNanos()
                    + timing.bodyNanos()));
    keep(answer);
    checks();
    try {
      Verdict verdict = expectations(response);
      left = interpreter.run(step.judgement());
      Optional<Verdict> decided = interpreter.takeVerdict();
      verdict = decided.orElse(verdict);
      if (verdict instanceof Verdict.Failure(String reason)) {
        unmet(reason);
      }
      return verdict instanceof Verdict.Success
          ? extract(answer, verdict)
          : extractSilently(answer, verdict);
    } catch (EvaluationException e) {
      return Verdict.failure(String.valueOf(e.getMessage()));
    } catch (JourneyException | UserStopped | InterruptedException e) {
      trouble = Optional.of(e);
      return Verdict.failure(String.valueOf(e.getMessage()));
    }
  }

  private void checks() {
    for (Check check : step.checks()) {
      visit.check(check.name(), holds(check.condition()));
    }
  }

  private boolean holds(Expression condition) {
    try {
      return Evaluator.truth(condition, scope);
    } catch (EvaluationException e) {
      return false;
    }
  }

  private Verdict expectations(HttpResponse response) throws EvaluationException {
    Verdict verdict =
        step.status().isNothing()
            ? Verdict.byStatus(response)
            : Evaluator.truth(step.status(), scope)
                ? Verdict.SUCCESS
                : Verdict.failure("status " + response.status());
    if (verdict instanceof Verdict.Success) {
      for (Check expectation : step.expects()) {
        if (!holds(expectation.condition())) {
          return Verdict.failure("not so: " + expectation.name());
        }
      }
    }
    return verdict;
  }

  private Verdict extract(Answer answer, Verdict verdict) {
    for (Extraction extraction : step.extracts()) {
      Optional<Value> found;
      String reason = "";
      try {
        found = find(answer, extraction);
      } catch (EvaluationException e) {
        found = Optional.empty();
        reason = ": " + e.getMessage();
      }
      if (found.isEmpty()) {
        String what = "no " + extraction.variable() + " in the answer";
        trouble = Optional.of(new JourneyException(step.place(), what + reason));
        return Verdict.failure(what);
      }
      scope.set(extraction.variable(), found.get());
    }
    return verdict;
  }

  /// An answer that failed already keeps its reason.
  private Verdict extractSilently(Answer answer, Verdict verdict) {
    if (!(extract(answer, verdict) instanceof Verdict.Failure)) {
      return verdict;
    }
    if (trouble.isPresent() && verdict instanceof Verdict.Failure(String reason)) {
      trouble =
          Optional.of(
              new JourneyException(step.place(), trouble.get().getMessage() + ", " + reason));
    }
    return verdict;
  }

  private Optional<Value> find(Answer answer, Extraction extraction) throws EvaluationException {
    Optional<Value> found =
        switch (extraction.from()) {
          case JSON -> Selection.json(answer.json(), extraction.selector());
          case HEADER -> answer.header(extraction.selector()).map(Value::of);
          case COOKIE -> answer.cookie(extraction.selector()).map(Value::of);
          case REGEX -> Selection.regex(answer.text(), extraction.selector(), -1);
        };
    return found.isPresent() || extraction.otherwise().isNothing()
        ? found
        : Optional.of(Evaluator.evaluate(extraction.otherwise(), scope));
  }

  private void rethrow(String task) throws InterruptedException, UserStopped, JourneyException {
    if (trouble.isPresent()) {
      switch (trouble.get()) {
        case InterruptedException e -> throw e;
        case UserStopped e -> throw e;
        case JourneyException e -> throw e;
        case Exception e -> throw new IllegalStateException(e);
      }
    }
    if (interpreter.isStarting() && !unmet.isEmpty()) {
      throw new JourneyException(step.place(), task + ": " + unmet);
    } else if (interpreter.isStarting() && !failed.isEmpty()) {
      visit.startedBadly(task + ": " + failed);
    }
  }
}
