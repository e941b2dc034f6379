package dev.backlight.reference.endpoint;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;

/// A whole row of `order_items`.
record OrderItem(long id, long orderId, long productId, int quantity, BigDecimal unitPrice) {

  static OrderItem of(ResultSet row) throws SQLException {
    return new OrderItem(
        row.getLong("id"),
        row.getLong("order_id"),
        row.getLong("product_id"),
        row.getInt("quantity"),
        row.getBigDecimal("unit_price"));
  }
}
