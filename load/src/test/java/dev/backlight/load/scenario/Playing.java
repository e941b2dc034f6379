package dev.backlight.load.scenario;

import dev.backlight.load.engine.Behaviour;
import dev.backlight.load.engine.Once;
import dev.backlight.load.engine.Population;
import dev.backlight.load.engine.UserStopped;
import dev.backlight.load.engine.Verdict;
import dev.backlight.load.engine.Visit;
import dev.backlight.load.engine.Work;
import dev.backlight.load.http.HttpClient;
import dev.backlight.load.http.HttpPolicy;
import dev.backlight.load.http.HttpRequest;
import dev.backlight.load.http.HttpResponse;
import dev.backlight.load.http.Outcome;
import dev.backlight.load.http.Session;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/// Plays journeys over real HTTP without their think times, one user after the other.
public final class Playing {

  /// What was recorded. `failures` are `task: reason`.
  public record Record(
      List<String> tasks,
      List<String> failures,
      Map<String, List<Boolean>> checks,
      List<Duration> pauses,
      List<String> stopped) {

    static Record empty() {
      return new Record(
          new ArrayList<>(),
          new ArrayList<>(),
          new LinkedHashMap<>(),
          new ArrayList<>(),
          new ArrayList<>());
    }

    public long count(String task) {
      return tasks.stream().filter(task::equals).count();
    }

    public long failedChecks() {
      return checks.values().stream().flatMap(List::stream).filter(passed -> !passed).count();
    }
  }

  private Playing() {}

  public static Record play(Scenario scenario, URI target, int users, int iterations)
      throws EvaluationException, InterruptedException {
    return play(scenario, target, users, iterations, Path.of("."), Map.of());
  }

  public static Record play(
      Scenario scenario,
      URI target,
      int users,
      int iterations,
      Path folder,
      Map<String, String> environment)
      throws EvaluationException, InterruptedException {
    Script script = Script.prepare(scenario, folder, environment, InstantSource.system(), 7);
    Record record = Record.empty();
    Work.Journeys work = script.work();
    List<Population> populations = work.populations();
    try (HttpClient client = HttpClient.start(HttpPolicy.USUAL, Clock.systemUTC())) {
      once(work.setup(), client.session(target), record);
      for (int user = 0; user < users; user++) {
        Behaviour behaviour = populations.get(user % populations.size()).behaviour().get();
        try (Session session = client.session(target)) {
          one(behaviour, new Lent(record, session, user), iterations);
        }
      }
      once(work.teardown(), client.session(target), record);
    }
    return record;
  }

  private static void once(Once once, Session session, Record record) throws InterruptedException {
    try (session) {
      once.run(new Lent(record, session, Visit.NOBODY));
    } catch (UserStopped e) {
      record.stopped.add(e.reason());
    }
  }

  private static void one(Behaviour behaviour, Lent visit, int iterations)
      throws InterruptedException {
    try {
      behaviour.start(visit);
      for (int i = 0; i < iterations; i++) {
        visit.iteration = i;
        visit.budget = 30;
        behaviour.iterate(visit);
      }
      behaviour.stop(visit);
    } catch (UserStopped e) {
      visit.record.stopped.add(e.reason());
    }
  }

  private static final class Lent implements Visit {
    private final Record record;
    private final Session session;
    private final long user;
    private final SplittableRandom random;
    private long iteration;
    private int budget = 30;

    Lent(Record record, Session session, long user) {
      this.record = record;
      this.session = session;
      this.user = user;
      this.random = new SplittableRandom(user + 17);
    }

    @Override
    public Outcome send(String task, HttpRequest request, Function<HttpResponse, Verdict> judge)
        throws InterruptedException {
      budget--;
      record.tasks.add(task);
      Outcome outcome = session.send(request);
      switch (outcome) {
        case Outcome.Answered(HttpResponse response) -> {
          if (judge.apply(response) instanceof Verdict.Failure(String reason)) {
            record.failures.add(task + ": " + reason);
          }
        }
        case Outcome.Failed(var kind, String detail) ->
            record.failures.add(task + ": " + kind + " " + detail);
      }
      return outcome;
    }

    @Override
    public List<Outcome> sendAll(List<Asked> asked) throws InterruptedException {
      List<Outcome> outcomes = new ArrayList<>();
      for (Asked each : asked) {
        outcomes.add(send(each.task(), each.request(), each.judge()));
      }
      return outcomes;
    }

    @Override
    public void pause(Duration time) {
      record.pauses.add(time);
    }

    @Override
    public void check(String name, boolean passed) {
      record.checks.computeIfAbsent(name, _ -> new ArrayList<>()).add(passed);
    }

    @Override
    public SplittableRandom random() {
      return random;
    }

    @Override
    public long user() {
      return user;
    }

    @Override
    public long iteration() {
      return iteration;
    }

    @Override
    public boolean ending() {
      return budget <= 0;
    }

    @Override
    public Session session() {
      return session;
    }
  }
}
