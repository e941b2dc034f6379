package dev.backlight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The commands of the documentation of `backlight load` do something, as written: only where the
/// service is and how long it takes is changed. Their files are the examples of the same pages.
@Timeout(180)
class LoadDocumentsTest {

  private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final List<String> PAGES =
      List.of("load.md", "scenarios.md", "importing.md", "capacity.md");

  private static HttpServer server;

  @TempDir static Path folder;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", LoadDocumentsTest::answer);
    server.start();
    Files.writeString(folder.resolve("order.json"), "{\"item\": 1}");
    Files.writeString(folder.resolve("shop.yaml"), example("scenarios.md", "yaml"));
    Files.writeString(folder.resolve("locustfile.py"), example("importing.md", "python"));
    Files.writeString(folder.resolve("script.js"), example("importing.md", "javascript"));
    Files.writeString(
        folder.resolve("openapi.yaml"),
        """
        openapi: 3.0.0
        servers: [{url: "%s"}]
        paths: {/orders: {get: {}}}
        """
            .formatted(url()));
    Files.writeString(
        folder.resolve("access.log"),
        "1.1.1.1 - - [10/Oct/2026:13:55:36 +0000] \"GET /a HTTP/1.1\" 200 5\n".repeat(3));
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    byte[] said = "{\"token\": \"t1\", \"id\": 1}".getBytes(StandardCharsets.UTF_8);
    boolean created = exchange.getRequestURI().getPath().equals("/api/orders");
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(created ? 201 : 200, said.length);
    exchange.getResponseBody().write(said);
    exchange.close();
  }

  private static String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static String page(String name) throws IOException {
    Path here = Path.of("docs", name);
    return Files.readString(Files.exists(here) ? here : Path.of("..", "docs", name));
  }

  /// The first example in a language.
  private static String example(String page, String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(page(page));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  @TestFactory
  Stream<DynamicTest> commandsRun() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String page : PAGES) {
      Matcher block = BLOCK.matcher(page(page));
      while (block.find()) {
        block
            .group(1)
            .lines()
            .map(line -> line.replaceFirst("\\s+# .*", ""))
            .filter(line -> line.startsWith("backlight "))
            .forEach(line -> tests.add(DynamicTest.dynamicTest(line, () -> runs(line))));
      }
    }
    assertThat(tests).hasSizeGreaterThan(12);
    return tests.stream();
  }

  private static void runs(String line) {
    List<String> words = shortened(words(line));
    Stage stage = new Stage(folder);
    int code = stage.run(words.toArray(String[]::new));
    // A machine that is busy may break a threshold.
    assertThat(code).as(stage.err()).isIn(ExitCode.OK, ExitCode.GATE);
    if (words.getFirst().equals("load") && !words.contains("--find-capacity")) {
      assertThat(stage.out()).contains(" requests/s over ");
    }
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line.replace("http://127.0.0.1:8000", url()));
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    words.removeFirst();
    return words;
  }

  /// The same for a second, where a command says how long, or would take long.
  private static List<String> shortened(List<String> words) {
    for (int i = 0; i + 1 < words.size(); i++) {
      if (List.of("-d", "--warm-up").contains(words.get(i))) {
        words.set(i + 1, "1s");
      }
    }
    boolean scripted = words.contains("shop.yaml") || words.contains("script.js");
    if (!words.getFirst().equals("load")) {
      return words;
    } else if (words.contains("--find-capacity")) {
      words.addAll(List.of("--highest-rate", "25", "--confirm", "0"));
    } else if (scripted) {
      words.addAll(List.of("--users", "2", "-d", "1s"));
    } else if (!words.contains("-d") && !words.contains("access.log")) {
      words.addAll(List.of("-d", "1s"));
    }
    return words;
  }
}
