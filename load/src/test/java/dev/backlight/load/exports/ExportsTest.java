package dev.backlight.load.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backlight.load.imports.Format;
import dev.backlight.load.imports.ImportOptions;
import dev.backlight.load.scenario.PhaseReader;
import dev.backlight.load.scenario.Playing;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.ScenarioReader;
import dev.backlight.load.scenario.ScenarioYaml;
import dev.backlight.load.scenario.Shop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportsTest {

  /// What k6, Locust and we can all say, as it comes back from both.
  private static final String COMMON =
      """
      name: script
      users:
        default:
          tasks:
            default:
              - set:
                  id: ${random_int(1, 10)}
              - get: /items/${id}?kind=a b
                headers:
                  Accept: application/json
                name: one item
                timeout: 5s
              - if: id > 5 and id != 7
                then:
                  - delete: /items/${id}
                else:
                  - set:
                      half: ${id / 2 + length([1, 2])}
                  - put: /items
                    redirects: false
              - for: part
                in: ["a\\"b", 2, true, null]
                steps:
                  - get: /parts/${part}
      """;

  private static final String SHOP =
      """
      name: shop
      target: http://127.0.0.1:1
      variables:
        terms: [books, "it's"]
      users:
        web shopper:
          think: 1s..3s
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
                then: [{think: 500ms}]
      phases:
        - {users: 10, for: 30s}
      thresholds: [p95 < 300ms, errors < 1%]
      """;

  @TempDir private Path folder = Path.of("");

  private static Scenario read(String yaml) throws Exception {
    return ScenarioReader.read("s.yaml", yaml, PhaseReader.Logs.NONE);
  }

  private static Scenario imported(String name, String text) throws Exception {
    return Format.of(name, text)
        .orElseThrow()
        .read(name, text, PhaseReader.Logs.NONE, ImportOptions.USUAL)
        .scenario();
  }

  private static Scenario journeys(Scenario s) {
    return s.journeys();
  }

  @Test
  void k6ComesBackAsItWas() throws Exception {
    Scenario scenario =
        read(
            COMMON
                + "phases: [{name: constant, users: 5, for: 30s}]\n"
                + "thresholds: [p95 < 300ms, errors < 1%, 'one item': p99 < 1s]\n");
    String script = Target.K6.write(scenario);
    assertThat(ScenarioYaml.write(imported("script.js", script)).replace("1000ms", "1s"))
        .as(script)
        .isEqualTo(ScenarioYaml.write(scenario));
  }

  @Test
  void k6HasNoTargetSoAddressesBeginWithAConstantThatIsReadBackAsTheTarget() throws Exception {
    Scenario scenario = read("target: http://127.0.0.1:8000\n" + COMMON);
    String script = Target.K6.write(scenario);
    assertThat(script)
        .contains(
            "const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:8000';",
            "`${BASE_URL}/parts/${part}`")
        .doesNotContain("('/", "(`/");
    assertThat(imported("script.js", script).target()).isEqualTo("http://127.0.0.1:8000");
  }

  @Test
  void locustComesBackAsItWas() throws Exception {
    String yaml =
        COMMON
            .replace("        default:\n", "        default:\n          think: 1s..3s\n")
            .replaceFirst(" {2}default:", "  Default:")
            .replace("${id / 2 + length([1, 2])}", "${id * 2 + length([1, 2])}");
    Scenario scenario =
        read(
            yaml.replace(
                "            default:\n          think: 1s..3s\n", "            default:\n"));
    String script = Target.LOCUST.write(scenario);
    assertThat(ScenarioYaml.write(imported("script.py", script)))
        .as(script)
        .isEqualTo(ScenarioYaml.write(scenario));
  }

  @Test
  void aShopWithALoginDoesTheSameInOtherWords() throws Exception {
    Scenario scenario = read(SHOP);
    for (Target target : List.of(Target.K6, Target.LOCUST)) {
      String script = target.write(target == Target.LOCUST ? journeys(scenario) : scenario);
      Scenario again = imported("shop." + target.extension(), script);
      try (Shop shop = new Shop()) {
        Playing.Record record = Playing.play(again, shop.url(), 3, 10);
        assertThat(record.failures()).as(script).isEmpty();
        assertThat(record.failedChecks()).isZero();
        assertThat(shop.seen("POST", "/login")).hasSize(3);
        assertThat(shop.seen("GET", "/api/dashboard"))
            .hasSizeGreaterThan(10)
            .allMatch(seen -> seen.header("Authorization").matches("Bearer t\\d"));
        assertThat(shop.seen("GET", "/api/search").stream().map(Shop.Seen::query).distinct())
            .isSubsetOf("q=books", "q=it%27s", "q=it's");
      }
    }
  }

  @Test
  void othersCanParseWhatIsWritten() throws Exception {
    parses("shop.mjs", Target.K6.write(read(SHOP)), "node", "--check");
    parses("common.mjs", Target.K6.write(read(COMMON)), "node", "--check");
    parses("shop.py", Target.LOCUST.write(journeys(read(SHOP))), "python3", "-m", "py_compile");
    parses("common.py", Target.LOCUST.write(read(COMMON)), "python3", "-m", "py_compile");
  }

  /// Needs Node.js and Python: `.ci/run` installs them where they are missing.
  private void parses(String name, String text, String... command) throws Exception {
    Path file = Files.writeString(folder.resolve(name), text);
    List<String> words = new ArrayList<>(List.of(command));
    words.add(file.toString());
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said + "\n" + text).isZero();
  }

  @Test
  void hyperfoilGetsForksOfEveryPhase() throws Exception {
    Scenario scenario =
        read(
            """
            name: shop
            target: http://127.0.0.1:8080
            users:
              web:
                think: 1s..3s
                tasks:
                  view:
                    weight: 3
                    steps:
                      - get: /items/${random_int(1, 9)}
                        extract: {id: json /items/0/id}
                      - post: /cart
                        json: {id: "n${id}", n: 2}
                  home: [{get: /}]
            phases:
              - {rate: 100/s, for: 30s, rhythm: poisson, name: main}
            """);
    assertThat(Target.HYPERFOIL.write(scenario))
        .contains(
            "  host: \"http://127.0.0.1:8080\"",
            "usersPerSec: 100",
            "duration: 30000 ms",
            "weight: 0.75",
            "- randomInt: number1 <- 1 .. 9",
            "GET: \"/items/${number1}\"",
            "query: .items[0].id",
            "body: \"{\\\"id\\\":\\\"n${id}\\\",\\\"n\\\":2}\"",
            "random: LINEAR");
  }

  private static final String AROUND =
      """
      name: around
      feeds:
        people: {csv: people.csv}
        pairs: {csv: pairs.csv, columns: none, delimiter: ";"}
        things: {json: things.json}
        lines: {lines: lines.txt}
      variables:
        all: ${rows('people')}
        pairs: ${rows('pairs')}
        things: ${rows('things')}
        lines: ${rows('lines')}
      procedures:
        setup: {steps: [{return: 7}]}
      setup:
        - post: /login
          json: {name: "${all[0].name}"}
          extract: {token: json /token}
        - do: setup
          as: seven
      teardown:
        - delete: /session/${seven}
          headers: {Authorization: "${token}"}
      users:
        web:
          steps:
            - parallel:
                - get: /api/dashboard
                  headers: {Authorization: "Bearer ${token}"}
                  check: {fine: response.status == 200}
                - post: /cart
                  name: cart
                  json: {id: 1}
                  extract: {cart: json /id}
            - get: /cart/${cart}
            - parallel: [{get: /x}, {get: "/y/${pairs[0][1]}/${things[0].id}/${lines[1]}"}]
      """;

  @Test
  void whatIsDoneOnceFilesAndParallelRequestsForK6() throws Exception {
    Scenario scenario = read(AROUND);
    String script = Target.K6.write(scenario);
    assertThat(script)
        .contains(
            "export function setup() {",
            "return { seven, token };",
            "token = shared.token;",
            "export function teardown(shared) {",
            "function setup_() {",
            "new SharedArray('people', () => papaparse.parse(open('./people.csv'), { header: true,",
            "{ header: false, delimiter: ';', skipEmptyLines: true }).data",
            "JSON.parse(open('./things.json'))",
            "http.batch([['GET', ");
    parses("around.mjs", script, "node", "--check");
    Files.writeString(folder.resolve("people.csv"), "name\nAda\n");
    Files.writeString(folder.resolve("pairs.csv"), "a;b\n");
    Files.writeString(folder.resolve("things.json"), "[{\"id\": 3}]");
    Files.writeString(folder.resolve("lines.txt"), "one\ntwo\n");
    for (Scenario each : List.of(scenario, imported("around.js", script))) {
      try (Shop shop = new Shop()) {
        Playing.Record record = Playing.play(each, shop.url(), 2, 2, folder, Map.of());
        assertThat(record.failures()).as(script).isEmpty();
        assertThat(record.checks().get("fine")).hasSize(4);
        assertThat(record.failedChecks()).as("" + record.checks()).isZero();
        assertThat(shop.seen("POST", "/login"))
            .singleElement()
            .matches(seen -> seen.body().equals("{\"name\":\"Ada\"}"));
        assertThat(shop.seen("GET", "/api/dashboard"))
            .hasSize(4)
            .allMatch(seen -> seen.header("Authorization").matches("Bearer t\\d+"));
        assertThat(shop.seen("GET", "/cart/7")).hasSize(4);
        assertThat(shop.seen("GET", "/y/b/3/two")).hasSize(4);
        assertThat(shop.seen("DELETE", "/session/7")).hasSize(1);
      }
    }
  }

  @Test
  void filesForLocustAndWhatItCannotSay() throws Exception {
    Scenario scenario =
        read(
            """
            feeds:
              people: {csv: people.csv}
              pairs: {csv: pairs.csv, columns: [a, b], delimiter: ";"}
              rows: {csv: rows.csv, columns: none}
              things: {json: things.json}
              lines: {lines: lines.txt}
            variables:
              people: ${rows('people')}
              pairs: ${rows('pairs')}
              lists: ${rows('rows')}
              things: ${rows('things')}
              lines: ${rows('lines')}
            users:
              web:
                steps:
                  - set: {one: "${random_choice(people)}"}
                  - get: /y/${one.name}
            """);
    String script = Target.LOCUST.write(scenario);
    assertThat(script).contains("people = list(csv.DictReader(open(\"people.csv\")))");
    parses("files.py", script, "python3", "-m", "py_compile");
    assertThat(
            imported(
                    "files.py",
                    script.replace(
                        "one[", "pairs[0]['a'] + lists[0][0] + things[0] + lines[0] + one["))
                .feeds())
        .containsExactlyInAnyOrderElementsOf(scenario.feeds());
    assertThat(refusals(Target.LOCUST, read(AROUND)))
        .contains("s.yaml:15:5: setup and teardown: no user of Locust's does them")
        .anyMatch(refusal ->
            refusal.endsWith("requests in parallel; Locust's users do one thing at a time"));
    assertThat(
            refusals(
                Target.HYPERFOIL,
                read("target: http://127.0.0.1:1\nphases: [{users: 1, for: 1s}]\n" + AROUND)))
        .contains("setup and teardown")
        .anyMatch(refusal -> refusal.endsWith("requests in parallel"));
  }

  @Test
  void aFixedCountOfUsers() throws Exception {
    Scenario scenario =
        read(
            """
            users:
              buyer: {count: 2, steps: [{get: /buy}]}
              looker: {steps: [{get: /look}]}
            phases: [{users: 12, for: 30s}]
            """);
    assertThat(Target.LOCUST.write(journeys(scenario))).contains("fixed_count = 2");
    assertThat(Target.K6.write(scenario))
        .contains("exec: 'buyer', vus: 2,", "exec: 'looker', vus: 10,");
    assertThat(refusals(Target.HYPERFOIL, scenario)).contains("the fixed count of buyer");
  }

  @Test
  void whatCannotBeSaidIsRefusedByStep() throws Exception {
    Scenario scenario =
        read(
            """
            feeds: {people: {csv: p.csv}}
            steps:
              - take: people
              - get: /a
                check: {fast: response.elapsed_ms < 5}
              - get: /b
                expect: {contains: x}
              - stop: enough
              - group: g
                steps: [{get: /c}]
            """);
    assertThat(refusals(Target.LOCUST, scenario))
        .containsExactly(
            "s.yaml:3:5: a feed",
            "s.yaml:4:5: a check that is only counted; Locust knows failures alone",
            "s.yaml:9:5: a group");
    assertThat(refusals(Target.K6, scenario))
        .contains(
            "s.yaml:3:5: a feed",
            "s.yaml:6:5: a request that fails by its content; k6 counts checks and judges by status"
                + " alone",
            "s.yaml:8:5: stopping a user");
    assertThat(refusals(Target.HYPERFOIL, scenario))
        .contains("a scenario without a target; Hyperfoil needs its host", "feeds and procedures");
  }

  private static List<String> refusals(Target target, Scenario scenario) {
    ExportException e = catchThrowableOfType(ExportException.class, () -> target.write(scenario));
    return e.refusals().stream().map(ExportException.Refusal::toString).distinct().toList();
  }
}
