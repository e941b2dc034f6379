package dev.backlight.load.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Users;
import dev.backlight.load.scenario.PhaseReader;
import dev.backlight.load.scenario.Playing;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.ScenarioReader;
import dev.backlight.load.scenario.ScenarioYaml;
import dev.backlight.load.scenario.Shop;
import dev.backlight.load.scenario.Task;
import dev.backlight.load.scenario.Think;
import dev.backlight.load.scenario.UserKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class LocustFileTest {

  static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(LocustFileTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theSeedsLoadTestRunsUnchanged() throws Exception {
    Scenario scenario = LocustFile.read("load_test.py", resource("seed_locustfile.py")).scenario();

    assertThat(scenario.users()).hasSize(1);
    assertThat(scenario.users().getFirst().name()).isEqualTo("UserBehavior");
    assertThat(scenario.users().getFirst().tasks().think())
        .isEqualTo(new Think.Between(Duration.ofSeconds(1), Duration.ofSeconds(3)));
    assertThat(scenario.users().getFirst().tasks().tasks())
        .extracting(Task::name, Task::weight)
        .containsExactly(
            Tuple.tuple("view_dashboard", 3.0),
            Tuple.tuple("list_orders", 2.0),
            Tuple.tuple("create_order", 1.0),
            Tuple.tuple("search_products", 1.0));

    try (Shop shop = new Shop()) {
      Playing.Record record = Playing.play(scenario, shop.url(), 20, 70);

      assertThat(record.failures()).isEmpty();
      assertThat(record.stopped()).isEmpty();
      assertThat(record.failedChecks()).isZero();
      assertThat(record.tasks()).hasSize(20 + 20 * 70);
      assertThat(record.pauses())
          .hasSize(20 * 70)
          .allMatch(pause ->
              pause.compareTo(Duration.ofSeconds(1)) >= 0
                  && pause.compareTo(Duration.ofSeconds(3)) <= 0);
      weightsHold(record);
      everyUserCarriesItsToken(shop);
    }
  }

  /// 3:2:1:1 of 1,400; four standard deviations are under 75 of 600.
  private static void weightsHold(Playing.Record record) {
    assertThat(record.count("POST /auth/login")).isEqualTo(20);
    assertThat(record.count("GET /api/dashboard")).isBetween(525L, 675L);
    assertThat(record.count("GET /api/orders")).isBetween(325L, 475L);
    assertThat(record.count("POST /api/orders")).isBetween(140L, 260L);
    assertThat(record.count("GET /api/products/search?q={term}")).isBetween(140L, 260L);
  }

  private static void everyUserCarriesItsToken(Shop shop) {
    List<Shop.Seen> others =
        shop.seen().stream().filter(seen -> seen.path().startsWith("/api/")).toList();
    assertThat(others).allMatch(seen -> seen.header("Authorization").matches("Bearer t\\d+"));
    assertThat(others.stream().map(seen -> seen.header("Authorization")).distinct()).hasSize(20);
    assertThat(shop.seen("POST", "/auth/login"))
        .allMatch(seen ->
            seen.body()
                .matches("\\{\"email\":\"user\\d{1,5}@test.com\",\"password\":\"testpass123\"}"));
    assertThat(shop.seen("POST", "/api/orders"))
        .allMatch(seen ->
            seen.body()
                .matches(
                    "\\{\"items\":\\[\\{\"product_id\":\\d{1,3},\"quantity\":[1-5]}],"
                        + "\"shipping_address\":\"123 Test St\"}"));
    assertThat(shop.seen("GET", "/api/products/search").stream().map(Shop.Seen::query).distinct())
        .containsExactlyInAnyOrder("q=electronics", "q=clothing", "q=books", "q=sports");
  }

  private static final String HEAD =
      """
      import os
      import random
      import json
      from locust import HttpUser, TaskSet, SequentialTaskSet, task, tag, between, constant

      """;

  private static Playing.Record play(String text, int users, int iterations, Shop shop)
      throws Exception {
    Scenario scenario = LocustFile.read("locustfile.py", HEAD + text).scenario();
    String yaml = ScenarioYaml.write(scenario);
    Scenario read = ScenarioReader.read("again.yaml", yaml, PhaseReader.Logs.NONE);
    assertThat(ScenarioYaml.write(read)).isEqualTo(yaml);
    return Playing.play(read, shop.url(), users, iterations);
  }

  @Test
  void whatFilesOftenDo() throws Exception {
    try (Shop shop = new Shop()) {
      Playing.Record record =
          play(
              """
              BASE = "/api"
              IDS = list(range(1, 4))
              TIMEOUT = float(os.environ.get("TIMEOUT", "2.5"))

              def headers_for(token, extra=None):
                  headers = {"Authorization": "Bearer " + token, "X-V": "%03d" % 7}
                  if extra:
                      headers.update(extra)
                  return headers

              class Base(HttpUser):
                  abstract = True
                  kind = "base"

                  def login(self, name, password="secret"):
                      with self.client.post("/login", data={"name": name, "password": password},
                                            catch_response=True, name="login") as response:
                          if response.status_code != 200:
                              response.failure(f"login: {response.status_code}")
                              return None
                          response.success()
                          return response.json()["token"]

              class Shopper(Base):
                  wait_time = lambda self: random.uniform(0.5, 1.5)
                  kind = "shopper"

                  def on_start(self):
                      self.seen = []
                      self.token = self.login("ada")
                      self.client.headers.update({"X-Kind": self.kind})

                  @tag("read", "fast")
                  @task
                  def browse(self):
                      'Looks around.'
                      for i, item in enumerate(IDS):
                          if item == 3:
                              break
                          self.client.get(BASE + "/items/{}".format(item) + f"?p={i:02d}",
                                          headers=headers_for(self.token, {"X-I": str(i)}),
                                          name=BASE + "/items/[id]")
                          self.seen.append(item)
                      products = self.client.get("/api/products", headers=headers_for(self.token)).json()
                      ids = [p["id"] for p in products["items"] if p["id"] > 11]
                      total = 0
                      while total < 2 and len(ids) > 0:
                          total += 1
                      assert total == 2, "no products"
                      try:
                          print(f"seen {len(self.seen)}")
                          raise ValueError("oops")
                      except ValueError as e:
                          self.client.get(f"/recovered/{ids[-1]}")
                      with self.client.get("/missing", catch_response=True) as r:
                          if "nothing" in r.text and r.status_code == 404:
                              r.success()
              """,
              2, 2, shop);

      assertThat(record.failures()).isEmpty();
      assertThat(record.checks()).isEmpty();
      assertThat(record.stopped()).isEmpty();
      assertThat(record.count("/api/items/[id]")).isEqualTo(8);
      assertThat(shop.seen("GET", "/api/items/2"))
          .hasSize(4)
          .allMatch(seen -> seen.query().equals("p=01"))
          .allMatch(seen -> seen.header("X-V").equals("007") && seen.header("X-I").equals("1"))
          .allMatch(seen -> seen.header("X-Kind").equals("shopper"));
      assertThat(shop.seen("GET", "/recovered/13")).hasSize(4);
      assertThat(shop.seen("POST", "/login"))
          .allMatch(seen -> seen.body().equals("name=ada&password=secret"));
      assertThat(record.pauses())
          .allMatch(pause -> pause.toMillis() >= 500 && pause.toMillis() <= 1500);
    }
  }

  @Test
  void nestedSetsListsOfTasksAndShapes() throws Exception {
    String text =
        """
        def index(l):
            l.client.get("/")

        class Checkout(SequentialTaskSet):
            @task
            def cart(self):
                self.client.get("/cart")

            @task
            def pay(self):
                self.client.post("/pay", json={"user": self.user.number})
                self.interrupt()

        class Web(HttpUser):
            wait_time = constant(1)
            host = "http://127.0.0.1:1"
            weight = 3
            tasks = {index: 1, Checkout: 1}
            number = 5

        class Idle(HttpUser):
            tasks = [index]

        from locust import LoadTestShape

        class Stages(LoadTestShape):
            stages = [
                {"duration": 10, "users": 10, "spawn_rate": 10},
                {"duration": 30, "users": 50, "spawn_rate": 10},
            ]

            def tick(self):
                run_time = self.get_run_time()
                for stage in self.stages:
                    if run_time < stage["duration"]:
                        return (stage["users"], stage["spawn_rate"])
                return None
        """;
    Scenario scenario = LocustFile.read("locustfile.py", HEAD + text).scenario();
    assertThat(scenario.target()).isEqualTo("http://127.0.0.1:1");
    assertThat(scenario.users()).extracting(UserKind::name).containsExactly("Web", "Idle");
    assertThat(scenario.users().getFirst().weight()).isEqualTo(3);
    assertThat(scenario.phases())
        .containsExactly(
            new Phase.Closed("stage 1 ramp", Duration.ofSeconds(1), new Users.Ramp(0, 10), false),
            new Phase.Closed("stage 1", Duration.ofSeconds(9), new Users.Constant(10), false),
            new Phase.Closed("stage 2 ramp", Duration.ofSeconds(4), new Users.Ramp(10, 50), false),
            new Phase.Closed("stage 2", Duration.ofSeconds(16), new Users.Constant(50), false));
    try (Shop shop = new Shop()) {
      Playing.Record record = play(text, 1, 20, shop);
      assertThat(record.failures()).isEmpty();
      assertThat(record.count("GET /cart")).isPositive().isEqualTo(record.count("POST /pay"));
      assertThat(shop.seen("POST", "/pay").getFirst().body()).isEqualTo("{\"user\":5}");
    }
  }

  @Test
  void whatHasNoTranslationIsRefusedByLine() {
    String text =
        """
        import pandas
        from locust import HttpUser, task, events

        COUNT = 0

        @events.test_start.add_listener
        def begin(environment, **kwargs):
            environment.runner.register()

        class U(HttpUser):
            @task
            def a(self):
                data = pandas.read_csv("x.csv")
                self.client.get("/a", files={"f": 1})
                self.client.get("/fine")
                self.nobody()

            @task(2)
            async def b(self):
                pass

            @task
            def c(self):
                global COUNT
                COUNT += 1
                with LOCK as f:
                    pass
                r = self.client.get("/x", catch_response=True)
                self.client.get(unknown)
        """;

    ImportException e =
        catchThrowableOfType(ImportException.class, () -> LocustFile.read("l.py", text));

    assertThat(e.refusals())
        .extracting(ImportException.Refusal::toString)
        .containsExactly(
            "l.py:7:5: the listener begin() runs outside of any user; what it prepares belongs into"
                + " on_start, or into the setup of a scenario",
            "l.py:13:16: pandas.read_csv() has no counterpart",
            "l.py:14:37: an upload of files; only text bodies are sent (data=, json=)",
            "l.py:16:9: self.nobody() is not in this file",
            "l.py:19:15: an async function or generator",
            "l.py:25:9: 'COUNT' is shared by all users; a feed hands out shared data",
            "l.py:26:9: 'with' of anything but a request or a file",
            "l.py:28:13: catch_response without 'with'",
            "l.py:29:25: 'unknown' is not known here");
  }

  @Test
  void aSyntaxErrorIsNamedWithItsPlace() {
    ImportException e =
        catchThrowableOfType(
            ImportException.class, () -> LocustFile.read("l.py", "x = 1\ndef f(:\n  pass\n"));
    assertThat(e.refusals().getFirst().toString()).startsWith("l.py:2:").endsWith("a syntax error");
  }
}
