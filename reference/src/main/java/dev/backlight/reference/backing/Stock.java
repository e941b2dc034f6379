package dev.backlight.reference.backing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// How much the shop has: users with orders, products, generated in the database and the same in
/// every run (but for the dates, which end now).
public record Stock(long users, long ordersPerUser, long products) {

  private static final String SCHEMA = "backlight_shop";

  /// What every generated user types.
  public static final String PASSWORD = "testpass123";

  public Stock {
    if (users < 1 || ordersPerUser < 1 || products < 1) {
      throw new IllegalArgumentException(
          "a shop has at least one user, an order for each and a product, not %d, %d and %d"
              .formatted(users, ordersPerUser, products));
    }
  }

  /// Five orders for each user and a product for every ten.
  public static Stock forUsers(long users) {
    return new Stock(users, 5, Math.clamp(users / 10, 100, 20_000));
  }

  public Stock withOrdersPerUser(long orders) {
    return new Stock(users, orders, products);
  }

  public long orders() {
    return users * ordersPerUser;
  }

  /// Generates all of it, tables first, indexes after the rows, in a schema of its own: what else
  /// the database holds stays as it is. If it is there already, in this size, nothing happens.
  ///
  /// @param passwordHash what all generated users share, because a million hashes that are slow on
  ///   purpose would take days
  public void fill(String url, String passwordHash) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      if (isThere(statement)) {
        return;
      }
      statement.execute(script("schema.sql"));
      statement.execute(
          script("data.sql")
              .replace("${users}", Long.toString(users))
              .replace("${products}", Long.toString(products))
              .replace("${orders}", Long.toString(orders()))
              .replace("${password}", passwordHash));
      statement.execute(script("indexes.sql"));
      for (String table : List.of("users", "products", "orders", "order_items")) {
        statement.execute("VACUUM ANALYZE " + table);
      }
      statement.execute("COMMENT ON SCHEMA " + SCHEMA + " IS '" + this + "'");
    }
  }

  private boolean isThere(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT obj_description(to_regnamespace('" + SCHEMA + "'), 'pg_namespace')")) {
      return rows.next() && toString().equals(rows.getString(1));
    }
  }

  /// The URL whose connections see the shop's tables.
  public static String inSchema(String url) {
    return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + SCHEMA + ",public";
  }

  private static String script(String name) {
    try (InputStream in = Stock.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not in this archive: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name, e);
    }
  }
}
