package dev.backlight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.backlight.load.measure.CaseFolder;
import dev.backlight.load.measure.ResultJson;
import dev.backlight.load.measure.RunResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `backlight load URL`, as typed.
@Timeout(60)
class LoadTest {

  private static HttpServer server;

  @TempDir Path folder;
  private Stage stage;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(
              exchange.getRequestURI().getPath().equals("/bad") ? 500 : 200, body.length + 1L);
          exchange.getResponseBody().write(body);
          exchange.getResponseBody().write('\n');
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

  @Test
  void everythingAskedForIsWritten() throws IOException {
    int code =
        stage.run(
            "load",
            url("/x"),
            "--rate",
            "50",
            "-d",
            "1s",
            "--json",
            "r.json",
            "--html",
            "r.html",
            "--markdown",
            "r.md",
            "--case",
            "run",
            "-t",
            "errors<1%",
            "--body",
            "hello");
    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(stage.out()).contains("50 in all, none failed", "ok     errors<1%");
    RunResult result = ResultJson.read(Files.readString(folder.resolve("r.json")));
    assertThat(result.total().ok()).isEqualTo(50);
    assertThat(result.tasks()).allMatch(task -> task.task().equals("POST /x"));
    assertThat(result.total().bytesReceived()).isEqualTo(300);
    assertThat(CaseFolder.read(folder.resolve("run"))).isEqualTo(result);
    assertThat(folder.resolve("r.html")).content().contains("<svg");
    assertThat(folder.resolve("r.md")).content().contains("| POST /x | 50 |");
  }

  @Test
  void aBrokenThresholdIsTheExitCode() {
    assertThat(stage.run("load", url("/bad"), "--rate", "20", "-d", "1s", "-t", "errors<1%"))
        .isEqualTo(ExitCode.GATE);
    assertThat(stage.out()).contains("failed errors<1%: 100 %", "status 500");
  }

  @Test
  void usersAreLoadToo() {
    assertThat(stage.run("load", url("/"), "--users", "2", "-d", "1s", "-q"))
        .isEqualTo(ExitCode.OK);
    assertThat(stage.out()).contains("Closed model");
    assertThat(stage.err()).isEmpty();
  }

  @Test
  void mistakesAreSaidBeforeAnyLoad() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String[][] mistakes = {
      {"load", "http://127.0.0.1:" + port, "connection refused"},
      {"load", "http://no-such-host.invalid/", "unknown host"},
      {"load", "http://8.8.8.8/", "--i-own-this-target"},
      {"load", url("/"), "--duration", "soon", "not a duration"},
      {"load", url("/"), "--rate", "many", "is not a rate"},
      {"load", url("/"), "--users", "0", "number of users"},
      {"load", url("/"), "-t", "p95 is good", "no threshold"},
      {"load", url("/"), "-H", "nonsense", "not a header"},
      {"load", url("/"), "--rate", "900000", "the limit is 50,000"},
      {"load", url("/"), "--rate", "5", "--users", "5", "mutually exclusive"},
    };
    for (String[] mistake : mistakes) {
      Stage fresh = new Stage(folder);
      String[] arguments = Arrays.copyOf(mistake, mistake.length - 1);
      assertThat(fresh.run(arguments)).isEqualTo(ExitCode.USAGE);
      assertThat(fresh.err()).contains(mistake[mistake.length - 1]).doesNotContain("Error:");
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsSaidAtOnce() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    assertThat(stage.run("load", url("/"), "--case", "file/run")).isEqualTo(ExitCode.USAGE);
    assertThat(stage.err()).contains("cannot keep the run");
  }

  @Test
  void aTerminalIsRedrawnInPlace() {
    stage.terminalErr = true;
    assertThat(stage.run("load", url("/"), "--rate", "20", "-d", "3s")).isEqualTo(ExitCode.OK);
    assertThat(stage.err()).contains("\u001b[6A", "in flight");
  }
}
