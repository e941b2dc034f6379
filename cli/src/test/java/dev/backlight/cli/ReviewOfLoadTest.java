package dev.backlight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A load run of a real server, kept and joined by `backlight review --case`.
@Timeout(120)
class ReviewOfLoadTest {

  private static final String SOURCE =
      """
      import requests
      from flask import Flask, jsonify

      app = Flask(__name__)

      @app.route("/users/<int:user_id>/orders")
      def orders(user_id):
          answer = requests.get(f"http://orders.internal/of/{user_id}")
          return jsonify(answer.json())

      @app.route("/health")
      def health():
          return "ok"
      """;

  private static HttpServer server;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          boolean slow = exchange.getRequestURI().getPath().endsWith("/orders");
          try {
            Thread.sleep(slow ? 20 : 0);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'o', 'k'});
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private RealStage.Result run(String... arguments) {
    return RealStage.run(folder, arguments);
  }

  private void keepARun(String name) throws IOException {
    Files.createDirectories(folder.resolve("app"));
    Files.writeString(folder.resolve("app/app.py"), SOURCE);
    Files.writeString(
        folder.resolve("shop.yaml"),
        """
        tasks:
          their orders:
            - get: /users/${random_int(1, 500)}/orders
              name: their orders
          health:
            - get: /health
        phases:
          - {users: 20, for: 2s}
        """);
    String target = "http://127.0.0.1:" + server.getAddress().getPort();
    RealStage.Result load = run("load", "shop.yaml", "--target", target, "--case", name, "-q");
    assertThat(load.code()).as(load.err()).isZero();
  }

  @Test
  void whatWasMeasuredIsScoredAndShownWithTheFindings() throws IOException {
    keepARun("runs/one");
    RealStage.Result review =
        run(
            "review",
            "app",
            "--objective",
            "5ms",
            "--case",
            "runs/one",
            "--html",
            "r.html",
            "--json",
            "r.json",
            "--markdown",
            "r.md");
    assertThat(review.code()).as(review.err()).isZero();
    assertThat(review.out())
        .contains("Load test", "GET /users/<int:user_id>/orders", "= load:")
        .doesNotContain("not measured: load");

    JsonNode report = JsonMapper.shared().readTree(Files.readString(folder.resolve("r.json")));
    assertThat(report.at("/run/mode").asString()).isEqualTo("runtime");
    assertThat(report.at("/load/open").asBoolean()).isFalse();
    assertThat(report.at("/load/total/requests").asInt()).isGreaterThan(200);
    JsonNode slowest = report.at("/load/tasks/0");
    assertThat(slowest.path("route").asString()).isEqualTo("GET /users/<int:user_id>/orders");
    assertThat(slowest.path("name").asString()).isEqualTo("their orders");
    assertThat(slowest.path("p50Ms").asDouble()).isGreaterThan(19);
    assertThat(audit(report, "response/p95-objective").path("state").asString())
        .isEqualTo("measured");
    assertThat(audit(report, "response/error-rate").path("score").asDouble()).isEqualTo(1);
    assertThat(report.path("findings").findValues("measured")).isNotEmpty();
    assertThat(folder.resolve("r.html")).content().contains("id=\"load\"", "Measured under load");
    assertThat(folder.resolve("r.md")).content().contains("### Load test", "Measured under load");
  }

  private static JsonNode audit(JsonNode report, String id) {
    for (JsonNode audit : report.path("audits")) {
      if (audit.path("id").asString().equals(id)) {
        return audit;
      }
    }
    throw new AssertionError("no audit " + id);
  }

  @Test
  void foldersThatHoldNoRunAreSaidInWords() throws IOException {
    keepARun("good");
    Path good = folder.resolve("good/result.json");
    Files.createDirectories(folder.resolve("empty"));
    copy(good, "cut", text -> text.substring(0, text.length() / 2));
    copy(good, "later", text -> text.replace("\"1.1.0\"", "\"2.0.0\""));
    copy(good, "other", _ -> "{\"a\": 1}");
    Files.createDirectories(folder.resolve("killed"));
    Files.writeString(folder.resolve("killed/windows.jsonl"), "{}\n");
    String[][] mistakes = {
      {"nowhere", "there is no nowhere"},
      {"empty", "empty holds no load run"},
      {"cut", "cut: not a load result"},
      {"later", "later: a load result of version 2.0.0"},
      {"other", "other: not a load result"},
      {"killed", "killed holds a run that did not end"},
    };
    for (String[] mistake : mistakes) {
      RealStage.Result review = run("review", "app", "--case", mistake[0]);
      assertThat(review.code()).isEqualTo(ExitCode.USAGE);
      assertThat(review.err()).contains(mistake[1]).doesNotContain("Exception");
    }
    assertThat(run("review", "app", "--case", "good/result.json", "--case", "good").code())
        .isZero();
  }

  private interface Change {
    String of(String text);
  }

  private void copy(Path result, String name, Change change) throws IOException {
    Path to = Files.createDirectories(folder.resolve(name));
    Files.writeString(to.resolve("result.json"), change.of(Files.readString(result)));
  }
}
