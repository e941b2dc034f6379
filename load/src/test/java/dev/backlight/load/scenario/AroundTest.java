package dev.backlight.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.backlight.load.engine.Engine;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.engine.PlanRefused;
import dev.backlight.load.engine.RunListener;
import dev.backlight.load.http.HttpPolicy;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.TaskResult;
import dev.backlight.load.pace.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is done once around the load, and requests in parallel, by the engine itself.
@Timeout(60)
class AroundTest {

  private static final int PATIENCE_MILLIS = 5_000;

  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private volatile int gathered = 1;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /// Answers below `/slow` only when so many requests are `gathered`, if they come at all.
  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    seen.add(
        exchange.getRequestMethod()
            + " "
            + path
            + " "
            + String.join(
                ";", exchange.getRequestHeaders().getOrDefault("Cookie", List.of("no cookie"))));
    int now = underWay.incrementAndGet();
    most.accumulateAndGet(now, Math::max);
    try {
      for (int i = 0;
          path.startsWith("/slow") && most.get() < gathered && i < PATIENCE_MILLIS;
          i++) {
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    if (path.equals("/login")) {
      exchange.getResponseHeaders().add("Set-Cookie", "sid=s1; Path=/");
    }
    byte[] text = "{\"token\": \"t1\", \"n\": 3}".getBytes(StandardCharsets.UTF_8);
    underWay.decrementAndGet();
    exchange.sendResponseHeaders(path.equals("/refused") ? 403 : 200, text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }

  private RunResult run(String yaml, Phase phase) throws Exception {
    Scenario scenario = ScenarioReaderTest.read(yaml);
    String written = ScenarioYaml.write(scenario);
    assertThat(ScenarioYaml.write(ScenarioReaderTest.read(written))).isEqualTo(written);
    Script script = Script.prepare(scenario, Path.of("."), Map.of(), InstantSource.system(), 1);
    URI target = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (Engine engine = Engine.start(HttpPolicy.USUAL.loops(1))) {
      return engine.run(Plan.of(target, script.work(), phase), RunListener.NONE);
    }
  }

  private long count(String line) {
    return seen.stream().filter(each -> each.startsWith(line)).count();
  }

  @Test
  void whatFailsAtTheStartWithoutAnExpectIsSaid() throws Exception {
    RunResult result =
        run(
            """
            on_start: [{get: /refused}]
            steps: [{get: /a}, {stop: done}]
            """,
            Phase.users("load", 3, Duration.ofSeconds(30)));

    assertThat(count("GET /a")).isEqualTo(3);
    assertThat(result.notes())
        .anyMatch(note ->
            note.matches(
                "GET /refused: status 4\\d\\d, at the start of 3 users, who went on: an 'expect'"
                    + " there would stop them\\."));
  }

  @Test
  void requestsInParallelAreUnderWayTogetherAndShareCookies() throws Exception {
    gathered = 6;
    RunResult result =
        run(
            """
            on_start: [{get: /login}]
            steps:
              - parallel:
                  - {get: /slow/1, as: first}
                  - {get: /slow/2, extract: {n: json /n}}
                  - get: /slow/3
                  - get: /slow/4
                  - get: /slow/5
                  - get: /slow/6
                  - get: /slow/7
                  - {get: /refused, expect: 200}
              - get: /after/${first.status}/${n}
              - stop: done
            """,
            Phase.users("load", 1, Duration.ofSeconds(30)));

    assertThat(most.get()).isEqualTo(6);
    assertThat(seen).hasSize(10).filteredOn(line -> line.contains("/slow")).hasSize(7);
    assertThat(seen)
        .filteredOn(line -> !line.contains("/login"))
        .allMatch(line -> line.endsWith("sid=s1"));
    assertThat(count("GET /after/200/3")).isEqualTo(1);
    assertThat(result.byTask())
        .extracting(TaskResult::task)
        .contains("GET /slow/1", "GET /slow/7", "GET /refused");
    assertThat(result.total().count()).isEqualTo(10);
    assertThat(result.total().errors()).containsOnly(Map.entry("status 403", 1L));
  }

  @Test
  void arrivalsSendInParallelToo() throws Exception {
    RunResult result =
        run(
            "steps:\n  - parallel: [{get: /a}, {get: /b}, {get: /c}]\n",
            Phase.rate("load", 50, Duration.ofSeconds(1)));

    assertThat(result.total().ok()).isEqualTo(150);
    assertThat(result.byTask()).allMatch(task -> task.ok() == 50);
  }

  @Test
  void setupIsDoneOnceAndItsVariablesAreForAll() throws Exception {
    RunResult result =
        run(
            """
            setup:
              - post: /login
                expect: 200
                extract: {token: json /token}
              - get: /refused
              - set: {ids: [7, 8]}
            teardown:
              - delete: /session/${token}
            steps:
              - get: /user/${token}/${ids[1]}
              - stop: done
            """,
            Phase.users("load", 3, Duration.ofSeconds(30)));

    assertThat(count("POST /login")).isEqualTo(1);
    assertThat(count("GET /user/t1/8")).isEqualTo(3);
    assertThat(seen).last().asString().startsWith("DELETE /session/t1");
    assertThat(result.byTask())
        .extracting(TaskResult::task)
        .containsExactly("GET /user/{token}/{ids}");
    assertThat(result.notes()).contains("Before the load: GET /refused: status 403");
  }

  @Test
  void aSetupThatFailsIsNoRun() {
    PlanRefused refused =
        catchThrowableOfType(
            PlanRefused.class,
            () ->
                run(
                    "setup: [{get: /refused, expect: 200}]\nsteps: [{get: /a}]\n",
                    Phase.users("load", 1, Duration.ofSeconds(30))));

    assertThat(refused)
        .hasMessageMatching("setup failed: shop.yaml:\\d+:\\d+: GET /refused: status 403");
    assertThat(count("GET /a")).isZero();
  }

  @Test
  void inParallelAreRequestsAlone() {
    assertThatThrownBy(() ->
            ScenarioReaderTest.read("steps:\n  - parallel:\n      - get: /a\n      - think: 1s\n"))
        .hasMessageContaining("shop.yaml:4:9: 'parallel' holds requests");
    assertThatThrownBy(() -> ScenarioReaderTest.read("steps:\n  - parallel: []\n"))
        .hasMessageContaining("there is nothing to send");
  }
}
