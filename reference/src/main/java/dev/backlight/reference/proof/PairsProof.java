package dev.backlight.reference.proof;

import dev.backlight.reference.Edition;
import dev.backlight.reference.backing.Stock;
import dev.backlight.reference.proof.Visitor.Answer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Every endpoint in both editions, one request after the other: what a request costs when nobody
/// else is there.
final class PairsProof {

  private static final long ROUND_TRIP_MILLIS = 1;
  private static final long PROFILE_MILLIS = 50;
  private static final int FEWEST = 3;

  private final Stage stage;
  private final Statements statements;
  private final Duration warmUp;
  private final Duration measured;
  private final int most;

  private PairsProof(Stage stage, Statements statements) {
    this.stage = stage;
    this.statements = statements;
    this.warmUp = Duration.ofMillis(stage.quick() ? 700 : 3_000);
    this.measured = Duration.ofMillis(stage.quick() ? 1_000 : 5_000);
    this.most = stage.quick() ? 30 : 200;
  }

  static String table(Stage stage) throws Exception {
    try (Statements statements = Statements.of(stage.backing().postgres())) {
      return new PairsProof(stage, statements).table();
    }
  }

  private String table() throws Exception {
    Map<String, Cost> guilty = measure(Edition.GUILTY);
    Map<String, Cost> redeemed = measure(Edition.REDEEMED);
    StringBuilder table =
        new StringBuilder(
            """
            | endpoint | edition | statements | CPU | allocated | bytes | p50 | p95 | p99 | n |
            |---|---|---:|---:|---:|---:|---:|---:|---:|---:|
            """);
    guilty.forEach((name, cost) -> {
      table.append(cost.row(name, "guilty"));
      table.append(Objects.requireNonNull(redeemed.get(name)).row("", "redeemed"));
    });
    return "%,d users, %,d orders; round trip to the database %d ms, profile service %d ms.%n%n%s"
        .formatted(
            stage.stock().users(),
            stage.stock().orders(),
            ROUND_TRIP_MILLIS,
            PROFILE_MILLIS,
            table);
  }

  private Map<String, Cost> measure(Edition edition) throws Exception {
    Map<String, Cost> costs = new LinkedHashMap<>();
    takeBackOrders();
    try (ShopProcess shop = stage.open(edition, ROUND_TRIP_MILLIS, PROFILE_MILLIS, "-Xmx512m");
        Visitor visitor = new Visitor(shop.port(), Duration.ofMinutes(2))) {
      visitor.logIn(1);
      for (Pair pair : Pair.all(stage.stock().users())) {
        int warm = repeat(visitor, pair, 0, warmUp).size();
        costs.put(pair.name(), cost(shop, visitor, pair, warm));
      }
    }
    return costs;
  }

  /// So that the second edition meets the same data as the first.
  private void takeBackOrders() throws SQLException {
    String url = Stock.inSchema(stage.backing().postgres());
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      long orders = stage.stock().orders();
      statement.execute("DELETE FROM order_items WHERE order_id > " + orders);
      statement.execute("DELETE FROM orders WHERE id > " + orders);
    }
  }

  /// @param from of those before, a cache may know the answers
  private Cost cost(ShopProcess shop, Visitor visitor, Pair pair, int from)
      throws IOException, InterruptedException, SQLException {
    statements.reset();
    double allocated = shop.metric(visitor, "memory_allocated_bytes_total");
    Duration cpu = shop.cpu();
    List<Answer> answers = repeat(visitor, pair, from, measured);
    cpu = shop.cpu().minus(cpu);
    allocated = shop.metric(visitor, "memory_allocated_bytes_total") - allocated;
    double n = answers.size();
    return new Cost(
        statements.executed() / n,
        Duration.ofNanos((long) (cpu.toNanos() / n)),
        allocated / n,
        answers.stream().mapToLong(Answer::bytes).average().orElse(0),
        Latencies.of(answers.stream().map(Answer::nanos).toList()));
  }

  private List<Answer> repeat(Visitor visitor, Pair pair, int from, Duration duration)
      throws IOException, InterruptedException {
    List<Answer> answers = new ArrayList<>();
    long end = System.nanoTime() + duration.toNanos();
    while (answers.size() < FEWEST || System.nanoTime() < end && answers.size() < most) {
      Answer answer = visitor.send(pair.call().apply(from + answers.size()));
      if (answer.status() >= 400) {
        throw new IllegalStateException(pair.name() + " answered " + answer.status());
      }
      answers.add(answer);
    }
    return answers;
  }

  private record Cost(
      double statements, Duration cpu, double allocated, double bytes, Latencies latencies) {
    String row(String name, String edition) {
      return "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %d |%n"
          .formatted(
              name,
              edition,
              Numbers.figures(statements),
              Numbers.time(cpu),
              Numbers.bytes(allocated),
              Numbers.bytes(bytes),
              Numbers.time(latencies.percentile(0.5)),
              Numbers.time(latencies.percentile(0.95)),
              Numbers.time(latencies.percentile(0.99)),
              latencies.count());
    }
  }
}
