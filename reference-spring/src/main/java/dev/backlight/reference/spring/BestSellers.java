package dev.backlight.reference.spring;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The aggregate that is worth caching: what sold best in the last thirty days.
@Repository
class BestSellers {

  private static final String QUERY =
      """
      SELECT p.id, p.name, count(oi.id) AS purchases
      FROM products p
      JOIN order_items oi ON oi.product_id = p.id
      JOIN orders o ON o.id = oi.order_id
      WHERE o.created_at >= now() - interval '30 days'
      GROUP BY p.id
      ORDER BY purchases DESC, p.id
      LIMIT 20
      """;

  private final JdbcClient database;

  BestSellers(JdbcClient database) {
    this.database = database;
  }

  Ranking ranking() {
    return new Ranking(
        database
            .sql(QUERY)
            .query((row, _) ->
                new BestSeller(row.getLong("id"), row.getString("name"), row.getLong("purchases")))
            .list());
  }

  /// The best sellers.
  record Ranking(List<BestSeller> products) {}

  /// A product and how often it was bought.
  record BestSeller(long id, String name, long purchases) {}
}
