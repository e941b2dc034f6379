package dev.backlight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.backlight.load.measure.CaseFolder;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.TaskResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// `backlight load FILE` and Ctrl-C, as typed.
@Timeout(120)
class LoadScenarioTest {

  private static final String SCENARIO =
      """
      name: Shop
      users:
        shopper:
          on_start:
            - post: /login
              json: {password: right}
              expect: 200
              extract: {token: json /token}
          tasks:
            dashboard:
              weight: 3
              steps:
                - get: /dashboard
                  headers: {Authorization: "Bearer ${token}"}
            search:
              - get: /search?q=${random_choice(['a', 'b'])}
                name: search
      phases:
        - {users: 3, for: 1s}
      thresholds:
        - errors < 1%
      """;

  private static HttpServer server;

  @TempDir Path folder;
  private Stage stage;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", LoadScenarioTest::answer);
    server.start();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    List<String> token = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
    int status =
        switch (exchange.getRequestURI().getPath()) {
          case "/login" -> body.contains("right") ? 200 : 401;
          case "/dashboard" -> token.equals(List.of("Bearer t1")) ? 200 : 403;
          default -> 200;
        };
    String said = status == 200 ? "{\"token\": \"t1\"}" : "{\"error\": \"no\"}";
    byte[] answer = said.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @BeforeEach
  void open() throws IOException {
    stage = new Stage(folder);
    stage.file("shop.yaml", SCENARIO);
  }

  private static String target() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private int load(String... more) {
    List<String> words = new ArrayList<>(List.of("load"));
    words.addAll(List.of(more));
    if (!words.contains("--target")) {
      words.addAll(List.of("--target", target()));
    }
    return stage.run(words.toArray(String[]::new));
  }

  @Test
  void journeysAreRunAndKept() throws IOException {
    assertThat(load("shop.yaml", "--case", "run")).as(stage.err()).isEqualTo(ExitCode.OK);
    assertThat(stage.out()).contains("GET /dashboard", "search", "ok     errors < 1%");
    RunResult result = CaseFolder.read(folder.resolve("run"));
    assertThat(result.byTask())
        .extracting(TaskResult::task)
        .containsExactlyInAnyOrder("POST /login", "GET /dashboard", "search");
    assertThat(result.total().failed()).isZero();
    TaskResult search =
        result.byTask().stream().filter(t -> t.task().equals("search")).findFirst().orElseThrow();
    assertThat(search.requests()).contains("GET /search");
  }

  @Test
  void thresholdsOfTheScenarioAndOfTheCommandBothCount() {
    assertThat(load("shop.yaml", "-q", "-t", "rate > 100000/s")).isEqualTo(ExitCode.GATE);
    assertThat(stage.out()).contains("ok     errors < 1%", "failed rate > 100000/s");
  }

  @Test
  void theCommandLineTakesThePlaceOfThePhases() throws IOException {
    assertThat(load("shop.yaml", "-q", "--rate", "30", "-d", "1s", "--case", "run"))
        .isEqualTo(ExitCode.OK);
    RunResult result = CaseFolder.read(folder.resolve("run"));
    assertThat(result.phases())
        .singleElement()
        .satisfies(p -> assertThat(p.intended()).isEqualTo(30));
  }

  @Test
  void aSearchForACapacityThatNobodyStartsSaysWhy() throws IOException {
    stage.file("shop.yaml", SCENARIO.replace("right", "wrong"));
    assertThat(load("shop.yaml", "--find-capacity", "--objective", "p99<1s"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(stage.err())
        .contains("no user got through its start: on_start at shop.yaml:5:9", "status 401");
  }

  @Test
  void aDurationAloneIsThatOfTheOnlyPhase() throws IOException {
    stage.file("one.yaml", "steps: [{get: /a}]\nphases: [{rate: 20/s, for: 1h}]\n");
    assertThat(load("one.yaml", "-q", "-d", "1s", "--case", "one")).isIn(0, 1);
    assertThat(CaseFolder.read(folder.resolve("one")).phases())
        .singleElement()
        .satisfies(p -> assertThat(p.intended()).isEqualTo(20));
    stage.file(
        "two.yaml", "steps: [{get: /a}]\nphases: [{users: 1, for: 1h}, {users: 2, for: 1h}]\n");
    assertThat(load("two.yaml", "-d", "1s")).isEqualTo(ExitCode.USAGE);
    assertThat(stage.err()).contains("--duration of 2 phases", "Say --rate or --users as well");
  }

  @Test
  void optionsThatMeanNothingWhereTheyAreGivenAreRefused() {
    for (String[] words :
        List.of(
            new String[] {"shop.yaml", "-H", "A: b", "--header is for a URL"},
            new String[] {"shop.yaml", "--body", "x", "--body is for a URL"},
            new String[] {"shop.yaml", "--objective", "p99<1s", "is for --find-capacity"},
            new String[] {"shop.yaml", "--find-capacity", "--rate", "5", "not for --find-capacity"},
            new String[] {"http://127.0.0.1:1/", "--tag", "x", "--tag is for a scenario"},
            new String[] {
              "http://127.0.0.1:1/", "-d", "1s", "-q", "--rate", "5", "-d", "2s", "given twice"
            })) {
      Stage fresh = new Stage(folder);
      List<String> typed = new ArrayList<>(List.of("load"));
      typed.addAll(List.of(words).subList(0, words.length - 1));
      assertThat(fresh.run(typed.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);
      assertThat(fresh.err()).contains(words[words.length - 1]);
    }
  }

  @Test
  void aMistakeIsNamedWithLineAndColumnAndWhatWasMeant() throws IOException {
    stage.file("shop.yaml", SCENARIO.replace("weight: 3", "wieght: 3"));
    assertThat(load("shop.yaml")).isEqualTo(ExitCode.USAGE);
    assertThat(stage.err()).contains("shop.yaml:11:9", "wieght", "weight");
    Stage fresh = new Stage(folder);
    fresh.file("shop.yaml", SCENARIO.replace("[\'a\'", "[\'a"));
    assertThat(fresh.run("load", "shop.yaml", "--target", target())).isEqualTo(ExitCode.USAGE);
    assertThat(fresh.err()).contains("shop.yaml:16:49", "not closed");
  }

  @Test
  void aWrongPasswordInOnStartIsSaidAndNotCountedAsLoad() throws IOException {
    stage.file("shop.yaml", SCENARIO.replace("right", "wrong"));
    assertThat(load("shop.yaml", "-q", "--case", "run")).as(stage.out()).isEqualTo(ExitCode.GATE);
    assertThat(stage.out()).contains("user stopped: on_start at shop.yaml:5:9", "status 401");
    assertThat(stage.err()).contains("error: No user got through its start", "(3 users)");
    RunResult result = CaseFolder.read(folder.resolve("run"));
    assertThat(result.stoppedUsers().values()).isNotEmpty();
    assertThat(result.byTask()).extracting(TaskResult::task).containsExactly("POST /login");
  }

  @Test
  void aRunThatNobodyStartsEndsAtOnce() throws IOException {
    stage.file(
        "shop.yaml",
        SCENARIO
            .replace("right", "wrong")
            .replace("        extract: {token: json /token}\n", "")
            .replace("for: 1s", "for: 1h")
            .replace("thresholds:\n  - errors < 1%\n", ""));
    assertThat(load("shop.yaml", "-q")).as(stage.out()).isEqualTo(ExitCode.GATE);
    assertThat(stage.err()).contains("on_start at shop.yaml:5:9: POST /login: status 401");
  }

  @Test
  void targetsThatCannotOrMustNotBeLoadedAreSaidAtOnce() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String[][] targets = {
      {"http://127.0.0.1:" + port, "connection refused"},
      {"http://8.8.8.8", "--i-own-this-target"},
      {"ftp://here", "is not a target"},
    };
    for (String[] one : targets) {
      Stage fresh = new Stage(folder);
      assertThat(fresh.run("load", "shop.yaml", "--target", one[0])).isEqualTo(ExitCode.USAGE);
      assertThat(fresh.err()).contains(one[1]);
    }
    assertThat(stage.run("load", "shop.yaml")).isEqualTo(ExitCode.USAGE);
    assertThat(stage.err()).contains("names no target", "--target");
    Stage missing = new Stage(folder);
    assertThat(missing.run("load", "nowhere.yaml")).isEqualTo(ExitCode.USAGE);
    assertThat(missing.err()).contains("there is no file nowhere.yaml");
  }

  @Test
  void aLocustFileIsLoadToo() throws IOException {
    stage.file(
        "locustfile.py",
        """
        from locust import HttpUser, task, constant

        class Shopper(HttpUser):
            wait_time = constant(0.05)

            @task
            def search(self):
                self.client.get("/search?q=x")
        """);
    assertThat(load("locustfile.py", "-q", "--users", "2", "-d", "1s")).isEqualTo(ExitCode.OK);
    assertThat(stage.out()).contains("none failed");
  }

  @Test
  void tagsChooseTasks() throws IOException {
    stage.file(
        "locustfile.py",
        """
        from locust import HttpUser, SequentialTaskSet, task, tag, constant

        class Shopper(HttpUser):
            wait_time = constant(0.02)

            @tag("read")
            @task
            def search(self):
                self.client.get("/search?q=x")

            @tag("write", "slow")
            @task
            def order(self):
                self.client.post("/order")

            @task
            class Browsing(SequentialTaskSet):
                @tag("read")
                @task
                def look(self):
                    self.client.get("/look")

                @task
                def leave(self):
                    self.interrupt()
        """);
    assertThat(
            load(
                "locustfile.py", "-q", "--users", "2", "-d", "1s", "--tag", "write", "--case", "w"))
        .as(stage.err())
        .isEqualTo(ExitCode.OK);
    assertThat(CaseFolder.read(folder.resolve("w")).byTask())
        .extracting(TaskResult::task)
        .containsExactly("POST /order");
    Stage read = new Stage(folder);
    assertThat(
            read.run(
                "load",
                "locustfile.py",
                "--target",
                target(),
                "-q",
                "--users",
                "6",
                "-d",
                "1s",
                "--tag",
                "read",
                "--exclude-tag",
                "slow",
                "--case",
                "r"))
        .isEqualTo(ExitCode.OK);
    assertThat(CaseFolder.read(folder.resolve("r")).byTask())
        .extracting(TaskResult::task)
        .containsExactlyInAnyOrder("GET /look", "GET /search?q=x");
    Stage none = new Stage(folder);
    assertThat(none.run("load", "locustfile.py", "--target", target(), "--tag", "raed"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(none.err()).contains("no task is left", "read, slow, write");
  }

  @Test
  void whatHasNoTranslationIsRefusedByLine() throws IOException {
    stage.file(
        "locustfile.py",
        """
        import numpy
        from locust import HttpUser, task

        class Shopper(HttpUser):
            @task
            def search(self):
                self.client.get("/search?q=" + str(numpy.random.rand()))
        """);
    assertThat(load("locustfile.py")).isEqualTo(ExitCode.USAGE);
    assertThat(stage.err())
        .contains(
            "locustfile.py:7:44: numpy.random.rand() has no counterpart",
            "Nothing is dropped in silence");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void controlCEndsTheRunAndKeepsItsResults() throws Exception {
    Path run = folder.resolve("run");
    Path out = folder.resolve("out.txt");
    // A process in the background inherits that the signal is ignored; a terminal's does not.
    List<String> command =
        List.of(
            "env",
            "--default-signal=INT",
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "dev.backlight.cli.Main",
            "load",
            "shop.yaml",
            "--target",
            target(),
            "--users",
            "2",
            "-d",
            "10m",
            "--case",
            run.toString());
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      awaitLines(run.resolve(CaseFolder.WINDOWS), 2, process);
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(out);
    assertThat(process.exitValue()).as(said).isEqualTo(130);
    assertThat(said).contains("requests/s", "GET /dashboard", "kept in");
    RunResult result = CaseFolder.read(run);
    assertThat(result.meta().interrupted()).isTrue();
    assertThat(result.total().ok()).isPositive();
    assertThat(Files.readAllLines(run.resolve(CaseFolder.WINDOWS)))
        .hasSize(result.windows().size());
  }

  private static void awaitLines(Path file, int lines, Process process) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    while (!Files.exists(file) || Files.readAllLines(file).size() < lines) {
      assertThat(process.isAlive()).isTrue();
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(50);
    }
  }
}
