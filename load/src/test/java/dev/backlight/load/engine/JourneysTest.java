package dev.backlight.load.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.backlight.load.http.HttpPolicy;
import dev.backlight.load.http.HttpRequest;
import dev.backlight.load.measure.CheckResult;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.TaskResult;
import dev.backlight.load.pace.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Users that do one thing after another, against a server that counts.
@Timeout(60)
class JourneysTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static CountingServer server;
  private static Engine engine;

  @BeforeAll
  static void start() throws IOException {
    server = new CountingServer();
    engine = Engine.start(HttpPolicy.USUAL.loops(2));
  }

  @AfterAll
  static void stop() {
    engine.close();
    server.close();
  }

  private static RunResult run(Plan plan) throws InterruptedException {
    return engine.run(plan, RunListener.NONE);
  }

  @Test
  void journeysOfUsersAreCounted() throws Exception {
    long before = server.served.get();
    RunResult result =
        run(
            server.journey(
                new CountingServer.Simple("/j", Duration.ofMillis(20)),
                Phase.users("load", 8, SECOND)));
    assertThat(result.total().count()).isEqualTo(server.served.get() - before);
    assertThat(result.total().ok()).isBetween(8L, 400L);
    assertThat(result.windows().getFirst().users()).isEqualTo(8);
  }

  @Test
  void eachArrivalIsOneIteration() throws Exception {
    AtomicLong stopped = new AtomicLong();
    AtomicLong started = new AtomicLong();
    Behaviour behaviour =
        new Behaviour() {
          @Override
          public void start(Visit visit) {
            started.incrementAndGet();
          }

          @Override
          public void iterate(Visit visit) throws InterruptedException {
            visit.send("first", HttpRequest.get("/1"));
            visit.send("second", HttpRequest.get("/2"));
            visit.check("has iterated", visit.iteration() >= 0);
          }

          @Override
          public void stop(Visit visit) {
            stopped.incrementAndGet();
          }
        };
    RunResult result = run(server.journey(behaviour, Phase.rate("load", 100, SECOND)));
    assertThat(result.byTask())
        .extracting(TaskResult::task, TaskResult::ok)
        .containsExactly(tuple("first", 100L), tuple("second", 100L));
    assertThat(result.checks()).containsExactly(new CheckResult("has iterated", 100, 0));
    assertThat(stopped.get()).isEqualTo(started.get()).isBetween(1L, 100L);
  }

  @Test
  void usersThatGiveUpAreRecordedAndTheOthersGoOn() throws Exception {
    Behaviour behaviour =
        new Behaviour() {
          @Override
          public void start(Visit visit) throws UserStopped {
            if (visit.user() % 2 == 1) {
              throw new UserStopped("login failed: status 401");
            }
          }

          @Override
          public void iterate(Visit visit) throws InterruptedException {
            visit.send("GET /", HttpRequest.get("/"));
            visit.pause(Duration.ofMillis(50));
          }

          @Override
          public void stop(Visit visit) {}
        };
    RunResult result =
        run(server.journey(behaviour, Phase.users("load", 6, Duration.ofMillis(500))));
    assertThat(result.stoppedUsers()).containsOnly(Map.entry("login failed: status 401", 3L));
    assertThat(result.total().ok()).isPositive();
  }

  @Test
  void aDefectOfABehaviourEndsItsUserOnly() throws Exception {
    Behaviour behaviour =
        new Behaviour() {
          @Override
          public void start(Visit visit) {}

          @Override
          public void iterate(Visit visit) {
            throw new IllegalStateException("oops");
          }

          @Override
          public void stop(Visit visit) {}
        };
    RunResult result =
        run(server.journey(behaviour, Phase.users("load", 2, Duration.ofMillis(200))));
    assertThat(result.stoppedUsers().keySet()).anyMatch(reason -> reason.contains("oops"));
  }

  @Test
  void theSameSeedGivesTheSameJourney() throws Exception {
    List<Map<Long, List<Integer>>> drawn = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      Map<Long, List<Integer>> ofUsers = new ConcurrentHashMap<>();
      Behaviour behaviour =
          new Behaviour() {
            @Override
            public void start(Visit visit) {
              List<Integer> numbers = new ArrayList<>();
              for (int i = 0; i < 10; i++) {
                numbers.add(visit.random().nextInt(1_000));
              }
              ofUsers.put(visit.user(), numbers);
            }

            @Override
            public void iterate(Visit visit) throws InterruptedException {
              visit.pause(Duration.ofMillis(10));
            }

            @Override
            public void stop(Visit visit) {}
          };
      run(server.journey(behaviour, Phase.users("load", 4, Duration.ofMillis(200))).seeded(77));
      drawn.add(ofUsers);
    }
    assertThat(drawn.getFirst()).hasSize(4).isEqualTo(drawn.getLast());
    assertThat(drawn.getFirst().get(0L)).isNotEqualTo(drawn.getFirst().get(1L));
  }

  @Test
  void populationsAreSharedOutByWeight() throws Exception {
    Plan plan =
        Plan.of(
            server.uri("/"),
            new Work.Journeys(
                List.of(
                    new Population(
                        "many", 3, () -> new CountingServer.Simple("/many", Duration.ofMinutes(1))),
                    new Population(
                        "few", 1, () -> new CountingServer.Simple("/few", Duration.ofMinutes(1))))),
            Phase.users("load", 12, Duration.ofMillis(500)));
    RunResult result = run(plan);
    assertThat(result.byTask())
        .extracting(TaskResult::task, TaskResult::count)
        .containsExactlyInAnyOrder(tuple("GET /many", 9L), tuple("GET /few", 3L));
  }

  @Test
  void aFixedCountGoesBeforeTheWeights() throws Exception {
    Plan plan =
        Plan.of(
            server.uri("/"),
            new Work.Journeys(
                List.of(
                    new Population("many", 9, () -> once("/many")),
                    new Population("three", 1, 3, () -> once("/three")),
                    new Population("few", 1, () -> once("/few")))),
            Phase.users("load", 13, Duration.ofMillis(500)));
    RunResult result = run(plan);
    assertThat(result.byTask())
        .extracting(TaskResult::task, TaskResult::count)
        .containsExactlyInAnyOrder(
            tuple("GET /many", 9L), tuple("GET /three", 3L), tuple("GET /few", 1L));
  }

  private static Behaviour once(String path) {
    return new CountingServer.Simple(path, Duration.ofMinutes(1));
  }

  /// Stops at its start, or after so many iterations.
  private record Leaving(boolean atOnce, long iterations) implements Behaviour {
    @Override
    public void start(Visit visit) throws UserStopped {
      if (atOnce) {
        throw new UserStopped("wrong password");
      }
    }

    @Override
    public void iterate(Visit visit) throws InterruptedException, UserStopped {
      if (visit.iteration() >= iterations) {
        throw new UserStopped("has done its iterations");
      }
      visit.send("GET /", HttpRequest.get("/"));
    }

    @Override
    public void stop(Visit visit) {}
  }

  private static final Duration LONG = Duration.ofMinutes(10);

  @Test
  void aRunWhoseUsersAllFailAtTheirStartEndsAndSaysWhy() throws Exception {
    for (Phase phase : List.of(Phase.users("load", 4, LONG), Phase.rate("load", 100, LONG))) {
      List<String> said = new ArrayList<>();
      RunListener listener =
          new RunListener() {
            @Override
            public void deserted(String reason) {
              said.add(reason);
            }
          };
      RunResult result = engine.run(server.journey(new Leaving(true, 0), phase), listener);
      assertThat(said)
          .singleElement()
          .asString()
          .contains("No user got through its start", "wrong password");
      assertThat(result.notes()).contains(said.getFirst());
      assertThat(result.stoppedUsers()).containsOnlyKeys("wrong password");
      assertThat(result.meta().interrupted()).isFalse();
    }
  }

  @Test
  void aPhaseWhoseUsersHaveAllStoppedIsOverAndTheNextBegins() throws Exception {
    RunResult result =
        run(
            server.journey(
                new Leaving(false, 3), Phase.users("one", 2, LONG), Phase.users("two", 3, LONG)));
    assertThat(result.total().ok()).isEqualTo(3 * 2 + 3 * 3);
    assertThat(result.phases()).hasSize(2).allMatch(phase -> phase.seconds() < 30);
    assertThat(result.stoppedUsers()).containsOnly(Map.entry("has done its iterations", 5L));
    assertThat(result.notes()).anyMatch(note -> note.contains("All users had stopped"));
  }
}
