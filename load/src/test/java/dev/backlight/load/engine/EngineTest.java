package dev.backlight.load.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backlight.load.http.HttpPolicy;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.TaskResult;
import dev.backlight.load.measure.Window;
import dev.backlight.load.pace.Arrivals;
import dev.backlight.load.pace.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Runs against a server that counts. Nothing here depends on how fast anything is.
@Timeout(60)
class EngineTest {

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
  void everyArrivalIsSentOnceAndCounted() throws Exception {
    long before = server.served.get();
    List<Window> windows = new CopyOnWriteArrayList<>();
    RunResult result =
        engine.run(
            Plan.get(server.uri("/x"), Phase.rate("steady", 300, SECOND)),
            new RunListener() {
              @Override
              public void window(Window window) {
                windows.add(window);
              }
            });
    assertThat(server.served.get() - before).isEqualTo(300);
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
                server.uri("/"),
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
    long before = server.served.get();
    RunResult result = run(Plan.get(server.uri("/"), Phase.users("closed", 5, SECOND)));
    assertThat(result.total().count()).isEqualTo(server.served.get() - before).isPositive();
    assertThat(result.total().failed()).isZero();
    assertThat(result.notes()).anyMatch(note -> note.startsWith("Closed model"));
    assertThat(result.windows().getFirst().users()).isBetween(0, 5);
  }

  @Test
  void warmUpsAreShownButNotCounted() throws Exception {
    RunResult result =
        run(
            Plan.get(
                server.uri("/"),
                Phase.rate("warm-up", 50, Duration.ofMillis(400)).asWarmUp(),
                Phase.rate("load", 100, Duration.ofMillis(500))));
    assertThat(result.total().count()).isEqualTo(50);
    assertThat(result.phaseTotal("warm-up").count()).isEqualTo(20);
    assertThat(result.countedSeconds()).isEqualTo(0.5);
  }

  @Test
  void badStatusesAreFailuresWithTheirTime() throws Exception {
    RunResult result =
        run(Plan.get(server.uri("/bad"), Phase.rate("bad", 40, Duration.ofMillis(500))));
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
    server.stallMillis.set(50);
    try {
      Plan plan =
          Plan.get(server.uri("/"), Phase.rate("load", 40, Duration.ofMillis(500)))
              .with(Limits.USUAL.inFlight(2));
      RunResult result = run(plan);
      TaskResult total = result.total();
      assertThat(total.ok()).isEqualTo(20);
      assertThat(result.health().capHits()).isPositive();
      assertThat(result.health().late()).isPositive();
      assertThat(total.response().maxNanos()).isGreaterThan(total.service().percentileNanos(50));
      assertThat(result.notes()).anyMatch(note -> note.contains("cap of 2"));
    } finally {
      server.stallMillis.set(0);
    }
  }

  @Test
  void whatCouldNotStartUntilTheEndIsRecordedAsSuch() throws Exception {
    server.stallMillis.set(5_000);
    try {
      Limits limits = Limits.USUAL.inFlight(2).draining(Duration.ofMillis(200));
      for (Plan plan :
          List.of(
              Plan.get(server.uri("/"), Phase.rate("load", 40, Duration.ofMillis(500))),
              server.journey(
                  new CountingServer.Simple("/", Duration.ZERO),
                  Phase.rate("load", 40, Duration.ofMillis(500))))) {
        TaskResult total = run(plan.with(limits)).total();
        assertThat(total.count()).isEqualTo(20);
        assertThat(total.errors()).containsKey("out of connections");
        assertThat(total.failed()).isEqualTo(20);
      }
    } finally {
      server.stallMillis.set(0);
    }
  }

  @Test
  void stoppingEndsGracefullyWithAllThatWasMeasured() throws Exception {
    for (Plan plan :
        List.of(
            Plan.get(server.uri("/"), Phase.rate("load", 100, Duration.ofMinutes(10))),
            server.journey(
                new CountingServer.Simple("/", Duration.ofMinutes(5)),
                Phase.users("load", 10, Duration.ofMinutes(10))))) {
      long before = server.served.get();
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
      assertThat(result.total().count()).isEqualTo(server.served.get() - before).isPositive();
      assertThat(result.meta().seconds()).isLessThan(30);
    }
  }

  @Test
  void plansBeyondTheLimitsAreRefused() {
    for (Plan plan :
        List.of(
            Plan.get(server.uri("/"), Phase.rate("p", 1_000_000, SECOND)),
            Plan.get(server.uri("/"), Phase.users("p", 1_000_000, SECOND)),
            Plan.get(server.uri("/"), Phase.rate("p", 1, Duration.ofDays(3))),
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
            server.stallMillis.set(window.second() == 0 ? 600 : 0);
            if (window.second() == 0) {
              Thread.ofVirtual()
                  .start(() -> {
                    for (int left = 600; left > 0; left -= 20) {
                      server.stallMillis.set(left);
                      try {
                        Thread.sleep(20);
                      } catch (InterruptedException e) {
                        return;
                      }
                    }
                    server.stallMillis.set(0);
                  });
            }
          }
        };
    Phase open = Phase.rate("load", 100, Duration.ofSeconds(2));
    long seenByArrivals =
        engine
            .run(Plan.get(server.uri("/"), open), stall)
            .total()
            .response()
            .countAbove(100_000_000);
    server.stallMillis.set(0);
    long seenByJourneys =
        engine
            .run(server.journey(new CountingServer.Simple("/", Duration.ZERO), open), stall)
            .total()
            .response()
            .countAbove(100_000_000);
    server.stallMillis.set(0);
    Phase closed = Phase.users("load", 1, Duration.ofSeconds(2));
    long seenByUser =
        engine
            .run(Plan.get(server.uri("/"), closed), stall)
            .total()
            .response()
            .countAbove(100_000_000);
    server.stallMillis.set(0);
    assertThat(seenByArrivals).isGreaterThan(25);
    assertThat(seenByJourneys).isGreaterThan(25);
    assertThat(seenByUser).isLessThan(25);
  }
}
