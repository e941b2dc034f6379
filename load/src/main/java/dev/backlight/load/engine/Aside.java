package dev.backlight.load.engine;

import dev.backlight.load.http.HttpRequest;
import dev.backlight.load.http.HttpResponse;
import dev.backlight.load.http.Outcome;
import dev.backlight.load.http.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/// A visit beside the load, which nothing is recorded of; it keeps what went wrong.
final class Aside implements Visit {

  private static final int MOST_PROBLEMS = 10;

  private final Session session;
  private final SplittableRandom random;
  private final List<String> problems = new ArrayList<>();

  Aside(Session session, long seed) {
    this.session = session;
    this.random = new SplittableRandom(seed);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  private void problem(String words) {
    if (problems.size() < MOST_PROBLEMS && !problems.contains(words)) {
      problems.add(words);
    }
  }

  @Override
  public Outcome send(String task, HttpRequest request, Function<HttpResponse, Verdict> judge)
      throws InterruptedException {
    Outcome outcome = session.send(request);
    switch (outcome) {
      case Outcome.Answered(HttpResponse response) -> {
        if (judge.apply(response) instanceof Verdict.Failure(String reason)) {
          problem(task + ": " + reason);
        }
      }
      case Outcome.Failed(var kind, String _) -> problem(task + ": " + kind.words());
    }
    return outcome;
  }

  /// In turn: nobody waits for them.
  @Override
  public List<Outcome> sendAll(List<Asked> asked) throws InterruptedException {
    List<Outcome> outcomes = new ArrayList<>();
    for (Asked each : asked) {
      outcomes.add(send(each.task(), each.request(), each.judge()));
    }
    return outcomes;
  }

  @Override
  public void pause(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }

  @Override
  public void check(String name, boolean passed) {
    if (!passed) {
      problem(name);
    }
  }

  @Override
  public SplittableRandom random() {
    return random;
  }

  @Override
  public long user() {
    return NOBODY;
  }

  @Override
  public long iteration() {
    return 0;
  }

  @Override
  public boolean ending() {
    return false;
  }

  @Override
  public Session session() {
    return session;
  }
}
