package dev.backlight.reference.endpoint;

import dev.backlight.reference.database.Database;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/// `GET /export/users`: every user with the number and the sum of their orders, as CSV. The seed's
/// crime 2.
public final class ExportUsers {

  private static final String HEADER = "user_id,email,order_count,total_spent\n";

  private ExportUsers() {}

  /// Everything in memory, three times (rows, orders of rows, text), and a statement per user.
  public record Guilty(Database database) implements Handler {

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws SQLException {
      List<User> users = database.list("SELECT * FROM users ORDER BY id", User::of);
      List<UserWithOrders> rows = new ArrayList<>();
      for (User user : users) {
        List<Order> orders =
            database.list("SELECT * FROM orders WHERE user_id = ?", Order::of, user.id());
        rows.add(new UserWithOrders(user, orders));
      }
      StringBuilder csv = new StringBuilder(HEADER);
      for (UserWithOrders row : rows) {
        csv.append(row.user.id()).append(',').append(row.user.email()).append(',');
        csv.append(row.orders.size()).append(',').append(row.spent()).append('\n');
      }
      csvHeaders(response);
      response.send(csv.toString());
    }

    private record UserWithOrders(User user, List<Order> orders) {
      BigDecimal spent() {
        return orders.stream().map(Order::totalAmount).reduce(BigDecimal.ZERO, BigDecimal::add);
      }
    }
  }

  /// A range of ids at a time, from the last one on (never `OFFSET`, which reads again what it
  /// skips), counted by the database and copied as the CSV that the client gets. A connection is
  /// held while the database works and never while the client reads: a slow client, or one that
  /// left, holds none.
  ///
  /// The price: the ranges are not one snapshot. A user is counted as of when their range was read.
  public record Redeemed(Database database) implements Handler {

    private static final int FIRST_RANGE = 1_000;
    private static final int LARGEST_RANGE = 32_000;

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
      long last = database.first("SELECT max(id) FROM users", row -> row.getLong(1)).orElse(0L);
      csvHeaders(response);
      try (OutputStream out = response.outputStream()) {
        out.write(HEADER.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream range = new ByteArrayOutputStream();
        int size = FIRST_RANGE;
        for (long after = 0;
            after < last;
            after += size, size = Math.min(2 * size, LARGEST_RANGE)) {
          range.reset();
          copy(after, after + size, range);
          range.writeTo(out);
        }
      }
    }

    private void copy(long after, long upTo, OutputStream out) throws SQLException, IOException {
      try (Connection connection = database.connection()) {
        connection.unwrap(PGConnection.class).getCopyAPI().copyOut(range(after, upTo), out);
      }
    }

    private static String range(long after, long upTo) {
      return """
      COPY (
        SELECT u.id, u.email, coalesce(o.orders, 0), coalesce(o.spent, 0)
        FROM users u
        LEFT JOIN (
          SELECT user_id, count(*) AS orders, sum(total_amount) AS spent
          FROM orders WHERE user_id > %1$d AND user_id <= %2$d GROUP BY user_id
        ) o ON o.user_id = u.id
        WHERE u.id > %1$d AND u.id <= %2$d
        ORDER BY u.id
      ) TO STDOUT (FORMAT csv)
      """
          .formatted(after, upTo);
    }
  }

  private static void csvHeaders(ServerResponse response) {
    response.header(HeaderNames.CONTENT_TYPE, "text/csv; charset=utf-8");
    response.header(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"users.csv\"");
  }
}
