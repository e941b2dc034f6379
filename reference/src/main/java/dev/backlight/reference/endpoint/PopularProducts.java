package dev.backlight.reference.endpoint;

import dev.backlight.reference.database.Database;
import dev.backlight.reference.web.Json;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// `GET /popular-products`: what sold best in the last thirty days. The seed's crime 3.
public final class PopularProducts {

  static final String QUERY =
      """
      SELECT p.id, p.name, p.category, p.price, count(oi.id) AS purchases
      FROM products p
      JOIN order_items oi ON oi.product_id = p.id
      JOIN orders o ON o.id = oi.order_id
      WHERE o.created_at >= now() - interval '30 days'
      GROUP BY p.id
      ORDER BY purchases DESC, p.id
      LIMIT 20
      """;

  private PopularProducts() {}

  /// The same aggregate for every request.
  public record Guilty(Database database) implements Handler {

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws SQLException {
      Json.send(response, new Ranking(database.list(QUERY, Popular::of)));
    }
  }

  /// Once for everybody in fifteen minutes: however many ask when there is none, here or in another
  /// instance, one of them computes it and the others wait for that.
  public record Redeemed(Database database, ShopCaches caches) implements Handler {

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
      Json.send(response, ranking());
    }

    Ranking ranking() {
      return caches.popular(_ -> new Ranking(database.list(QUERY, Popular::of)));
    }
  }

  /// The best sellers.
  public record Ranking(List<Popular> products) {}

  /// A product and how often it was bought.
  public record Popular(long id, String name, String category, BigDecimal price, long purchases) {
    static Popular of(ResultSet row) throws SQLException {
      return new Popular(
          row.getLong("id"),
          row.getString("name"),
          row.getString("category"),
          row.getBigDecimal("price"),
          row.getLong("purchases"));
    }
  }
}
