package dev.backlight.reference.endpoint;

import dev.backlight.reference.database.Database;
import dev.backlight.reference.database.Sql;
import dev.backlight.reference.web.Json;
import dev.backlight.reference.web.Tokens;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// `GET /api/dashboard`: where everybody lands after login; the seed's most common request.
public final class Dashboard {

  private static final int RECENT = 5;
  private static final int BEST_SELLERS = 5;

  private Dashboard() {}

  /// All orders for a sum of them, the items of the newest one by one, and the best sellers of the
  /// whole shop counted again.
  public record Guilty(Database database, Tokens tokens) implements Handler {

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws SQLException {
      long id = tokens.user(request);
      User user = database.first("SELECT * FROM users WHERE id = ?", User::of, id).orElseThrow();
      List<Order> orders =
          database.list("SELECT * FROM orders WHERE user_id = ? ORDER BY id DESC", Order::of, id);
      List<Recent> recent = new ArrayList<>();
      for (Order order : orders.subList(0, Math.min(RECENT, orders.size()))) {
        List<OrderItem> items =
            database.list(
                "SELECT * FROM order_items WHERE order_id = ?", OrderItem::of, order.id());
        recent.add(
            new Recent(
                order.id(), order.totalAmount(), order.status(), order.createdAt(), items.size()));
      }
      BigDecimal spent =
          orders.stream().map(Order::totalAmount).reduce(BigDecimal.ZERO, BigDecimal::add);
      List<PopularProducts.Popular> popular =
          database.list(PopularProducts.QUERY, PopularProducts.Popular::of);
      Json.send(
          response,
          new Shown(
              new Account(user.username(), orders.size(), spent, recent),
              popular.subList(0, Math.min(BEST_SELLERS, popular.size()))));
    }
  }

  /// What a user sees first.
  public record Shown(Account account, List<PopularProducts.Popular> bestSellers) {}

  /// A user and what they ordered.
  public record Account(String username, long orders, BigDecimal spent, List<Recent> recent) {}

  /// One of the newest orders.
  public record Recent(
      long id, BigDecimal totalAmount, String status, Instant createdAt, int items) {
    static Recent of(ResultSet row) throws SQLException {
      return new Recent(
          row.getLong("id"),
          row.getBigDecimal("total_amount"),
          row.getString("status"),
          Sql.instant(row, "created_at"),
          row.getInt("items"));
    }
  }

  /// The user with the sum of their orders: one row.
  private record Totals(String username, long orders, BigDecimal spent) {
    static Totals of(ResultSet row) throws SQLException {
      return new Totals(
          row.getString("username"), row.getLong("orders"), row.getBigDecimal("spent"));
    }
  }

  /// Two statements for the account, whatever it ordered, and not again until it orders something;
  /// the best sellers as they were counted for everybody.
  public record Redeemed(Database database, ShopCaches caches, Tokens tokens) implements Handler {

    private static final String TOTALS =
        """
        SELECT u.username, count(o.id) AS orders, coalesce(sum(o.total_amount), 0) AS spent
        FROM users u LEFT JOIN orders o ON o.user_id = u.id
        WHERE u.id = ?
        GROUP BY u.id
        """;

    private static final String RECENT_ORDERS =
        """
        SELECT o.id, o.total_amount, o.status, o.created_at,
          (SELECT count(*) FROM order_items i WHERE i.order_id = o.id) AS items
        FROM orders o WHERE o.user_id = ? ORDER BY o.id DESC LIMIT ?
        """;

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
      Account account = caches.accounts().get(tokens.user(request), this::account);
      Json.send(response, new Shown(account, bestSellers()));
    }

    private List<PopularProducts.Popular> bestSellers() {
      List<PopularProducts.Popular> popular =
          new PopularProducts.Redeemed(database, caches).ranking().products();
      return popular.subList(0, Math.min(BEST_SELLERS, popular.size()));
    }

    private Account account(long id) throws SQLException {
      Totals totals = database.first(TOTALS, Totals::of, id).orElseThrow();
      List<Recent> recent = database.list(RECENT_ORDERS, Recent::of, id, RECENT);
      return new Account(totals.username, totals.orders, totals.spent, recent);
    }
  }
}
