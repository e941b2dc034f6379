package dev.backlight.reference.endpoint;

import dev.backlight.reference.database.Database;
import dev.backlight.reference.web.Json;
import dev.backlight.reference.web.Problem;
import dev.backlight.reference.web.Query;
import dev.backlight.reference.web.Scope;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;

/// `GET /users/{id}/analytics`: what a user ordered, how often they come, what they may like.
public final class UserAnalytics {

  private static final int RECOMMENDED = 5;

  private UserAnalytics() {}

  /// Computes in the service what the database could: the orders, then the items of each, then the
  /// product of each item, one statement after the other, again for every request.
  public record Guilty(Database database) implements Handler {

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws SQLException {
      long id = Query.id(request, "id");
      User user =
          database
              .first("SELECT * FROM users WHERE id = ?", User::of, id)
              .orElseThrow(() -> noUser(id));
      List<Order> orders =
          database.list("SELECT * FROM orders WHERE user_id = ? ORDER BY id", Order::of, id);
      Set<LocalDate> days = new HashSet<>();
      Set<Long> bought = new HashSet<>();
      Map<String, Integer> categories = new TreeMap<>();
      BigDecimal spent = BigDecimal.ZERO;
      long items = 0;
      for (Order order : orders) {
        spent = spent.add(order.totalAmount());
        days.add(order.createdAt().atOffset(ZoneOffset.UTC).toLocalDate());
        List<OrderItem> lines =
            database.list(
                "SELECT * FROM order_items WHERE order_id = ?", OrderItem::of, order.id());
        for (OrderItem line : lines) {
          Product product =
              database
                  .first("SELECT * FROM products WHERE id = ?", Product::of, line.productId())
                  .orElseThrow();
          items += line.quantity();
          bought.add(product.id());
          categories.merge(product.category(), 1, Integer::sum);
        }
      }
      List<Product.Shown> recommended = new ArrayList<>();
      for (Product product : database.list("SELECT * FROM products ORDER BY id", Product::of)) {
        boolean wanted = product.category().equals(favourite(categories));
        if (wanted && !bought.contains(product.id()) && recommended.size() < RECOMMENDED) {
          recommended.add(product.shown());
        }
      }
      Json.send(
          response,
          new Analytics(
              user.username(),
              new Analytics.Statistics(orders.size(), spent, average(spent, orders.size())),
              new Analytics.Engagement(days.size(), items, bought.size()),
              recommended));
    }

    private static BigDecimal average(BigDecimal spent, int orders) {
      return orders == 0
          ? BigDecimal.ZERO
          : spent.divide(BigDecimal.valueOf(orders), 2, RoundingMode.HALF_UP);
    }

    private static String favourite(Map<String, Integer> categories) {
      return categories.entrySet().stream()
          .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
          .map(Map.Entry::getKey)
          .orElse("");
    }
  }

  /// Four statements next to each other, each an aggregate, and not again until the user orders
  /// something.
  public record Redeemed(Database database, ShopCaches caches) implements Handler {

    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private static final String STATISTICS =
        """
        SELECT count(*) AS orders, coalesce(sum(total_amount), 0) AS spent,
          coalesce(round(avg(total_amount), 2), 0) AS average
        FROM orders WHERE user_id = ?
        """;

    private static final String ENGAGEMENT =
        """
        SELECT count(DISTINCT (o.created_at AT TIME ZONE 'UTC')::date) AS days,
          coalesce(sum(i.quantity), 0) AS items, count(DISTINCT i.product_id) AS products
        FROM orders o JOIN order_items i ON i.order_id = o.id
        WHERE o.user_id = ?
        """;

    private static final String RECOMMENDATIONS =
        """
        WITH bought AS MATERIALIZED (
          SELECT p.id, p.category
          FROM orders o JOIN order_items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id
          WHERE o.user_id = ?
        )
        SELECT id, name, category, price FROM products
        WHERE category = (
            SELECT category FROM bought GROUP BY category ORDER BY count(*) DESC, category DESC LIMIT 1)
          AND id NOT IN (SELECT id FROM bought)
        ORDER BY id LIMIT ?
        """;

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
      Json.send(response, caches.analytics().get(Query.id(request, "id"), this::compute));
    }

    private Analytics compute(long id) throws Exception {
      try (Scope scope = Scope.within(DEADLINE)) {
        Future<String> username =
            scope.fork(() ->
                database
                    .first("SELECT username FROM users WHERE id = ?", row -> row.getString(1), id)
                    .orElseThrow(() -> noUser(id)));
        Future<Analytics.Statistics> statistics =
            scope.fork(
                () -> database.first(STATISTICS, Analytics.Statistics::of, id).orElseThrow());
        Future<Analytics.Engagement> engagement =
            scope.fork(
                () -> database.first(ENGAGEMENT, Analytics.Engagement::of, id).orElseThrow());
        Future<List<Product.Shown>> recommended =
            scope.fork(() -> database.list(RECOMMENDATIONS, Product.Shown::of, id, RECOMMENDED));
        scope.join();
        return new Analytics(
            username.resultNow(),
            statistics.resultNow(),
            engagement.resultNow(),
            recommended.resultNow());
      }
    }
  }

  private static Problem noUser(long id) {
    return Problem.notFound("There is no user " + id + ".");
  }
}
