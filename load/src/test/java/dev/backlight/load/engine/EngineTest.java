package dev.backlight.load.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import dev.backlight.load.http.HttpPolicy;
import dev.backlight.load.http.HttpRequest;
import dev.backlight.load.measure.CheckResult;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.TaskResult;
import dev.backlight.load.measure.Window;
import dev.backlight.load.pace.Arrivals;
import dev.backlight.load.pace.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Runs against a server that counts. Nothing here depends on how fast anything is.
@Timeout(60)
class EngineTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static HttpServer server;
  private static final AtomicLong SERVED = new AtomicLong();
  private static final AtomicLong STALL_MILLIS = new AtomicLong();
  private static Engine engine;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          SERVED.incrementAndGet();
          long stall = STALL_MILLIS.get();
          if (stall > 0) {
            try {
              Thread.sleep(stall);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          byte[] body = {'o', 'k'};
          int status = exchange.getRequestURI().getPath().equals("/bad") ? 503 : 200;
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    engine = Engine.start(HttpPolicy.USUAL.loops(2));
  }

  @AfterAll
  static void stop() {
    engine.close();
    server.stop(0);
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private static Plan journey(Behaviour behaviour, Phase... phases) {
    return Plan.of(
        uri("/"), new Work.Journeys(List.of(new Population("users", 1, () -> behaviour))), phases);
  }

  /// Sends one request per iteration and thinks a little.
  private record Simple(String path, Duration think) implements Behaviour {
    @Override
    public void start(Visit visit) {}

    @Override
    public void iterate(Visit visit) throws InterruptedException {
      visit.send("GET " + path, HttpRequest.get(path));
      visit.pause(think);
    }

    @Override
    public void stop(Visit visit) {}
  }

  private static RunResult run(Plan plan) throws InterruptedException {
    return engine.run(plan, RunListener.NONE);
  }

  @Test
  void everyArrivalIsSentOnceAndCounted() throws Exception {
    long before = SERVED.get();
    List<Window> windows = new CopyOnWriteArrayList<>();
    RunResult result =
        engine.run(
            Plan.get(uri("/x"), Phase.rate("steady", 300, SECOND)),
            new RunListener() {
              @Override
              public void window(Window window) {
                windows.add(window);
              }
            });
    assertThat(SERVED.get() - before).isEqualTo(300);
    TaskResult total = result.total();
    assertThat(total.ok()).isEqualTo(300);
    assertThat(total.response().count()).isEqualTo(300);
    assertThat(total.service().count()).isEqualTo(300);
    assertThat(total.bytesReceived()).isEqualTo(600);
    assertThat(result.byTask()).extracting(TaskResult::task).containsExactly("GET /x");
    assertThat(windows).isEqualTo(result.windows());
    assertThat(windows.stream().mapToLong(Window::completed).sum()).isEqualTo(300);
    assertThat(windows.stream().mapToLong(Window::started).sum()).isEqualTo(300);
    assertThat(windows.stream().mapToLong(Window::intended).sum()).isEqualTo(300);
    assertThat(result.meta().interrupted()).isFalse();
  }

  @Test
  void poissonRampsAndReplaysAreSentAsScheduled() throws Exception {
    List<Duration> times = List.of(Duration.ofMillis(10), Duration.ofMillis(30));
    RunResult result =
        run(
            Plan.get(
                uri("/"),
                Phase.poisson("random", 200, SECOND),
                new Phase.Open(
                    "replay",
                    Duration.ofMillis(200),
                    new Arrivals.Replay(times),
                    Phase.Rhythm.EVEN,
                    false)));
    assertThat(result.phaseTotal("replay").ok()).isEqualTo(2);
    assertThat(result.phaseTotal("random").ok()).isEqualTo(result.phases().getFirst().intended());
  }

  @Test
  void usersOfSingleRequestsAreCounted() throws Exception {
    long before = SERVED.get();
    RunResult result = run(Plan.get(uri("/"), Phase.users("closed", 5, SECOND)));
    assertThat(result.total().count()).isEqualTo(SERVED.get() - before).isPositive();
    assertThat(result.total().failed()).isZero();
    assertThat(result.notes()).anyMatch(note -> note.startsWith("Closed model"));
    assertThat(result.windows().getFirst().users()).isBetween(0, 5);
  }

  @Test
  void warmUpsAreShownButNotCounted() throws Exception {
    RunResult result =
        run(
            Plan.get(
                uri("/"),
                Phase.rate("warm-up", 50, Duration.ofMillis(400)).asWarmUp(),
                Phase.rate("load", 100, Duration.ofMillis(500))));
    assertThat(result.total().count()).isEqualTo(50);
    assertThat(result.phaseTotal("warm-up").count()).isEqualTo(20);
    assertThat(result.countedSeconds()).isEqualTo(0.5);
  }

  @Test
  void badStatusesAreFailuresWithTheirTime() throws Exception {
    RunResult result = run(Plan.get(uri("/bad"), Phase.rate("bad", 40, Duration.ofMillis(500))));
    assertThat(result.total().errors()).containsOnly(Map.entry("status 503", 20L));
    assertThat(result.total().response().count()).isEqualTo(20);
  }

  @Test
  void refusedConnectionsAreFailuresThatLookLikeNoResponseTime() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port + "/");
    RunResult result = run(Plan.get(nobody, Phase.rate("load", 100, Duration.ofMillis(500))));
    assertThat(result.total().errors()).containsOnly(Map.entry("connection refused", 50L));
    assertThat(result.total().response().isEmpty()).isTrue();
    RunResult closed = run(Plan.get(nobody, Phase.users("load", 3, Duration.ofMillis(300))));
    assertThat(closed.total().failed()).isBetween(3L, 50L);
  }

  /// The server takes 50 ms, so two requests at a time are 40 per second and no more.
  @Test
  void arrivalsBeyondTheCapAreLateAndNotLost() throws Exception {
    STALL_MILLIS.set(50);
    try {
      Plan plan =
          Plan.get(uri("/"), Phase.rate("load", 40, Duration.ofMillis(500)))
              .with(Limits.USUAL.inFlight(2));
      RunResult result = run(plan);
      TaskResult total = result.total();
      assertThat(total.ok()).isEqualTo(20);
      assertThat(result.health().capHits()).isPositive();
      assertThat(result.health().late()).isPositive();
      assertThat(total.response().maxNanos()).isGreaterThan(total.service().percentileNanos(50));
      assertThat(result.notes()).anyMatch(note -> note.contains("cap of 2"));
    } finally {
      STALL_MILLIS.set(0);
    }
  }

  @Test
  void whatCouldNotStartUntilTheEndIsRecordedAsSuch() throws Exception {
    STALL_MILLIS.set(5_000);
    try {
      Limits limits = Limits.USUAL.inFlight(2).draining(Duration.ofMillis(200));
      for (Plan plan :
          List.of(
              Plan.get(uri("/"), Phase.rate("load", 40, Duration.ofMillis(500))),
              journey(
                  new Simple("/", Duration.ZERO),
                  Phase.rate("load", 40, Duration.ofMillis(500))))) {
        TaskResult total = run(plan.with(limits)).total();
        assertThat(total.count()).isEqualTo(20);
        assertThat(total.errors()).containsKey("out of connections");
        assertThat(total.failed()).isEqualTo(20);
      }
    } finally {
      STALL_MILLIS.set(0);
    }
  }

  @Test
  void journeysOfUsersAreCounted() throws Exception {
    long before = SERVED.get();
    RunResult result =
        run(journey(new Simple("/j", Duration.ofMillis(20)), Phase.users("load", 8, SECOND)));
    assertThat(result.total().count()).isEqualTo(SERVED.get() - before);
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
    RunResult result = run(journey(behaviour, Phase.rate("load", 100, SECOND)));
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
    RunResult result = run(journey(behaviour, Phase.users("load", 6, Duration.ofMillis(500))));
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
    RunResult result = run(journey(behaviour, Phase.users("load", 2, Duration.ofMillis(200))));
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
      run(journey(behaviour, Phase.users("load", 4, Duration.ofMillis(200))).seeded(77));
      drawn.add(ofUsers);
    }
    assertThat(drawn.getFirst()).hasSize(4).isEqualTo(drawn.getLast());
    assertThat(drawn.getFirst().get(0L)).isNotEqualTo(drawn.getFirst().get(1L));
  }

  @Test
  void populationsAreSharedOutByWeight() throws Exception {
    Plan plan =
        Plan.of(
            uri("/"),
            new Work.Journeys(
                List.of(
                    new Population("many", 3, () -> new Simple("/many", Duration.ofMinutes(1))),
                    new Population("few", 1, () -> new Simple("/few", Duration.ofMinutes(1))))),
            Phase.users("load", 12, Duration.ofMillis(500)));
    RunResult result = run(plan);
    assertThat(result.byTask())
        .extracting(TaskResult::task, TaskResult::count)
        .containsExactlyInAnyOrder(tuple("GET /many", 9L), tuple("GET /few", 3L));
  }

  @Test
  void stoppingEndsGracefullyWithAllThatWasMeasured() throws Exception {
    for (Plan plan :
        List.of(
            Plan.get(uri("/"), Phase.rate("load", 100, Duration.ofMinutes(10))),
            journey(
                new Simple("/", Duration.ofMinutes(5)),
                Phase.users("load", 10, Duration.ofMinutes(10))))) {
      long before = SERVED.get();
      RunResult result =
          engine.run(
              plan,
              new RunListener() {
                @Override
                public void window(Window window) {
                  engine.stop();
                }
              });
      assertThat(result.meta().interrupted()).isTrue();
      assertThat(result.total().count()).isEqualTo(SERVED.get() - before).isPositive();
      assertThat(result.meta().seconds()).isLessThan(30);
    }
  }

  @Test
  void plansBeyondTheLimitsAreRefused() {
    for (Plan plan :
        List.of(
            Plan.get(uri("/"), Phase.rate("p", 1_000_000, SECOND)),
            Plan.get(uri("/"), Phase.users("p", 1_000_000, SECOND)),
            Plan.get(uri("/"), Phase.rate("p", 1, Duration.ofDays(3))),
            Plan.get(URI.create("http://8.8.8.8/"), Phase.rate("p", 1, SECOND)),
            Plan.get(URI.create("http://no-such-host.invalid/"), Phase.rate("p", 1, SECOND)))) {
      assertThatThrownBy(() -> run(plan))
          .isInstanceOfSatisfying(
              PlanRefused.class, refused -> assertThat(refused.remedy()).isNotEmpty());
    }
  }

  /// The server stands still for 600 ms once: 100 arrivals a second see about 60 waits of up to 600
  /// ms, a single waiting user sees one.
  @Test
  void aStallIsSeenByArrivalsAndNotByAWaitingUser() throws Exception {
    RunListener stall =
        new RunListener() {
          @Override
          public void window(Window window) {
            STALL_MILLIS.set(window.second() == 0 ? 600 : 0);
            if (window.second() == 0) {
              Thread.ofVirtual()
                  .start(() -> {
                    for (int left = 600; left > 0; left -= 20) {
                      STALL_MILLIS.set(left);
                      try {
                        Thread.sleep(20);
                      } catch (InterruptedException e) {
                        return;
                      }
                    }
                    STALL_MILLIS.set(0);
                  });
            }
          }
        };
    Phase open = Phase.rate("load", 100, Duration.ofSeconds(2));
    long seenByArrivals =
        engine.run(Plan.get(uri("/"), open), stall).total().response().countAbove(100_000_000);
    STALL_MILLIS.set(0);
    long seenByJourneys =
        engine
            .run(journey(new Simple("/", Duration.ZERO), open), stall)
            .total()
            .response()
            .countAbove(100_000_000);
    STALL_MILLIS.set(0);
    Phase closed = Phase.users("load", 1, Duration.ofSeconds(2));
    long seenByUser =
        engine.run(Plan.get(uri("/"), closed), stall).total().response().countAbove(100_000_000);
    STALL_MILLIS.set(0);
    assertThat(seenByArrivals).isGreaterThan(25);
    assertThat(seenByJourneys).isGreaterThan(25);
    assertThat(seenByUser).isLessThan(25);
  }
}
