package dev.backlight.reference.endpoint;

import dev.backlight.reference.database.Sql;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/// A whole row of `orders`.
record Order(
    long id,
    long userId,
    BigDecimal totalAmount,
    String status,
    String shippingAddress,
    Instant createdAt) {

  static Order of(ResultSet row) throws SQLException {
    return new Order(
        row.getLong("id"),
        row.getLong("user_id"),
        row.getBigDecimal("total_amount"),
        row.getString("status"),
        row.getString("shipping_address"),
        Sql.instant(row, "created_at"));
  }
}
