package dev.backlight.reference.endpoint;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// What the shop knows of how a user shops.
public record Analytics(
    String username,
    Statistics orderStatistics,
    Engagement engagementMetrics,
    List<Product.Shown> recommendations) {

  /// Their orders in numbers.
  public record Statistics(long orders, BigDecimal spent, BigDecimal average) {
    static Statistics of(ResultSet row) throws SQLException {
      return new Statistics(
          row.getLong("orders"), row.getBigDecimal("spent"), row.getBigDecimal("average"));
    }
  }

  /// How often they come, and for how many things.
  public record Engagement(long activeDays, long items, long distinctProducts) {
    static Engagement of(ResultSet row) throws SQLException {
      return new Engagement(row.getLong("days"), row.getLong("items"), row.getLong("products"));
    }
  }
}
