package dev.backlight.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JourneyTest {

  private final Shop shop = new Shop();

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void close() {
    shop.close();
  }

  private Playing.Record play(String yaml, int users, int iterations) throws Exception {
    Scenario scenario = ScenarioReaderTest.read(yaml);
    String written = ScenarioYaml.write(scenario);
    assertThat(ScenarioYaml.write(ScenarioReaderTest.read(written))).isEqualTo(written);
    return Playing.play(
        ScenarioReaderTest.read(written),
        shop.url(),
        users,
        iterations,
        folder,
        Map.of("REGION", "eu"));
  }

  @Test
  void aUserLogsInOnceAndCarriesWhatItGot() throws Exception {
    Playing.Record record =
        play(
            """
            variables:
              terms: [books, "${'home ' + 'garden'}"]
            headers: {X-Region: "${env('REGION')}"}
            users:
              shopper:
                think: 1s..3s
                on_start:
                  - post: /auth/login
                    json: {email: "user${random_int(1, 10)}@test.com", age: 7, tags: [a, true, null]}
                    expect: 200
                    extract:
                      token: json /token
                      sid: cookie sid
                      type: header Content-Type
                      letter: regex '"(t)\\d+"'
                      other: {json: /nothing, default: none}
                tasks:
                  browse:
                    weight: 3
                    steps:
                      - get: /api/dashboard
                        headers: {Authorization: "Bearer ${token}", X-Letter: "${letter}${other}"}
                  search:
                    - set: {term: "${random_choice(terms)}"}
                    - get: /api/products/search?q=${term}
                      headers: {Authorization: "Bearer ${token}"}
                      query: {page: 1, sort: [a, b]}
            """,
            4,
            20);

    assertThat(record.failures()).isEmpty();
    assertThat(record.stopped()).isEmpty();
    assertThat(record.pauses()).hasSize(80);
    assertThat(shop.seen("POST", "/auth/login")).hasSize(4);
    assertThat(shop.seen("POST", "/auth/login").getFirst().body())
        .matches("\\{\"email\":\"user\\d+@test.com\",\"age\":7,\"tags\":\\[\"a\",true,null]}");
    assertThat(shop.seen()).allMatch(seen -> seen.header("X-Region").equals("eu"));
    assertThat(shop.seen("GET", "/api/dashboard"))
        .isNotEmpty()
        .allMatch(seen -> seen.header("X-Letter").equals("tnone"));
    assertThat(shop.seen("GET", "/api/products/search"))
        .isNotEmpty()
        .allMatch(seen -> seen.query().matches("q=(books|home%20garden)&page=1&sort=a&sort=b"));
    assertThat(record.count("GET /api/products/search?q={term}")).isPositive();
  }

  @Test
  void everyKindOfStep() throws Exception {
    Files.writeString(folder.resolve("people.csv"), "name,age\nAda,36\n\"Grace, H\",45\n");
    Playing.Record record =
        play(
            """
            feeds:
              people: {csv: people.csv}
              numbers: {each: {id: "${row + 100}"}}
              once: {rows: [{code: x1}], order: once}
            procedures:
              double:
                parameters: [n]
                locals: [twice]
                steps:
                  - set: {twice: "${n * 2}"}
                  - return: "${twice}"
            steps:
              - take: people
              - take: numbers
                as: number
              - do: double
                with: ["${number.id}"]
                as: result
              - set: {list: [], "cart": {items: [1, 2]}}
              - set: {"cart.items[1]": 9}
              - repeat: 2
                steps:
                  - set: {list: "${list + [length(list)]}"}
              - for: a, b
                in: "${entries({k: 'v'})}"
                steps:
                  - get: /pair/${a}/${b}
              - while: length(list) < 4
                steps:
                  - set: {list: "${list + [0]}"}
                  - if: length(list) == 3
                    then: [{continue: true}]
                    else: [{break: true}]
              - choose:
                  - {weight: 1, steps: [{get: /left}]}
                  - {weight: 0.000001, steps: [{get: /right}]}
              - group: pay
                steps:
                  - post: /pay
                    name: paying
                    form: {name: "${name}", result: "${result}", cart: "${json(cart)}"}
                    check: {created: response.status == 201, never: response.status == 500}
                    as: answer
              - check: {kept: answer.json.id == 7}
              - put: /raw
                body: "<a>${age}</a>"
                type: text/xml
              - try: [{fail: "no ${age}"}]
                recover: [{get: "/recovered"}]
              - get: /missing
                expect: 404
              - get: /missing
              - get: /page
                expect: {contains: welcome, that: {short: response.size < 100}}
              - get: /page
                expect: {contains: goodbye}
              - get: /judged
                judge:
                  - if: response.json.id == 7
                    then: [{reject: "seven"}]
              - cookies: {flavour: "mint"}
              - get: /cookie
              - think: ${1 + 1}
            """,
            1,
            2);

    assertThat(record.failures())
        .containsExactly(
            "GET /missing: status 404",
            "GET /page: not so: contains goodbye",
            "GET /judged: seven",
            "GET /missing: status 404",
            "GET /page: not so: contains goodbye",
            "GET /judged: seven");
    assertThat(record.checks())
        .containsOnlyKeys("created", "never", "kept")
        .containsEntry("created", List.of(true, true))
        .containsEntry("never", List.of(false, false))
        .containsEntry("kept", List.of(true, true));
    assertThat(record.count("pay / paying")).isEqualTo(2);
    assertThat(shop.seen("POST", "/pay").stream().map(Shop.Seen::body))
        .containsExactly(
            "name=Ada&result=200&cart=%7B%22items%22%3A%5B1%2C9%5D%7D",
            "name=Grace%2C%20H&result=202&cart=%7B%22items%22%3A%5B1%2C9%5D%7D");
    assertThat(shop.seen("PUT", "/raw").getFirst())
        .matches(seen -> seen.body().equals("<a>36</a>"))
        .matches(seen -> seen.header("Content-Type").equals("text/xml"));
    assertThat(shop.seen("GET", "/recovered")).hasSize(2);
    assertThat(shop.seen("GET", "/left")).hasSize(2);
    assertThat(shop.seen("GET", "/pair/k/v")).hasSize(2);
    assertThat(shop.seen("GET", "/cookie").getFirst().header("Cookie")).contains("flavour=mint");
    assertThat(record.pauses()).hasSize(2);
  }

  @Test
  void aWrongPasswordInOnStartEndsTheUserAndSaysWhy() throws Exception {
    Playing.Record record =
        play(
            """
            on_start:
              - post: /auth/login
                json: {password: wrong}
                extract: {token: json /token}
            steps:
              - get: /api/dashboard
            """,
            2,
            3);

    assertThat(record.stopped())
        .hasSize(2)
        .allMatch(reason -> reason.matches("on_start at .*: no token in the answer, status 401"));
    assertThat(record.failures())
        .containsExactly("POST /auth/login: status 401", "POST /auth/login: status 401");
    assertThat(shop.seen("GET", "/api/dashboard")).isEmpty();
  }

  @Test
  void anExpectInOnStartThatDoesNotHoldEndsTheUser() throws Exception {
    Playing.Record record =
        play(
            """
            on_start:
              - try:
                  - post: /auth/login
                    json: {password: wrong}
                    expect: 200
                recover: [{get: /tried}]
              - get: /missing
              - post: /auth/login
                json: {password: wrong}
                expect: {status: 200, contains: token}
            steps:
              - post: /auth/login
                json: {password: wrong}
                expect: 200
            """,
            1,
            3);

    assertThat(record.stopped())
        .singleElement()
        .asString()
        .matches("on_start at shop.yaml:\\d+:\\d+: POST /auth/login: status 401");
    assertThat(shop.seen("GET", "/tried")).hasSize(1);
    assertThat(shop.seen("POST", "/auth/login")).hasSize(2);
    assertThat(record.failures()).hasSize(3);
  }

  @Test
  void whatAJourneyCannotComputeIsCountedWithItsPlaceAndDoesNotSpin() throws Exception {
    Playing.Record record =
        play("steps:\n  - get: /a\n    as: a\n  - get: /b/${a.json.nothing}\n", 1, 3);

    assertThat(record.checks()).hasSize(1);
    assertThat(record.checks().keySet())
        .allMatch(name -> name.matches("no error at shop.yaml:\\d+:\\d+: no field 'nothing' .*"));
    assertThat(record.failedChecks()).isEqualTo(3);
    assertThat(record.pauses()).hasSize(3).allMatch(pause -> pause.isPositive());
  }

  @Test
  void whoFindsAFeedUsedUpStops() throws Exception {
    Playing.Record record =
        play(
            "feeds: {once: {rows: [{code: x1}, {code: x2}], order: once}}\n"
                + "steps: [{take: once}, {get: '/redeem/${code}'}]\n",
            1,
            3);

    assertThat(record.tasks()).hasSize(2);
    assertThat(record.stopped()).containsExactly("the feed 'once' is used up");
  }

  @Test
  void feedsFromFiles() throws Exception {
    Files.writeString(folder.resolve("a.csv"), "# made by hand\nx;y\n1;2\n");
    Files.writeString(folder.resolve("b.csv"), "3,4\n5,6\n");
    Files.writeString(folder.resolve("c.json"), "[{\"id\": 7}, 8]");
    Files.writeString(folder.resolve("d.txt"), "nine\nten\n");
    Playing.Record record =
        play(
            """
            feeds:
              a: {csv: a.csv, delimiter: ";", skip: 1}
              b: {csv: b.csv, columns: none}
              b2: {csv: b.csv, columns: [left, right], order: once}
              c: {json: c.json}
              d: {lines: d.txt, order: random}
            variables:
              all: ${rows('b')}
            users:
              reader:
                count: 1
                steps:
                  - take: a
                  - take: b
                    as: b
                  - take: b2
                  - take: c
                    as: c
                  - take: d
                    as: d
                  - get: /x/${x}${y}/${b[0]}/${left}${right}/${c.id}/${length(all)}${all[1][0]}
                  - get: "/${d in ['nine', 'ten'] ? 'yes' : 'no'}"
                  - get: /${fake('word')}
            """,
            1,
            1);

    assertThat(record.failures()).isEmpty();
    assertThat(record.failedChecks()).as("" + record.checks()).isZero();
    assertThat(shop.seen("GET", "/x/12/3/34/7/25")).hasSize(1);
    assertThat(shop.seen("GET", "/yes")).hasSize(1);
  }

  @Test
  void aRowWithoutColumnsNeedsAName() throws Exception {
    Files.writeString(folder.resolve("d.txt"), "nine\n");
    Playing.Record record =
        play("feeds: {d: {lines: d.txt}}\nsteps: [{take: d}, {get: /a}]\n", 1, 1);

    assertThat(record.checks().keySet())
        .allMatch(name -> name.contains("a row of 'd' is a text without columns; say 'as: name'"));
    assertThat(record.failedChecks()).isEqualTo(1);
  }

  @Test
  void sequentialTasksAndNestedOnes() throws Exception {
    Playing.Record record =
        play(
            """
            order: sequential
            tasks:
              one: [{get: /1}]
              two:
                - order: sequential
                  tasks:
                    a: [{get: /2a}]
                    b: [{get: /2b}, {leave: true}]
              three: [{get: /3}]
            """,
            1,
            4);

    assertThat(record.tasks()).containsExactly("GET /1", "GET /2a", "GET /2b", "GET /3", "GET /1");
  }
}
