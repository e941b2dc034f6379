package dev.backlight.reference.proof;

import dev.backlight.reference.Edition;
import dev.backlight.reference.proof.Visitor.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The seed's second claim: an export of everything, in an amount of memory that does not depend on
/// how much everything is. Against `psql \copy` of the same rows.
final class ExportProof {

  private static final long MEGABYTE = 1_000_000;
  private static final long ALLOWED_BYTES = 64 * MEGABYTE;

  private static final String USERS =
      "SELECT u.id, u.email, count(o.id), coalesce(sum(o.total_amount), 0) FROM users u"
          + " LEFT JOIN orders o ON o.user_id = u.id GROUP BY u.id ORDER BY u.id";

  private static final String ORDERS =
      "SELECT o.id, o.user_id, o.total_amount, o.status, o.created_at, u.username FROM orders o"
          + " JOIN users u ON u.id = o.user_id ORDER BY o.created_at DESC, o.id DESC";

  private final Stage stage;

  private ExportProof(Stage stage) {
    this.stage = stage;
  }

  static String measure(Stage stage) throws Exception {
    ExportProof proof = new ExportProof(stage);
    return proof.redeemed() + "\n" + proof.guilty();
  }

  private String redeemed() throws Exception {
    long idle;
    try (ShopProcess shop = stage.open(Edition.REDEEMED, 0, 50, "-Xmx256m", "-XX:+UseSerialGC");
        Visitor visitor = new Visitor(shop.port(), Duration.ofMinutes(5))) {
      visitor.send(Call.get("/popular-products"));
      idle = shop.liveBytes(visitor);
    }
    long heapMegabytes = (idle + ALLOWED_BYTES) / (1 << 20);
    try (ShopProcess shop =
            stage.open(Edition.REDEEMED, 0, 50, "-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC");
        Visitor visitor = new Visitor(shop.port(), Duration.ofMinutes(5))) {
      return """
      %,d users, %,d orders; no round trip added. The heap in use when idle is %s; the shop ran \
      with `-Xmx%dm`, which is 64 MB more, and finished.

      | redeemed export | bytes | first byte | all of it | `psql \\copy` | throughput | \
      most heap left by a collection |
      |---|---:|---:|---:|---:|---:|---:|
      """
              .formatted(
                  stage.stock().users(), stage.stock().orders(), Numbers.bytes(idle), heapMegabytes)
          + row(shop, visitor, "/export/users", USERS)
          + row(shop, visitor, "/export/orders/stream", ORDERS);
    }
  }

  private String row(ShopProcess shop, Visitor visitor, String path, String query)
      throws IOException, InterruptedException {
    int times = stage.quick() ? 2 : 5;
    List<Long> first = new ArrayList<>();
    List<Long> all = new ArrayList<>();
    List<Long> copies = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < times; i++) {
      Answer answer = visitor.send(Call.get(path));
      bytes = answer.bytes();
      first.add(answer.firstByteNanos());
      all.add(answer.nanos());
      copies.add(copyNanos(query));
    }
    Duration export = Latencies.of(all).percentile(0.5);
    Duration copy = Latencies.of(copies).percentile(0.5);
    return "| `%s` | %s | %s | %s | %s | %s | %s |%n"
        .formatted(
            path,
            Numbers.bytes(bytes),
            Numbers.time(Latencies.of(first).percentile(0.5)),
            Numbers.time(export),
            copy.isZero() ? "no psql here" : Numbers.time(copy),
            copy.isZero() ? "–" : Numbers.times(copy.toNanos(), export.toNanos()),
            Numbers.bytes(shop.metric(visitor, "memory_live_max_bytes")));
  }

  /// Zero when there is no psql.
  private long copyNanos(String query) throws InterruptedException {
    String url = stage.backing().postgres().substring("jdbc:".length());
    ProcessBuilder psql =
        new ProcessBuilder(
            "psql", url, "-qc", "\\copy (" + query + ") to '/dev/null' with (format csv)");
    psql.environment().put("PGOPTIONS", "-c search_path=backlight_shop,public");
    psql.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    try {
      long start = System.nanoTime();
      return psql.start().waitFor() == 0 ? System.nanoTime() - start : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private String guilty() throws Exception {
    try (ShopProcess shop = stage.open(Edition.GUILTY, 0, 50, "-Xmx256m");
        Visitor visitor = new Visitor(shop.port(), Duration.ofMinutes(5))) {
      String users = outcome(visitor, "/export/users");
      String orders = outcome(visitor, "/export/orders/stream");
      String after = shop.alive() ? outcome(visitor, "/api/products/search?q=books") : "is dead";
      return """
      The guilty edition with `-Xmx256m`: `/export/users` %s; `/export/orders/stream` %s; after \
      that, `/api/products/search` %s. Its log:

      ```
      %s
      ```
      """
          .formatted(
              users, orders, after, String.join("\n", shop.log().stream().limit(8).toList()));
    }
  }

  private static String outcome(Visitor visitor, String path) throws InterruptedException {
    long start = System.nanoTime();
    try {
      Answer answer = visitor.send(Call.get(path));
      return "answered %d after %s"
          .formatted(answer.status(), Numbers.time(Duration.ofNanos(answer.nanos())));
    } catch (IOException e) {
      return "broke off after " + Numbers.time(Duration.ofNanos(System.nanoTime() - start));
    }
  }
}
