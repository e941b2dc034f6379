package dev.backlight.reference.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.backlight.reference.database.Database;
import dev.backlight.reference.web.Json;
import dev.backlight.reference.web.Query;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// `GET /users/bulk-analytics?user_ids=1,2,3`: orders in numbers for many users at once.
public final class BulkAnalytics {

  private static final int MOST = 1_000;

  private BulkAnalytics() {}

  /// Two statements per user, and all their orders as objects to add them up.
  public record Guilty(Database database) implements Handler {

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws SQLException {
      List<Line> lines = new ArrayList<>();
      for (long id : Query.ids(request, "user_ids", MOST)) {
        Optional<User> user = database.first("SELECT * FROM users WHERE id = ?", User::of, id);
        if (user.isPresent()) {
          List<Order> orders =
              database.list("SELECT * FROM orders WHERE user_id = ?", Order::of, id);
          lines.add(Line.of(user.get(), orders));
        }
      }
      lines.sort(Comparator.comparingLong(Line::id));
      Json.send(response, new Lines(lines));
    }
  }

  /// One read of the cache for all of them, and one statement for those it does not have.
  public record Redeemed(Database database, ShopCaches caches) implements Handler {

    private static final String QUERY =
        """
        SELECT u.id, u.username, count(o.id) AS orders, coalesce(sum(o.total_amount), 0) AS spent,
          max(o.created_at) AS last_order
        FROM users u LEFT JOIN orders o ON o.user_id = u.id
        WHERE u.id = ANY (?)
        GROUP BY u.id
        ORDER BY u.id
        """;

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
      List<Long> ids =
          Arrays.stream(Query.ids(request, "user_ids", MOST)).boxed().sorted().toList();
      Json.send(response, new Lines(List.copyOf(caches.lines().getAll(ids, this::load).values())));
    }

    Map<Long, Line> load(Collection<Long> ids) throws SQLException {
      long[] missing = ids.stream().mapToLong(Long::longValue).toArray();
      return database.list(QUERY, Line::of, (Object) missing).stream()
          .collect(Collectors.toMap(Line::id, Function.identity()));
    }
  }

  /// One line per user.
  public record Lines(List<Line> users) {}

  /// A user's orders in numbers; no last order, no field.
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Line(
      long id, String username, long orderCount, BigDecimal totalSpent, String lastOrder) {

    static Line of(ResultSet row) throws SQLException {
      OffsetDateTime last = row.getObject("last_order", OffsetDateTime.class);
      return new Line(
          row.getLong("id"),
          row.getString("username"),
          row.getLong("orders"),
          row.getBigDecimal("spent"),
          last == null ? "" : last.toInstant().toString());
    }

    static Line of(User user, List<Order> orders) {
      return new Line(
          user.id(),
          user.username(),
          orders.size(),
          orders.stream().map(Order::totalAmount).reduce(BigDecimal.ZERO, BigDecimal::add),
          orders.stream()
              .map(Order::createdAt)
              .max(Instant::compareTo)
              .map(Instant::toString)
              .orElse(""));
    }
  }
}
