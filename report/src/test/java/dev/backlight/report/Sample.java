package dev.backlight.report;

import dev.backlight.model.Category;
import dev.backlight.model.Confidence;
import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Finding.Effect;
import dev.backlight.model.Finding.Excerpt;
import dev.backlight.model.Finding.Fix;
import dev.backlight.model.Finding.Status;
import dev.backlight.model.Language;
import dev.backlight.model.Location;
import dev.backlight.model.Quantity;
import dev.backlight.model.Quantity.Provenance;
import dev.backlight.model.Report;
import dev.backlight.model.Report.Value;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Edit;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.model.Sighting.Step;
import dev.backlight.model.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A report of an invented shop with findings in all languages, one of them hostile.
@SuppressWarnings("StringConcatToTextBlock") // guilty code reads better beside its line breaks
final class Sample {

  /// Everything that could break out of a format.
  static final String HOSTILE =
      "</script><img src=x onerror=alert(1)>\"'`&<!--]]>\u0000\u001b[31mred\u001b[0m\u2028\u202e"
          + "[x](javascript:alert(2)) | @everyone\r\n::error::%0A";

  private Sample() {}

  static Report report() {
    return report(findings());
  }

  static Report report(List<Finding> findings) {
    return report(
        findings,
        "GET /users/{id}/orders runs 51 queries for 50 elements; fixing the 2 Criticals is"
            + " modelled to return 1.4 s per request.");
  }

  static Report withVerdict(String verdict) {
    return report(findings(), verdict);
  }

  private static Report report(List<Finding> findings, String verdict) {
    return new Report(
        "1",
        new Report.Tool("backlight", "0.1.0", "2026.1"),
        new Report.Run(
            "orders-api",
            "8f31c0e5a1b2c3d4e5f60718293a4b5c6d7e8f90",
            "main",
            false,
            "2026-11-22T09:14:00Z",
            2130,
            "source",
            true,
            300,
            "default objective",
            verdict,
            List.of("app/legacy/report.py: 3 lines could not be parsed")),
        new Report.Score(new Value.Known(4.6), 1.7, 8.2, 0.34, new Value.Known(7.1)),
        SampleScores.categories(),
        SampleScores.audits(),
        findings,
        SampleRules.rules(),
        SampleScores.stack(),
        SampleScores.evidence(),
        SampleScores.checklist(key(1), key(3)),
        new Report.Gate(
            true,
            false,
            List.of(
                new Report.Budget("new critical", "0", "1", false),
                new Report.Budget("score", "at least 5.0", "4.6", false),
                new Report.Budget("new high", "at most 5", "4", true))),
        List.of(
            new Report.RouteEntry("GET /users/{id}/orders", place(API, 61, 1, 5, "orders"), 4),
            new Report.RouteEntry(
                "POST /checkout", place("app/api/checkout.py", 20, 1, 9, "pay"), 2)),
        SampleScores.load(),
        new Report.Numbers(
            412,
            38_114,
            1,
            3,
            2210,
            14_020,
            11_640,
            1,
            94,
            List.of(
                new Report.LanguageCount(Language.PYTHON, 301, 29_000),
                new Report.LanguageCount(Language.JAVASCRIPT, 80, 7_900),
                new Report.LanguageCount(Language.CONFIG, 31, 1_214)),
            List.of(
                new Report.Phase("source", "412 files, 3 languages", 1800),
                new Report.Phase("stack", "FastAPI, PostgreSQL 17, Redis 8.2", 110),
                new Report.Phase("crimes", "94 rules", 220))));
  }

  static final String API = "app/api/orders.py";

  static String key(int number) {
    return "%040x".formatted(0x5eed0000L + number);
  }

  private static Location place(String path, int line, int from, int to, String symbol) {
    return new Location(path, new Span(line, from, line, to), symbol);
  }

  static List<Finding> findings() {
    List<Finding> all = new ArrayList<>();
    all.add(nPlusOne());
    all.add(blocking());
    all.add(diffed());
    all.add(hostile());
    String[][] rest = {
      {
        "no-timeout",
        "high",
        "web/src/payments.ts",
        "31",
        "javascript",
        "const r = await axios.get(url);"
      },
      {
        "no-timeout",
        "high",
        "Shop/PaymentClient.cs",
        "44",
        "csharp",
        "var r = await http.GetAsync(url);"
      },
      {
        "unbounded-query",
        "medium",
        "shop/src/main/java/Orders.java",
        "88",
        "java",
        "return repository.findAll();"
      },
      {
        "unbounded-query",
        "medium",
        "app/api/catalog.py",
        "38",
        "python",
        "rows = session.query(Item).all()"
      },
      {
        "uncached-hot-read", "medium", "app/api/catalog.py", "52", "python", "return load_catalog()"
      },
      {
        "n-plus-one-query",
        "medium",
        "web/src/orders.ts",
        "17",
        "javascript",
        "for (const id of ids) await find(id);"
      },
      {
        "n-plus-one-query",
        "medium",
        "Shop/Orders.cs",
        "71",
        "csharp",
        "foreach (var id in ids) db.Find(id);"
      },
      {"no-keepalive", "medium", "deploy/nginx.conf", "41", "config", "proxy_pass http://app;"},
      {"no-tracing", "medium", "app/main.py", "9", "python", "app = FastAPI()"},
      {"no-keepalive", "low", "deploy/edge.conf", "12", "config", "proxy_pass http://edge;"},
      {"unbounded-query", "low", "web/src/admin.ts", "9", "javascript", "return Item.find({});"},
      {
        "uncached-hot-read",
        "low",
        "shop/src/main/java/Home.java",
        "23",
        "java",
        "return prices.load();"
      },
    };
    int number = 5;
    for (String[] row : rest) {
      all.add(plain(number++, row));
    }
    all.add(suppressed(number));
    return List.copyOf(all);
  }

  private static Finding nPlusOne() {
    Sighting sighting =
        new Sighting(
            "n-plus-one-query",
            new Location(API, new Span(65, 5, 67, 63), "order_summary"),
            Confidence.HIGH,
            Language.PYTHON,
            "1 query per order: `crud.items` leads to `session.execute`",
            Reach.REQUEST,
            List.of("GET /users/{id}/orders", "GET /users/{id}/summary"),
            List.of(
                new Step(place(API, 65, 5, 24, "order_summary"), "once per order"),
                new Step(place(API, 66, 23, 47, "order_summary"), "crud.items"),
                new Step(place("app/crud.py", 112, 12, 40, "items"), "session.execute")),
            List.of(
                new Step(new Location(API, Span.line(65), "order_summary"), "50 orders"),
                new Step(place(API, 66, 23, 47, "order_summary"), "1 query per order, 2 ms"),
                new Step(place(API, 67, 22, 63, "order_summary"), "1 request per order, 20 ms")),
            List.of(
                Quantity.configured("N", 50, "rows", "page size literal at app/api/orders.py:63")),
            List.of(),
            "Order.items");
    return new Finding(
        key(1),
        sighting,
        Severity.CRITICAL,
        "returns at least 850 ms of the 300 ms objective (283 %), 1,038 ms as modelled",
        new Cost.Modelled(
            1100,
            62,
            "ms",
            "per request",
            "N * (t_db + t_http)",
            "t_db + ceil(N / 20) * t_http",
            "50 × (2 ms + 20 ms) = 1.1 s",
            "2 ms + ⌈50 / 20⌉ × 20 ms = 62 ms",
            List.of(
                Quantity.configured("N", 50, "rows", "page size literal at app/api/orders.py:63"),
                new Quantity(
                    "t_db", 2, 1, "ms", Provenance.DEFAULT, "default: one database round trip"),
                new Quantity("t_http", 20, 18.4, "ms", Provenance.MEASURED, "client span p50")),
            "modelled"),
        new Fix.Worked(
            "Load the set before the loop: `selectinload`, and gather the calls 20 at a time.",
            "for order in orders:\n    items = await crud.items(db, order.id)\n",
            "orders = await crud.orders_with_items(db, user_id)  # one query\n"
                + "gate = asyncio.Semaphore(20)\n"),
        new Excerpt(
            61,
            List.of(
                "@router.get(\"/users/{user_id}/orders\")",
                "async def order_summary(user_id: int, db: Db):",
                "    orders = await crud.orders_for_user(db, user_id, limit=50)",
                "    out = []  # collected",
                "    for order in orders:",
                "        items = await crud.items(db, order.id)",
                "        ship = await http.get(f\"{SHIP}/track/{order.ref}\")",
                "        out.append(OrderOut.of(order, items, ship))",
                "    return out")),
        new Effect(0.62, 1038),
        new Status.New());
  }

  private static Finding blocking() {
    String path = "app/payments/client.py";
    return new Finding(
        key(2),
        new Sighting(
            "blocking-call",
            place(path, 112, 12, 39, "charge"),
            Confidence.MEDIUM,
            Language.PYTHON,
            "`requests.post` blocks the event loop",
            Reach.REQUEST,
            List.of("POST /checkout"),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            ""),
        Severity.CRITICAL,
        "the event loop stands still for 410 ms",
        cost(410, 6, "ms", "per request"),
        new Fix.Worked(
            "Use `httpx.AsyncClient`.", "r = requests.post(u)\n", "r = await c.post(u)\n"),
        new Excerpt(
            110,
            List.of(
                "async def charge(order):", "\t# pay", "\treply = requests.post(URL, json=order)")),
        new Effect(0.4, 404),
        new Status.Existing());
  }

  private static Finding diffed() {
    String path = "app/db.py";
    return new Finding(
        key(3),
        new Sighting(
            "small-pool",
            place(path, 17, 10, 28, ""),
            Confidence.HIGH,
            Language.PYTHON,
            "a pool of 5 connections for 40 worker threads",
            Reach.PROJECT,
            List.of(),
            List.of(),
            List.of(new Step(place(path, 17, 10, 28, ""), "pool_size is 5 by default")),
            List.of(),
            List.of(new Edit(path, 310, 310, ", pool_size=17")),
            "engine"),
        Severity.HIGH,
        "returns at least 95 ms of the 300 ms objective (31 %)",
        cost(95, 0.4, "ms", "per request at expected traffic"),
        new Fix.Diff(
            "Size the pool for the demand.",
            "--- a/app/db.py\n+++ b/app/db.py\n@@ -16,3 +16,3 @@\n \n"
                + "-engine = create_engine(URL)\n+engine = create_engine(URL, pool_size=17)\n \n"),
        new Excerpt(15, List.of("URL = os.environ[\"DB\"]", "", "engine = create_engine(URL)")),
        new Effect(0.21, 94.6),
        new Status.New());
  }

  private static Finding hostile() {
    return new Finding(
        key(4),
        new Sighting(
            "small-pool",
            place("app/\"quoted\" <b>'dir'/" + HOSTILE + ".py", 3, 1, 9, HOSTILE),
            Confidence.LOW,
            Language.PYTHON,
            HOSTILE,
            Reach.UNKNOWN,
            List.of("GET /" + HOSTILE),
            List.of(new Step(place(HOSTILE, 1, 1, 4, HOSTILE), HOSTILE)),
            List.of(
                new Step(
                    place("app/\"quoted\" <b>'dir'/" + HOSTILE + ".py", 3, 1, 9, ""), HOSTILE)),
            List.of(),
            List.of(),
            HOSTILE),
        Severity.HIGH,
        HOSTILE,
        new Cost.Modelled(
            10,
            1,
            "ms",
            HOSTILE,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            List.of(new Quantity(HOSTILE, 1, 0.5, HOSTILE, Provenance.DEFAULT, HOSTILE)),
            "modelled"),
        new Fix.Diff(HOSTILE, "+" + HOSTILE),
        new Excerpt(2, List.of("x = '''" + HOSTILE, "日本語 = \"" + HOSTILE, "\t")),
        new Effect(0.1, 9),
        new Status.New());
  }

  private static Finding plain(int number, String[] row) {
    Language language = language(row[4]);
    Severity severity = Severity.valueOf(row[1].toUpperCase(Locale.ROOT));
    int line = Integer.parseInt(row[3]);
    boolean untimed = row[0].equals("no-tracing");
    return new Finding(
        key(number),
        new Sighting(
            row[0],
            place(row[2], line, 5, 5 + row[5].length(), "handler"),
            Confidence.HIGH,
            language,
            "seen in `" + row[5] + "`",
            language == Language.CONFIG ? Reach.PROJECT : Reach.REQUEST,
            language == Language.CONFIG ? List.of() : List.of("GET /things/" + number),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            ""),
        severity,
        untimed ? "a fixed severity" : "returns 34 ms of the 300 ms objective (11 %)",
        untimed ? new Cost.None() : cost(40, 6, "ms", "per request"),
        new Fix.Worked("Say how long to wait, how much to read.", row[5], row[5] + " // bounded"),
        new Excerpt(line - 1, List.of("", "    " + row[5], "")),
        new Effect(0.03, untimed ? 0 : 34),
        new Status.New());
  }

  private static Finding suppressed(int number) {
    Finding plain =
        plain(number, new String[] {"no-timeout", "high", "dev/probe.py", "4", "python", "get(u)"});
    return new Finding(
        plain.key(),
        plain.sighting(),
        plain.severity(),
        plain.severityReason(),
        plain.cost(),
        plain.fix(),
        plain.excerpt(),
        plain.effect(),
        new Status.Suppressed("comment", "a local probe", "2027-01-31"));
  }

  private static Cost cost(double before, double after, String unit, String per) {
    return new Cost.Modelled(
        before,
        after,
        unit,
        per,
        "t_before",
        "t_after",
        "%s ms".formatted(Figures.number(before)),
        "%s ms".formatted(Figures.number(after)),
        List.of(
            new Quantity("t_before", before, before / 2, unit, Provenance.DEFAULT, "default"),
            new Quantity("t_after", after, after, unit, Provenance.CONFIG, "app/db.py:17")),
        "modelled");
  }

  private static Language language(String id) {
    for (Language language : Language.values()) {
      if (language.id().equals(id)) {
        return language;
      }
    }
    throw new IllegalArgumentException(id);
  }

  /// The categories of the rules that the findings name.
  static Category category(String rule) {
    return switch (rule) {
      case "small-pool", "no-timeout", "unbounded-query" -> Category.RESOURCE_UTILIZATION;
      case "uncached-hot-read" -> Category.CACHING_STRATEGY;
      case "no-tracing" -> Category.MONITORING_COVERAGE;
      case "sticky-session" -> Category.SCALABILITY;
      default -> Category.RESPONSE_TIMES;
    };
  }
}
