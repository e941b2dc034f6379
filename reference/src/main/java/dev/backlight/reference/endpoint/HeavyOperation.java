package dev.backlight.reference.endpoint;

import dev.backlight.reference.backing.Profile;
import dev.backlight.reference.backing.Profiles;
import dev.backlight.reference.database.Database;
import dev.backlight.reference.database.Sql;
import dev.backlight.reference.web.Json;
import dev.backlight.reference.web.Query;
import dev.backlight.reference.web.Scope;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/// `GET /heavy-operation?users=20`: brings the statistics of the first users up to date, with slow
/// work for each. The seed's crime 5.
public final class HeavyOperation {

  private static final int MOST = 10_000;

  private HeavyOperation() {}

  /// One connection, and one transaction on it, for as long as everything takes; ten of these are
  /// the pool.
  public record Guilty(Database database, Profiles profiles) implements Handler {

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
      long most = Query.number(request, "users", 20, 1, MOST);
      try (Connection connection = database.connection()) {
        connection.setAutoCommit(false);
        List<User> users =
            Sql.list(connection, "SELECT * FROM users ORDER BY id LIMIT ?", User::of, most);
        for (User user : users) {
          Profile profile = profiles.of(user.id());
          List<Order> orders =
              Sql.list(connection, "SELECT * FROM orders WHERE user_id = ?", Order::of, user.id());
          Sql.update(
              connection,
              """
              INSERT INTO user_stats VALUES (?, ?, ?, ?)
              ON CONFLICT (user_id) DO UPDATE SET order_count = excluded.order_count,
                total_spent = excluded.total_spent, points = excluded.points
              """,
              user.id(),
              (long) orders.size(),
              orders.stream().map(Order::totalAmount).reduce(BigDecimal.ZERO, BigDecimal::add),
              (long) profile.points());
        }
        connection.commit();
        Json.send(response, Map.of("processed", users.size()));
      }
    }
  }

  /// A hundred at a time, from the last id on: read them and give the connection back, do the slow
  /// work without one, write all of it in one statement. Two write at a time, because more would
  /// only wait for each other's rows, and each with a connection.
  public record Redeemed(Database database, Profiles profiles) implements Handler {

    private static final int BATCH = 100;
    private static final int CALLS_AT_ONCE = 50;
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final Semaphore WRITERS = new Semaphore(2);

    private static final String NEXT = "SELECT id FROM users WHERE id > ? ORDER BY id LIMIT ?";

    private static final String UPDATE =
        """
        INSERT INTO user_stats
        SELECT p.user_id, count(o.id), coalesce(sum(o.total_amount), 0), p.points
        FROM unnest(?::bigint[], ?::bigint[]) AS p (user_id, points)
        LEFT JOIN orders o ON o.user_id = p.user_id
        GROUP BY p.user_id, p.points
        ORDER BY p.user_id
        ON CONFLICT (user_id) DO UPDATE SET order_count = excluded.order_count,
          total_spent = excluded.total_spent, points = excluded.points
        """;

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
      long most = Query.number(request, "users", 20, 1, MOST);
      long processed = 0;
      long last = 0;
      while (processed < most) {
        List<Long> batch =
            database.list(NEXT, row -> row.getLong(1), last, Math.min(most - processed, BATCH));
        if (batch.isEmpty()) {
          break;
        }
        List<Long> points =
            Scope.each(batch, CALLS_AT_ONCE, DEADLINE, id -> (long) profiles.of(id).points());
        write(batch, points);
        processed += batch.size();
        last = batch.getLast();
      }
      Json.send(response, Map.of("processed", processed));
    }

    private void write(List<Long> users, List<Long> points) throws Exception {
      WRITERS.acquire();
      try {
        database.update(UPDATE, array(users), array(points));
      } finally {
        WRITERS.release();
      }
    }

    private static long[] array(List<Long> numbers) {
      return numbers.stream().mapToLong(Long::longValue).toArray();
    }
  }
}
