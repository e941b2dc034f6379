package dev.backlight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// `backlight prove`, `compare` and `load --find-capacity`, as typed, against real small servers.
/// What they find depends on the machine and is not looked at; that they answer, and how, is.
@Timeout(180)
class ProofTest {

  private static HttpServer server;

  @TempDir Path folder;
  private Stage stage;

  @BeforeAll
  static void start() throws IOException {
    Semaphore workers = new Semaphore(1);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try {
            workers.acquire();
            Thread.sleep(20);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            workers.release();
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @BeforeEach
  void open() {
    stage = new Stage(folder);
  }

  private static String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /// A Java program that answers everything, at the port of the environment.
  private String service() throws IOException {
    Path file = folder.resolve("Service.java");
    Files.writeString(
        file,
        """
        import com.sun.net.httpserver.HttpServer;
        import java.net.InetAddress;
        import java.net.InetSocketAddress;
        import java.nio.file.Files;
        import java.nio.file.Path;

        public class Service {
          public static void main(String[] arguments) throws Exception {
            int port = Integer.parseInt(System.getenv("PORT"));
            if (Files.exists(Path.of("up"))) {
              Files.writeString(Path.of("together"), "");
            } else {
              Files.writeString(Path.of("up"), "");
              Runtime.getRuntime()
                  .addShutdownHook(new Thread(() -> Path.of("up").toFile().delete()));
            }
            HttpServer server =
                HttpServer.create(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
            server.createContext(
                "/",
                exchange -> {
                  exchange.sendResponseHeaders(200, -1);
                  exchange.close();
                });
            server.start();
          }
        }
        """);
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return "exec '%s' -Xmx64m '%s'".formatted(java, file);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void provesWithFreshProcesses() throws IOException {
    String command = service();

    int code =
        stage.run(
            "prove",
            "--before",
            command,
            "--after",
            command,
            "--port-env",
            "PORT",
            "--scenario",
            "http://127.0.0.1:{port}/",
            "--rate",
            "20",
            "--pairs",
            "4",
            "--control",
            "0",
            "--warm-up",
            "1s",
            "-d",
            "1s",
            "--json",
            "proof.json",
            "--markdown",
            "proof.md");

    assertThat(folder.resolve("together")).as("both are up and loaded by turns").exists();
    assertThat(stage.out()).contains("p50", "p99", "cpu/request", "allocated/request");
    String json = stage.read("proof.json");
    assertThat(json).contains("\"schemaVersion\"", "\"ended\"");
    assertThat(stage.read("proof.md")).contains("| p99 |");
    // A machine too busy to load a service with 20 requests per second says so instead.
    assertThat(code).isEqualTo(json.contains("\"ended\" : \"\"") ? ExitCode.OK : ExitCode.USAGE);
  }

  @Test
  void mistakesAreSaidBeforeAnyRun() {
    String[][] mistakes = {
      {"prove", "--before", "a", "--after", "b", "--scenario", url("/"), "--rate", "0", "no load"},
      {"prove", "--before", "a", "--after", "b", "--scenario", "x.yaml", "--rate", "9", "where to"},
      {
        "prove",
        "--before",
        "exit 3",
        "--after",
        "b",
        "--scenario",
        "http://127.0.0.1:1/",
        "--rate",
        "9",
        "ended with 3 before it answered"
      },
      {
        "prove",
        "--before",
        "a",
        "--after",
        "b",
        "--scenario",
        url("/"),
        "--rate",
        "9",
        "--pairs",
        "2",
        "2 pairs; at least 4"
      },
      {
        "prove",
        "--before",
        "a",
        "--after",
        "b",
        "--scenario",
        url("/"),
        "--rate",
        "9",
        "--require",
        "magic",
        "--require magic"
      },
      {"load", url("/"), "--find-capacity", "capacity for what?"},
      {"load", url("/"), "--find-capacity", "--objective", "fast", "--objective: "},
      {
        "load",
        url("/"),
        "--find-capacity",
        "--objective",
        "p99<1s",
        "--budget",
        "5s",
        "at least 60 s"
      },
      {"compare", "nothing", "nothing", "there is no stored run in nothing"},
    };
    for (String[] mistake : mistakes) {
      Stage fresh = new Stage(folder);
      assertThat(fresh.run(Arrays.copyOf(mistake, mistake.length - 1))).isEqualTo(ExitCode.USAGE);
      assertThat(fresh.err()).contains(mistake[mistake.length - 1]);
    }
  }

  @Test
  void searchesACapacity() throws IOException {
    int code =
        stage.run(
            "load",
            url("/"),
            "--find-capacity",
            "--objective",
            "p90<100ms",
            "--highest-rate",
            "25",
            "--json",
            "capacity.json");

    assertThat(code).isEqualTo(ExitCode.OK);
    // A machine that is busy with something else is told of, and never taken for the service.
    assertThat(stage.out())
        .containsPattern("p90<100ms: (at least |unknown: the generator did not keep up)")
        .contains("bottleneck: not enough evidence", "USL: ");
    assertThat(stage.err()).contains("bracket", "Ctrl-C");
    assertThat(stage.read("capacity.json"))
        .contains("\"objective\" : \"p90<100ms\"", "\"steps\"", "\"bottleneck\" : {")
        .doesNotContain("bottleneck: ", "USL: ");
  }

  @Test
  void comparesStoredRunsOnlyIfTheyAreOfTheSameExperiment() {
    for (String[] run :
        new String[][] {{"/", "a", "20"}, {"/", "b", "20"}, {"/", "c", "30"}, {"/x", "d", "20"}}) {
      assertThat(
              new Stage(folder)
                  .run("load", url(run[0]), "--rate", run[2], "-d", "1s", "-q", "--case", run[1]))
          .isEqualTo(ExitCode.OK);
    }

    assertThat(stage.run("compare", "a", "b")).isEqualTo(ExitCode.OK);
    assertThat(stage.out()).contains("p50", "no verdict: 1 pair");
    Stage rate = new Stage(folder);
    assertThat(rate.run("compare", "a", "c")).isEqualTo(ExitCode.GATE);
    assertThat(rate.out()).contains("Not comparable:", "offered 20.0/s and 30.0/s");
    Stage path = new Stage(folder);
    assertThat(path.run("compare", "a", "d")).isEqualTo(ExitCode.GATE);
    assertThat(path.out()).contains("other targets: ");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskCostsNoReport() {
    assertThat(
            stage.run(
                "load", url("/"), "--rate", "20", "-d", "1s", "-q", "--json", "/dev/full/x.json"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(stage.out()).contains("20 in all");
    assertThat(stage.err()).contains("cannot write /dev/full/x.json");
  }
}
