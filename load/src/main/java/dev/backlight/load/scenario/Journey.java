package dev.backlight.load.scenario;

import dev.backlight.load.engine.Behaviour;
import dev.backlight.load.engine.UserStopped;
import dev.backlight.load.engine.Visit;
import dev.backlight.load.http.Cookie;
import dev.backlight.load.measure.RunResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// One user at work: chooses tasks and thinks between them.
final class Journey implements Behaviour {

  /// After an error where nobody thinks, so that a broken journey does not spin.
  private static final Duration BREATH = Duration.ofMillis(100);

  private static final int LONGEST_EXPONENTIAL = 10;

  private final Script script;
  private final UserKind kind;
  private Optional<Scope> scope = Optional.empty();
  private int next;

  Journey(Script script, UserKind kind) {
    this.script = script;
    this.kind = kind;
  }

  @Override
  public void start(Visit visit) throws InterruptedException, UserStopped {
    try {
      interpreter(visit).start(kind.tasks().onStart());
    } catch (JourneyException e) {
      throw new UserStopped(RunResult.AT_START + e.place() + ": " + e.getMessage());
    }
  }

  @Override
  public void iterate(Visit visit) throws InterruptedException, UserStopped {
    Interpreter interpreter = interpreter(visit);
    interpreter.scope().iteration(visit.iteration());
    int task = choose(kind.tasks(), next++, visit.random());
    round(kind.tasks(), task, interpreter);
  }

  @Override
  public void stop(Visit visit) throws InterruptedException, UserStopped {
    try {
      interpreter(visit).run(kind.tasks().onStop());
    } catch (JourneyException e) {
      visit.check(script.error(e.place(), e.getMessage() + ""), false);
    }
  }

  private Interpreter interpreter(Visit visit) {
    if (scope.isEmpty()) {
      scope = Optional.of(script.scope(visit.random(), visit.user()));
    }
    scope
        .get()
        .cookies(name ->
            visit.session().cookies().stream()
                .filter(cookie -> cookie.name().equals(name))
                .map(Cookie::value)
                .findFirst());
    return new Interpreter(script, kind, scope.get(), visit);
  }

  /// Does one task and thinks. Says whether the task left its set.
  static Interpreter.Next round(TaskSet set, int task, Interpreter interpreter)
      throws InterruptedException, UserStopped {
    long begun = interpreter.now();
    Interpreter.Next next = Interpreter.Next.STEP;
    boolean broken = false;
    try {
      next = interpreter.run(set.tasks().get(task).steps());
    } catch (JourneyException e) {
      interpreter.failed(e);
      broken = true;
    }
    try {
      if (next != Interpreter.Next.INTERRUPT) {
        Duration time = thinking(set.think(), begun, interpreter);
        interpreter.pause(broken && time.isZero() ? BREATH : time);
      }
    } catch (EvaluationException e) {
      interpreter.failed(new JourneyException(Place.NOWHERE, "think time: " + e.getMessage()));
      interpreter.pause(BREATH);
    }
    return next;
  }

  static int choose(TaskSet set, int round, SplittableRandom random) {
    List<Task> tasks = set.tasks();
    if (set.order() == TaskSet.Order.SEQUENTIAL) {
      return round % tasks.size();
    }
    double drawn = random.nextDouble() * tasks.stream().mapToDouble(Task::weight).sum();
    int at = 0;
    while (at < tasks.size() - 1 && (drawn -= tasks.get(at).weight()) >= 0) {
      at++;
    }
    return at;
  }

  static Duration thinking(Think think, long begun, Interpreter interpreter)
      throws EvaluationException {
    SplittableRandom random = interpreter.scope().random();
    return switch (think) {
      case Think.Constant(Duration time) -> time;
      case Think.Between(Duration least, Duration most) ->
          least.plusNanos((long) (random.nextDouble() * most.minus(least).toNanos()));
      case Think.Exponential(Duration mean) -> {
        double waits = Math.min(-Math.log1p(-random.nextDouble()), LONGEST_EXPONENTIAL);
        yield Duration.ofNanos((long) (waits * mean.toNanos()));
      }
      case Think.Pacing(Duration time) -> {
        Duration left = time.minusMillis(interpreter.now() - begun);
        yield left.isNegative() ? Duration.ZERO : left;
      }
      case Think.Seconds(Expression seconds) -> {
        double given = Values.number(Evaluator.evaluate(seconds, interpreter.scope()));
        yield Duration.ofNanos((long) (Math.clamp(given, 0, 86_400) * 1e9));
      }
    };
  }
}
