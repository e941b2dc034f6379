package dev.backlight.load.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backlight.load.scenario.Playing;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.Shop;
import dev.backlight.load.scenario.Threshold;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No statement of a Locust file is dropped: it is translated, noted as without consequence for the
/// server, or refused with its line. Each case marks the line that is refused with `# refused`.
class LocustRefusalsTest {

  private static final String HEAD =
      """
      import logging
      import os
      import random
      from locust import HttpUser, FastHttpUser, User, TaskSet, task, events, between
      """;

  private static final String USER =
      """
      class U(HttpUser):
          @task
          def t(self):
              self.client.get("/t")
      """;

  private static void refusedAtItsMark(String text) {
    ImportException e =
        catchThrowableOfType(ImportException.class, () -> LocustFile.read("l.py", text));
    assertThat(e).as(text).isNotNull();
    int line = (int) text.substring(0, text.indexOf("# refused")).lines().count();
    assertThat(e.refusals())
        .extracting(refusal -> refusal.place().line())
        .as(e.getMessage())
        .containsExactly(line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "USERS = []\nUSERS.append('a')  # refused\n",
        "os.environ['KEY'] = 'x'  # refused\n",
        "HttpUser.wait_time = between(1, 2)  # refused\n",
        "if os.environ.get('A'):  # refused\n    register()\n",
        "if os.environ.get('A'):  # refused\n    KEY = 1\n",
        "for i in range(3):  # refused\n    register(i)\n",
        "while True:  # refused\n    pass\n",
        "try:  # refused\n    import fast\nexcept ImportError:\n    register()\n",
        "assert os.environ.get('A')  # refused\n",
        "raise RuntimeError('no')  # refused\n",
        "[print(i) for i in range(3)]  # refused\n",
        "setup_database()  # refused\n",
        "@events.test_start.add_listener\n"
            + "def begin(environment, **kw):  # refused\n"
            + "    global TOKEN\n    TOKEN = 'x'\n",
        "def seen(**kw):  # refused\n    open('log').write('x')\n\n"
            + "events.request.add_listener(seen)\n",
        "@events.quitting.add_listener\n"
            + "def end(environment, **kw):  # refused\n"
            + "    if environment.stats.total.num_requests < 5:\n"
            + "        environment.process_exit_code = 1\n",
        "class Tasks(Elsewhere):  # refused\n    @task\n    def a(self):\n        pass\n",
        "class V(HttpUser, Elsewhere):  # refused\n    @task\n    def a(self):\n        pass\n",
        "class V(User):  # refused\n    @task\n    def a(self):\n        pass\n",
        "@decorated  # refused\nclass V(HttpUser):\n    @task\n    def a(self):\n        pass\n",
      })
  void whatRunsAtTheTopOfAFile(String top) {
    refusedAtItsMark(HEAD + top + USER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for i in range(3):\n    self.client.get('/a')\nelse:  # refused\n    pass",
        "while self.x:\n    self.client.get('/a')\nelse:  # refused\n    pass",
        "first, *rest = [1, 2, 3]  # refused",
        "for a, *b in [[1, 2]]:  # refused\n    pass",
        "if 0 < random.random() < 1:  # refused\n    pass",
        "class Inner:  # refused\n    pass",
        "def inner():  # refused\n    pass",
        "match 1:  # refused\n    case 1:\n        pass",
        "x = f'{self.x!r}'  # refused",
        "x = f'{self.x=}'  # refused",
        "x = {y for y in [1]}  # refused",
        "x = {y: 1 for y in [1]}  # refused",
        "x = [y for z in [[1]] for y in z]  # refused",
        "x = lambda: 1  # refused",
        "x = 1 @ 2  # refused",
        "x = [1, 2][::2]  # refused",
        "global LATER  # refused\nLATER = 1",
        "with open('x') as f, lock:  # refused\n    pass",
        "logging.info(self.client.get('/a').text)  # refused",
        "logging.info(self.count())  # refused",
        "x = self.count  # refused",
        "x = self.environment.runner  # refused",
        "self.client.get('/a', files={})  # refused",
        "self.client.get('/a', cert='x')  # refused",
        "self.client.get('/a', hooks={})  # refused",
        "self.client.get('/a', timeout=random.random())  # refused",
        "self.client.get('/a', **{})  # refused",
        "x = 1 if self.x else self.client.get('/a').text  # refused",
        "try:\n    return  # refused\nfinally:\n    self.client.get('/a')",
        "import json\nx = json.dumps({}, default=str)  # refused",
        "del self.x  # refused",
        "raise_for(self)  # refused",
        "U.x += 1  # refused",
        "self.shared.append(1)  # refused",
        "one = self.shared.pop()  # refused",
        "self.shared[0] = 1  # refused",
        "exec('x = 1')  # refused",
        "x = map(str, [1])  # refused",
        "x = sorted([2, 1])  # refused",
      })
  void statementsAndExpressionsOfTasks(String body) {
    refusedAtItsMark(
        HEAD
            + """
            class U(HttpUser):
                x = 1
                shared = [1, 2]

                def count(self):
                    return 1

                @task
                def t(self):
            """
            + body.indent(8));
  }

  @Test
  void decoratorsThatChangeFunctionsAreRefused() {
    refusedAtItsMark(
        HEAD
            + """
            class U(HttpUser):
                @task
                @retry(3)  # refused
                def t(self):
                    self.client.get("/t")
            """);
  }

  @Test
  void shapesThatComputeAreRefused() {
    refusedAtItsMark(
        HEAD
            + USER
            + """
            from locust import LoadTestShape

            class Shape(LoadTestShape):
                stages = [{"duration": 10, "users": 5, "spawn_rate": 5}]

                def tick(self):  # refused
                    time = self.get_run_time()
                    for stage in self.stages:
                        if time < stage["duration"]:
                            return (stage["users"], stage["spawn_rate"])
                        time -= stage["duration"]
                    return None
            """);
  }

  private static final String TRANSLATED =
      """
      try:
          import ujson as json
      except ImportError:
          import json

      if os.environ.get("STAGE", "test") == "live":
          PREFIX = "/live"
      elif os.environ.get("STAGE", "test") == "other":
          PREFIX = "/other"
      else:
          PREFIX = "/api"

      LIMIT = 1
      if os.environ.get("MORE"):
          LIMIT = 5

      logging.getLogger("x").setLevel("INFO")

      @events.request.add_listener
      def spoken(name, response_time, **kw):
          if response_time > 500:
              logging.warning("%s is slow", name)

      @events.quitting.add_listener
      def judge(environment, **kw):
          if environment.stats.total.fail_ratio > 0.01:
              logging.error("too many failures")
              environment.process_exit_code = 1
          elif environment.stats.total.get_response_time_percentile(0.95) > 800:
              environment.process_exit_code = 1
          else:
              environment.process_exit_code = 0

      def first(l):
          l.client.get("/first")

      class Base(HttpUser):
          abstract = True
          tasks = [(first, 1)]
          default_headers = {"X-From": "locust"}

          @property
          def path(self):
              return PREFIX + "/" + str(LIMIT)

          def leave(self):
              self.left = True

      class U(Base):
          network_timeout = 5

          @task
          def t(self):
              self.client.get(self.path)
              try:
                  with self.client.get("/no", catch_response=True) as r:
                      if r.status_code == 404:
                          r.success()
                  raise ValueError("x")
              except ValueError:
                  self.client.get("/caught")
              else:
                  self.client.get("/fine")
              finally:
                  self.client.get("/last")
              for n, item in enumerate(["a", "b"], start=1):
                  self.client.get(f"/item/{n}/{item}", name="item")

      if __name__ == "__main__":
          run_single_user(U)
      """;

  @Test
  void whatHasACounterpartIsTranslated() throws Exception {
    Imported imported = LocustFile.read("l.py", HEAD + TRANSLATED);
    Scenario scenario = imported.scenario();
    assertThat(scenario.thresholds())
        .extracting(Threshold::text)
        .containsExactly("errors <= 1%", "p95 <= 800ms");
    assertThat(imported.notes())
        .extracting(Imported.Note::toString)
        .anyMatch(note -> note.contains("spoken() is left out"))
        .anyMatch(note -> note.contains("network_timeout is left out; --timeout sets it"))
        .anyMatch(note -> note.contains("of errors, only answers that are no JSON"));
    try (Shop shop = new Shop()) {
      Playing.Record record = Playing.play(scenario, shop.url(), 1, 40);

      assertThat(record.stopped()).isEmpty();
      long times = record.count("GET /last");
      assertThat(times).isBetween(5L, 35L);
      assertThat(record.count("GET /first")).isEqualTo(40 - times);
      assertThat(shop.seen("GET", "/api/1"))
          .hasSize((int) times)
          .allMatch(seen -> seen.header("X-From").equals("locust"));
      assertThat(record.count("GET /caught")).isEqualTo(times);
      assertThat(record.count("GET /fine")).isZero();
      assertThat(shop.seen("GET", "/item/2/b")).hasSize((int) times);
    }
  }

  @Test
  void anAnswerThatIsNoJsonIsToldFromOneWithoutAField() throws Exception {
    String text =
        HEAD
            + """
            import json
            import urllib.parse

            class U(HttpUser):
                @task
                def t(self):
                    for path in ["/page", "/thing"]:
                        with self.client.get(path, catch_response=True) as r:
                            try:
                                if r.json()["greeting"] != "hello":
                                    r.failure("other")
                            except json.JSONDecodeError:
                                r.failure("no JSON")
                            except KeyError:
                                r.failure("no key")
                    query = urllib.parse.urlencode({"a": "x y", "b": 2})
                    self.client.get("/search?" + query, name="search")
            """;
    try (Shop shop = new Shop()) {
      Playing.Record record =
          Playing.play(LocustFile.read("l.py", text).scenario(), shop.url(), 1, 1);
      assertThat(record.failures()).hasSize(2);
      assertThat(record.failures().toString()).contains("no JSON", "no key");
      assertThat(shop.seen("GET", "/search").getFirst().query()).isEqualTo("a=x%20y&b=2");
    }
  }

  @Test
  void anErrorGoesOnAfterFinally() throws Exception {
    String text =
        HEAD
            + """
            class U(HttpUser):
                @task
                def t(self):
                    try:
                        raise ValueError("x")
                    finally:
                        self.client.get("/last")
                    self.client.get("/never")
            """;
    try (Shop shop = new Shop()) {
      Playing.Record record =
          Playing.play(LocustFile.read("l.py", text).scenario(), shop.url(), 1, 3);
      assertThat(record.count("GET /last")).isEqualTo(3);
      assertThat(record.count("GET /never")).isZero();
    }
  }

  @Test
  void aMethodMayLeaveItsSetOfTasks() throws Exception {
    String text =
        HEAD
            + """
            class Inner(TaskSet):
                def done(self):
                    self.interrupt()

                @task
                def a(self):
                    self.client.get("/inner")
                    self.done()
                    self.client.get("/never")

            class U(HttpUser):
                tasks = [Inner]
            """;
    try (Shop shop = new Shop()) {
      Playing.Record record =
          Playing.play(LocustFile.read("l.py", text).scenario(), shop.url(), 1, 3);
      assertThat(record.count("GET /inner")).isEqualTo(3);
      assertThat(record.count("GET /never")).isZero();
    }
  }
}
