package dev.backlight.load.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backlight.load.pace.Arrivals;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.scenario.PhaseReader;
import dev.backlight.load.scenario.Playing;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.Shop;
import dev.backlight.load.scenario.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordingsTest {

  private final Shop shop = new Shop();

  @AfterEach
  void close() {
    shop.close();
  }

  private static Imported read(String name, String text, ImportOptions options) throws Exception {
    return Format.of(name, text).orElseThrow().read(name, text, PhaseReader.Logs.NONE, options);
  }

  private Playing.Record play(Scenario scenario, int iterations) throws Exception {
    return Playing.play(
        scenario, shop.url(), 1, iterations, Path.of("."), Map.of("TOKEN", "t9", "WHO", "ada"));
  }

  @Test
  void curlLines() throws Exception {
    Scenario scenario =
        read(
                "calls.txt",
                """
                # what the client does
                curl -s 'http://shop.test/api/dashboard?a=1&b=2' -H "Authorization: Bearer $TOKEN" --compressed
                $ curl http://shop.test/login \\
                  -H 'Content-Type: application/json' \\
                  --data-raw '{"name":"ada \\"x\\""}'
                curl -X PUT -u ada:secret shop.test/users/$WHO -d a=1 -d 'b=two words'
                curl -G http://shop.test/search -d q=books -A tester
                """,
                ImportOptions.USUAL)
            .scenario();

    assertThat(scenario.target()).isEqualTo("http://shop.test");
    assertThat(scenario.users().getFirst().tasks().tasks())
        .extracting(Task::name)
        .containsExactly(
            "1 GET /api/dashboard?a=1&b=2",
            "2 POST /login",
            "3 PUT /users/{WHO}",
            "4 GET /search?q=books");
    Playing.Record record = play(scenario, 40);
    assertThat(record.failures()).isEmpty();
    assertThat(shop.seen("GET", "/api/dashboard").getFirst())
        .matches(seen -> seen.header("Authorization").equals("Bearer t9"))
        .matches(seen -> seen.query().equals("a=1&b=2"));
    assertThat(shop.seen("POST", "/login").getFirst().body())
        .isEqualTo("{\"name\":\"ada \\\"x\\\"\"}");
    assertThat(shop.seen("PUT", "/users/ada").getFirst())
        .matches(seen -> seen.body().equals("a=1&b=two words"))
        .matches(seen -> seen.header("Authorization").equals("Basic YWRhOnNlY3JldA=="))
        .matches(seen -> seen.header("Content-Type").equals("application/x-www-form-urlencoded"));
    assertThat(shop.seen("GET", "/search").getFirst().header("User-Agent")).isEqualTo("tester");
  }

  @Test
  void curlLinesThatCannotBeReadAreRefused() {
    assertThatThrownBy(() ->
            read(
                "c.txt",
                "curl -F a=@b http://h/\nwget x\ncurl -d @f http://h/\n",
                ImportOptions.USUAL))
        .hasMessage(
            """
            c.txt:1:1: the option -F has no translation; leave it out or write a scenario
            c.txt:2:1: 'wget' is not curl
            c.txt:3:1: data from a file (@f); write it into the line\
            """);
  }

  @Test
  void aRecordingOfABrowser() throws Exception {
    Imported imported =
        read(
            "visit.har",
            """
            {"log": {"version": "1.2", "entries": [
              {"startedDateTime": "2026-01-01T10:00:00.000Z", "time": 50, "request": {"method": "GET",
               "url": "http://shop.test/page?x={1}", "headers": [{"name": "Host", "value": "shop.test"},
               {"name": ":path", "value": "/"}, {"name": "Accept", "value": "text/html"}]}},
              {"startedDateTime": "2026-01-01T10:00:00.060Z", "time": 5, "request": {"method": "GET",
               "url": "https://cdn.test/x.js", "headers": []}},
              {"startedDateTime": "2026-01-01T10:00:02.050Z", "time": 10, "request": {"method": "POST",
               "url": "http://shop.test/login", "headers": [],
               "postData": {"mimeType": "application/json", "text": "{\\"name\\":\\"ada\\"}"}}}
            ]}}
            """,
            ImportOptions.USUAL);

    assertThat(imported.scenario().target()).isEqualTo("http://shop.test");
    assertThat(imported.notes())
        .extracting(Imported.Note::text)
        .containsExactly("1 requests to other origins are left out");
    Playing.Record record = play(imported.scenario(), 1);
    assertThat(record.failures()).isEmpty();
    assertThat(record.pauses()).containsExactly(Duration.ofSeconds(2));
    assertThat(shop.seen("GET", "/page").getFirst())
        .matches(seen -> seen.query().equals("x=%7B1%7D"))
        .matches(seen -> seen.header("Accept").equals("text/html"));
    assertThat(shop.seen("POST", "/login").getFirst().body()).isEqualTo("{\"name\":\"ada\"}");
  }

  private static final String COMBINED =
      """
      10.0.0.1 - - [10/Oct/2026:13:55:36 +0000] "GET /orders/17?full=1 HTTP/1.1" 200 12 "-" "curl"
      10.0.0.1 - bob [10/Oct/2026:13:55:36 +0000] "GET /orders/18 HTTP/1.1" 200 12 "-" "a \\"b\\" c"
      10.0.0.2 - - [10/Oct/2026:13:55:38 +0000] "POST /orders HTTP/1.1" 201 12 "-" "curl"
      10.0.0.2 - - [10/Oct/2026:13:55:39 +0000] "GET /home HTTP/2.0" 200 12 "-" "curl"
      """;

  @Test
  void anAccessLogGivesItsMixAndItsRhythm() throws Exception {
    Imported imported = read("access.log", COMBINED, ImportOptions.USUAL);

    assertThat(imported.notes().getFirst().text())
        .startsWith("1 of 4 requests change data and are left out");
    assertThat(imported.scenario().users().getFirst().tasks().tasks())
        .extracting(Task::name, Task::weight)
        .containsExactly(Tuple.tuple("GET /orders/{id}", 2.0), Tuple.tuple("GET /home", 1.0));
    assertThat(imported.scenario().phases())
        .containsExactly(
            new Phase.Open(
                "replay",
                Duration.ofSeconds(4),
                new Arrivals.Replay(
                    List.of(Duration.ZERO, Duration.ofMillis(500), Duration.ofSeconds(3))),
                Phase.Rhythm.EVEN,
                false));
    Playing.Record record = play(imported.scenario(), 60);
    assertThat(record.count("GET /orders/{id}")).isBetween(25L, 55L);
    assertThat(shop.seen("GET", "/orders/17")).allMatch(seen -> seen.query().equals("full=1"));
    assertThat(AccessLog.times("a.log", COMBINED)).hasSize(4);
  }

  @Test
  void logsInOtherFormats() throws Exception {
    String haproxy =
        """
        Oct 10 13:55:36 lb haproxy[14389]: 10.0.1.2:33317 [10/Oct/2026:13:55:36.250] front app/s1 0/0/1/2/3 200 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} "GET /a/5f0c3d2e8b9a4c1d2e3f4a5b HTTP/1.1"
        Oct 10 13:55:36 lb haproxy[14389]: 10.0.1.2:33317 [10/Oct/2026:13:55:36.750] front app/s1 0/0/1/2/3 200 2750 - - ---- 1/1/1/1/0 0/0 "GET /a/2026-01-02/x HTTP/1.1"
        """;
    Scenario scenario = read("haproxy.log", haproxy, ImportOptions.USUAL).scenario();
    assertThat(scenario.users().getFirst().tasks().tasks())
        .extracting(Task::name)
        .containsExactly("GET /a/{id}", "GET /a/{date}/x");
    assertThat(((Phase.Open) scenario.phases().getFirst()).arrivals())
        .isEqualTo(new Arrivals.Replay(List.of(Duration.ZERO, Duration.ofMillis(500))));

    String json =
        """
        {"time_iso8601":"2026-10-10T13:55:36+00:00","request_method":"GET","request_uri":"/a","status":200}
        {"time_iso8601":"2026-10-10T13:55:37+00:00","request":"HEAD /b HTTP/1.1","status":"200"}
        """;
    assertThat(
            read("x.log", json, ImportOptions.USUAL).scenario().users().getFirst().tasks().tasks())
        .extracting(Task::name)
        .containsExactly("GET /a", "HEAD /b");

    String own = "[2026-10-10T13:55:36+00:00] shop.test 0.005 \"GET /a HTTP/1.1\" 200\n";
    ImportOptions format =
        new ImportOptions(false, "[$time_iso8601] $host $request_time \"$request\" $status");
    assertThat(
            Format.ACCESS_LOG
                .read("x.log", own, PhaseReader.Logs.NONE, format)
                .scenario()
                .users()
                .getFirst()
                .tasks()
                .tasks())
        .hasSize(1);
    assertThat(Format.of("x.log", own)).isEmpty();
    assertThatThrownBy(() ->
            Format.ACCESS_LOG.read(
                "x.log", own, PhaseReader.Logs.NONE, new ImportOptions(false, "$host")))
        .hasMessageContaining("the log_format has no");
  }

  private static final String API =
      """
      openapi: 3.0.3
      info: {title: Shop, version: "1"}
      servers: [{url: "http://shop.test/{v}", variables: {v: {default: api}}}]
      security: [{bearer: []}]
      paths:
        /orders/{id}:
          parameters:
            - {name: id, in: path, required: true, schema: {type: integer, minimum: 5, maximum: 6}}
          get:
            parameters:
              - {name: expand, in: query, schema: {type: string}, example: items}
              - {name: page, in: query, schema: {type: integer}}
              - $ref: '#/components/parameters/Tenant'
          delete: {}
        /orders:
          post:
            requestBody:
              content:
                application/json:
                  schema: {$ref: '#/components/schemas/Order'}
      components:
        securitySchemes: {bearer: {type: http, scheme: bearer}}
        parameters:
          Tenant: {name: X-Tenant, in: header, required: true, schema: {type: string, enum: [a]}}
        schemas:
          Order:
            allOf:
              - {type: object, properties: {id: {type: integer, readOnly: true}}}
              - type: object
                properties:
                  note: {type: string, example: hi}
                  email: {type: string, format: email}
                  lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
          Line: {properties: {sku: {type: string, maxLength: 3}, gift: {type: boolean}, parent: {$ref: '#/components/schemas/Line'}}}
      """;

  @Test
  void anApiDescriptionSendsWhatIsSafe() throws Exception {
    Imported imported = read("openapi.yaml", API, ImportOptions.USUAL);

    assertThat(imported.scenario().target()).isEqualTo("http://shop.test");
    assertThat(imported.notes())
        .extracting(Imported.Note::text)
        .containsExactlyInAnyOrder(
            "'bearer' is taken from the environment: TOKEN",
            "2 operations that change data are left out; --unsafe sends them");
    Playing.Record record = play(imported.scenario(), 3);
    assertThat(record.failures()).isEmpty();
    assertThat(record.tasks()).containsOnly("GET /api/orders/{id}");
    assertThat(shop.seen())
        .allMatch(seen -> seen.path().matches("/api/orders/[56]"))
        .allMatch(seen -> seen.query().equals("expand=items"))
        .allMatch(seen -> seen.header("X-Tenant").equals("a"))
        .allMatch(seen -> seen.header("Authorization").equals("Bearer t9"));
  }

  @Test
  void anApiDescriptionMakesUpBodies() throws Exception {
    Playing.Record record =
        play(read("openapi.yaml", API, new ImportOptions(true, "")).scenario(), 30);
    assertThat(record.failures()).isEmpty();
    assertThat(shop.seen("POST", "/api/orders"))
        .isNotEmpty()
        .allMatch(seen ->
            seen.body()
                .matches(
                    "\\{\"note\":\"hi\",\"email\":\"\\w{8}@example.com\",\"lines\":\\[\\{\"sku\":\"\\w{3}\",\"gift\":(true|false),\"parent\":.*"));
  }

  @Test
  void filesAreKnownByWhatTheySay() {
    assertThat(Format.of("a.txt", "from locust import HttpUser")).contains(Format.LOCUST);
    assertThat(Format.of("a.mjs", "import http from 'k6/http';")).contains(Format.K6);
    assertThat(Format.of("a.json", "{\"log\": {}}")).contains(Format.HAR);
    assertThat(Format.of("a.json", "{\n  \"openapi\": \"3.1.0\"}")).contains(Format.OPENAPI);
    assertThat(Format.of("a.yaml", "openapi: 3.0.0\n")).contains(Format.OPENAPI);
    assertThat(Format.of("a.yaml", "steps: []\n")).contains(Format.SCENARIO);
    assertThat(Format.of("a.sh", "#!/bin/sh\ncurl http://h/\n")).contains(Format.CURL);
    assertThat(Format.of("a", COMBINED)).contains(Format.ACCESS_LOG);
    assertThat(Format.of("a", "hello")).isEmpty();
  }
}
