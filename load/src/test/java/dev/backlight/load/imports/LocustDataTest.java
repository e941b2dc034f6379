package dev.backlight.load.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backlight.load.scenario.Feed;
import dev.backlight.load.scenario.PhaseReader;
import dev.backlight.load.scenario.Playing;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.ScenarioReader;
import dev.backlight.load.scenario.ScenarioYaml;
import dev.backlight.load.scenario.Shop;
import dev.backlight.load.scenario.UserKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Locust files that read files of data and make data up.
class LocustDataTest {

  @TempDir private Path folder = Path.of("");

  private static Scenario read(String text) throws Exception {
    Scenario scenario = LocustFile.read("locustfile.py", text).scenario();
    String yaml = ScenarioYaml.write(scenario);
    Scenario again = ScenarioReader.read("again.yaml", yaml, PhaseReader.Logs.NONE);
    assertThat(ScenarioYaml.write(again)).isEqualTo(yaml);
    return again;
  }

  private Playing.Record play(Scenario scenario, Shop shop, int users, int iterations)
      throws Exception {
    return Playing.play(scenario, shop.url(), users, iterations, folder, Map.of());
  }

  @Test
  void filesOfDataAreFeeds() throws Exception {
    Files.writeString(folder.resolve("users.csv"), "name,age\nAda,36\nGrace,45\n");
    Files.writeString(folder.resolve("terms.csv"), "term;on\nbooks;yes\nlamps;no\n");
    Files.writeString(folder.resolve("pairs.csv"), "a,1\nb,2\nc,3\n");
    Files.writeString(folder.resolve("codes.txt"), "x1\nx2\n");
    Files.writeString(folder.resolve("once.csv"), "id\n100\n101\n102\n103\n");
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(folder.resolve("data/products.json"), "[{\"id\": 7}, {\"id\": 8}]");
    Files.writeString(folder.resolve("own.csv"), "head\no1\no2\n");
    Scenario scenario =
        read(
            """
            import csv, itertools, json, os, random
            from pathlib import Path
            from locust import HttpUser, task, constant

            HERE = os.path.dirname(os.path.abspath(__file__))

            with open(os.path.join(HERE, "users.csv"), newline="") as f:
                USERS = list(csv.DictReader(f))

            TERMS = []
            with open("terms.csv") as f:
                reader = csv.reader(f, delimiter=";")
                next(reader)
                for row in reader:
                    if row[1] == "yes":
                        TERMS.append(row[0])

            PRODUCTS = json.load(open(Path(__file__).parent / "data" / "products.json"))
            CODES = open("codes.txt").read().splitlines()
            CYCLE = itertools.cycle(USERS)

            def load(name):
                rows = []
                with open(name) as source:
                    for a, b in csv.reader(source):
                        rows.append({"a": a, "b": int(b)})
                return rows

            PAIRS = load("pairs.csv")
            once = csv.DictReader(open("once.csv"))

            class Shopper(HttpUser):
                fixed_count = 2
                wait_time = constant(1)

                def on_start(self):
                    self.pair = PAIRS.pop()
                    with open("own.csv") as f:
                        own = csv.reader(f)
                        next(own)
                        self.own = [line[0] for line in own]
                    self.client.post("/login", json={"own": self.own, "pair": self.pair})

                @task
                def order(self):
                    row = next(once)
                    user = next(CYCLE)
                    self.client.post("/order", json={
                        "row": row["id"], "user": user["name"], "age": random.choice(USERS)["age"],
                        "term": random.choice(TERMS), "code": random.choice(CODES),
                        "product": PRODUCTS[-1]["id"], "users": len(USERS)})

            class Other(HttpUser):
                @task
                def look(self):
                    self.client.get("/other")
            """);
    assertThat(scenario.users())
        .extracting(UserKind::name, UserKind::fixedCount)
        .containsExactly(Tuple.tuple("Shopper", 2), Tuple.tuple("Other", 0));
    assertThat(scenario.feeds())
        .contains(
            new Feed("terms", new Feed.Csv("terms.csv", ';', 1, new Feed.Unnamed()), circular()),
            new Feed("products", new Feed.Json("data/products.json"), circular()),
            new Feed("once", Feed.Csv.of("once.csv"), Feed.Order.ONCE));
    try (Shop shop = new Shop()) {
      Playing.Record record = play(scenario, shop, 3, 2);

      assertThat(record.failures()).isEmpty();
      assertThat(record.stopped()).isEmpty();
      assertThat(record.failedChecks()).as("" + record.checks()).isZero();
      assertThat(shop.seen("POST", "/login").stream().map(Shop.Seen::body))
          .containsExactly(
              "{\"own\":[\"o1\",\"o2\"],\"pair\":{\"a\":\"a\",\"b\":1}}",
              "{\"own\":[\"o1\",\"o2\"],\"pair\":{\"a\":\"b\",\"b\":2}}");
      List<String> orders = shop.seen("POST", "/order").stream().map(Shop.Seen::body).toList();
      assertThat(orders)
          .hasSize(4)
          .allMatch(body ->
              body.matches(
                  "\\{\"row\":\"10\\d\",\"user\":\"(Ada|Grace)\",\"age\":\"(36|45)\","
                      + "\"term\":\"books\",\"code\":\"x[12]\",\"product\":8,\"users\":2}"));
      assertThat(orders.stream().map(body -> body.substring(8, 11)))
          .containsExactly("100", "101", "102", "103");
      assertThat(orders.stream().filter(body -> body.contains("Ada"))).hasSize(2);
    }
  }

  private static Feed.Order circular() {
    return Feed.Order.CIRCULAR;
  }

  @Test
  void fakersDataIsMadeUpByTheScenario() throws Exception {
    Scenario scenario =
        read(
            """
            from faker import Faker
            from locust import HttpUser, task

            fake = Faker("en_US")
            Faker.seed(1)

            class Shopper(HttpUser):
                def on_start(self):
                    self.fake = Faker()
                    Faker.seed(0)

                @task
                def order(self):
                    local = Faker()
                    self.client.post("/order", json={
                        "name": fake.name(), "email": self.fake.ascii_safe_email(),
                        "id": local.uuid4(), "n": Faker().random_int(min=3, max=5),
                        "p": fake.pyint(1, 2), "word": fake.word(), "words": fake.words(nb=2),
                        "line": fake.sentence(nb_words=4), "lines": fake.sentences(2),
                        "text": fake.text(max_nb_chars=60), "ok": fake.boolean(100),
                        "sku": fake.bothify("??-##%"), "day": fake.date_of_birth(minimum_age=18).isoformat(),
                        "soon": fake.future_date().strftime("%Y"), "card": fake.credit_card_number(),
                        "one": fake.random_element(elements=("a",)), "ip": fake.ipv4(),
                        "password": fake.password(length=12), "at": fake.date_between("-1y", "now"),
                        "city": fake.city(), "zip": fake.zipcode(), "tel": fake.phone_number()})
            """);
    try (Shop shop = new Shop()) {
      Playing.Record record = play(scenario, shop, 2, 20);

      assertThat(record.failures()).isEmpty();
      assertThat(record.failedChecks()).as("" + record.checks()).isZero();
      assertThat(shop.seen("POST", "/order"))
          .hasSize(40)
          .allSatisfy(seen ->
              assertThat(seen.body())
                  .matches(
                      "\\{\"name\":\"[A-Z]\\w+ [A-Z]\\w+\",\"email\":\"[a-z]+\\.[a-z]+\\d+@example\\.\\w+\","
                          + "\"id\":\"[0-9a-f-]{36}\",\"n\":[345],\"p\":[12],\"word\":\"\\w+\","
                          + "\"words\":\\[\"\\w+\",\"\\w+\"],\"line\":\"[A-Z]\\w+ \\w+ \\w+ \\w+\\.\","
                          + "\"lines\":\\[\"[^\"]+\\.\",\"[^\"]+\\.\"],\"text\":\"[^\"]{1,60}\",\"ok\":true,"
                          + "\"sku\":\"[A-Za-z]{2}-\\d\\d[1-9]\",\"day\":\"(19|20)\\d\\d-\\d\\d-\\d\\d\","
                          + "\"soon\":\"20\\d\\d\",\"card\":\"4\\d{15}\",\"one\":\"a\","
                          + "\"ip\":\"\\d+\\.\\d+\\.\\d+\\.\\d+\",\"password\":\"[^\"]{12}\","
                          + "\"at\":\"20\\d\\d-\\d\\d-\\d\\d\",\"city\":\"\\w+\",\"zip\":\"\\d{5}\","
                          + "\"tel\":\"\\+1-\\d{3}-555-01\\d\\d\"}"));
      assertThat(shop.seen("POST", "/order").stream().map(Shop.Seen::body).distinct()).hasSize(40);
    }
  }

  @Test
  void whatIsNotKnownOfFilesAndFakersIsRefusedByLine() {
    String text =
        """
        import csv, queue
        from faker import Faker
        from locust import HttpUser, task

        Q = queue.Queue()
        for i in range(3):
            Q.put(i)
        F = open("x.bin", "rb")
        W = open("out.csv", "w")
        L = open("x.csv", encoding="latin-1")
        fake = Faker()
        R = csv.reader(open(input()))
        D = csv.DictReader(open("d.csv"))
        next(D)
        N = [1, 2]

        class U(HttpUser):
            @task
            def a(self):
                fake.profile()
                fake.unique.email()
                fake.random_int(0, 9, step=2)
                self.client.get(f"/{Q.get()}")
                for x in F: pass
                W.write("x")
                for y in L: pass
                for z in R: pass
                for d in D: pass
                mine = csv.reader(open("m.csv"))
                first = [next(mine)[0]]
                self.client.get(f"/{next(N)}")
                with open("y.csv", "a") as out:
                    out.write("1")
        """;

    ImportException e =
        catchThrowableOfType(ImportException.class, () -> LocustFile.read("l.py", text));

    assertThat(e.refusals())
        .extracting(ImportException.Refusal::toString)
        .containsExactly(
            "l.py:5:5: queue.Queue() has no counterpart",
            "l.py:6:1: a loop at the top of the file that does more than fill a list",
            "l.py:8:19: a file that is not text",
            "l.py:9:21: writing to a file",
            "l.py:10:28: the encoding latin-1",
            "l.py:12:21: a file whose name is computed",
            "l.py:13:5: a DictReader whose first rows are thrown away",
            "l.py:20:9: Faker's profile() has no counterpart",
            "l.py:21:9: Faker's unique",
            "l.py:22:36: Faker's random_int() with a step",
            "l.py:30:18: next() of what each user opens itself",
            "l.py:31:29: next() of this",
            "l.py:32:28: writing to a file");
  }
}
