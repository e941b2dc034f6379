package dev.backlight.reference.endpoint;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;

/// A whole row of `products`.
public record Product(long id, String name, String category, String description, BigDecimal price) {

  static Product of(ResultSet row) throws SQLException {
    return new Product(
        row.getLong("id"),
        row.getString("name"),
        row.getString("category"),
        row.getString("description"),
        row.getBigDecimal("price"));
  }

  Shown shown() {
    return new Shown(id, name, category, price);
  }

  /// What a list shows of a product.
  public record Shown(long id, String name, String category, BigDecimal price) {
    static Shown of(ResultSet row) throws SQLException {
      return new Shown(
          row.getLong("id"),
          row.getString("name"),
          row.getString("category"),
          row.getBigDecimal("price"));
    }
  }
}
