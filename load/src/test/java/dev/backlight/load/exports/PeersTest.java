package dev.backlight.load.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.backlight.load.scenario.PhaseReader;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.ScenarioReader;
import dev.backlight.load.scenario.Shop;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is exported is run by others, against a real server.
///
/// Locust itself runs the Locust file (Debian has it as `python3-locust`; CI installs it and
/// demands it by `BACKLIGHT_PEERS=required`). k6 is in no package registry that serves it as a
/// program, so its script is run by Node.js with modules that say `k6`, `k6/http` and those of
/// jslib, send over `fetch`, and fail at anything that k6 does not have.
@Timeout(120)
class PeersTest {

  private static final String SHOP =
      """
      name: shop
      variables:
        terms: [books, "it's"]
      users:
        web shopper:
          think: 10ms..20ms
          on_start:
            - post: /login
              json: {name: "user${random_int(1, 9)}", deep: [{a: 1.5}]}
              extract: {token: json /token}
          tasks:
            view dashboard:
              weight: 3
              steps:
                - get: /api/dashboard
                  headers: {Authorization: "Bearer ${token}"}
                  expect: 200
            search:
              - set: {term: "${random_choice(terms)}"}
              - get: /api/search?q=${url_encode(term)}
                headers: {Authorization: "Bearer ${token}"}
                as: found
              - if: found.status == 200
                then: [{think: 10ms}]
      """;

  @TempDir private Path folder = Path.of("");

  private static Scenario shop() throws Exception {
    return ScenarioReader.read("s.yaml", SHOP, PhaseReader.Logs.NONE);
  }

  @Test
  void locustRunsWhatIsExportedToIt() throws Exception {
    boolean there = installed("locust");
    assumeTrue(there || "required".equals(System.getenv("BACKLIGHT_PEERS")), "no locust here");
    assertThat(there).as("CI demands Locust").isTrue();
    Files.writeString(folder.resolve("shop.py"), Target.LOCUST.write(shop()));
    try (Shop shop = new Shop()) {
      String said =
          run(
              "locust",
              "-f",
              "shop.py",
              "--headless",
              "-u",
              "3",
              "-r",
              "3",
              "-t",
              "3s",
              "--only-summary",
              "--host",
              shop.url().toString());
      assertThat(shop.seen("POST", "/login")).as(said).hasSize(3);
      theShopSawItsJourneys(shop, said);
    }
  }

  @Test
  void aNodeThatSpeaksK6RunsWhatIsExportedToIt() throws Exception {
    forNode(shop());
    try (Shop shop = new Shop()) {
      String said = run("node", "run.mjs", shop.url().toString(), "40");
      assertThat(shop.seen("POST", "/login")).as(said).isNotEmpty();
      theShopSawItsJourneys(shop, said);
    }
  }

  @Test
  void aNodeThatSpeaksK6SetsUpAndSendsBatches() throws Exception {
    String around =
        """
        setup:
          - post: /login
            json: {name: admin}
            extract: {token: json /token}
        teardown:
          - post: /logout
            body: ${token}
        steps:
          - parallel:
              - get: /api/dashboard
                headers: {Authorization: "Bearer ${token}"}
                extract: {id: json /id}
              - post: /cart
                json: {n: 1}
                as: cart
          - if: cart.status == 201
            then: [{get: "/items/${id}"}]
        """;
    forNode(ScenarioReader.read("s.yaml", around, PhaseReader.Logs.NONE));
    try (Shop shop = new Shop()) {
      String said = run("node", "run.mjs", shop.url().toString(), "5");
      assertThat(shop.seen("POST", "/login")).as(said).hasSize(1);
      assertThat(shop.seen("GET", "/api/dashboard"))
          .hasSize(5)
          .allMatch(seen -> seen.header("Authorization").matches("Bearer t\\d+"));
      assertThat(shop.seen("POST", "/cart")).hasSize(5);
      assertThat(shop.seen("GET", "/items/7")).hasSize(5);
      assertThat(shop.seen("POST", "/logout"))
          .singleElement()
          .matches(seen -> seen.body().matches("t\\d+"));
    }
  }

  private void forNode(Scenario scenario) throws Exception {
    assertThat(installed("node")).as("this test needs Node.js").isTrue();
    Path script = Path.of("src/test/resources/k6");
    for (String module : List.of("k6.mjs", "http.mjs", "utils.mjs", "run.mjs")) {
      Files.copy(script.resolve(module), folder.resolve(module));
    }
    String text =
        Target.K6
            .write(scenario)
            .replace("'k6/http'", "'./http.mjs'")
            .replace("'k6'", "'./k6.mjs'")
            .replaceAll("'https://jslib.k6.io/[^']*'", "'./utils.mjs'");
    Files.writeString(folder.resolve("shop.mjs"), text);
  }

  private static void theShopSawItsJourneys(Shop shop, String said) {
    assertThat(shop.seen("POST", "/login"))
        .allMatch(seen -> seen.body().replace(" ", "").matches(".*\"deep\":\\[\\{\"a\":1\\.5}].*"));
    assertThat(shop.seen("GET", "/api/dashboard"))
        .as(said)
        .hasSizeGreaterThan(10)
        .allMatch(seen -> seen.header("Authorization").matches("Bearer t\\d+"));
    assertThat(shop.seen("GET", "/api/search").stream().map(Shop.Seen::query).distinct())
        .isNotEmpty()
        .isSubsetOf("q=books", "q=it%27s", "q=it's");
  }

  private static boolean installed(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  private String run(String... command) throws Exception {
    Path out = folder.resolve("said.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String said = Files.readString(out, StandardCharsets.UTF_8);
      assertThat(process.exitValue()).as(said).isZero();
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}
