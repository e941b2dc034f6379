package dev.backlight.reference.endpoint;

import dev.backlight.reference.backing.Profile;
import dev.backlight.reference.backing.Profiles;
import dev.backlight.reference.database.Database;
import dev.backlight.reference.database.Sql;
import dev.backlight.reference.web.Json;
import dev.backlight.reference.web.Tokens;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/// `POST /api/orders` with `{"items":[{"product_id":1,"quantity":2}],"shipping_address":…}`.
public final class PlaceOrder {

  private PlaceOrder() {}

  /// Two statements per item, and a call to another service inside the transaction: its connection
  /// and its locks wait for somebody else's network.
  public record Guilty(Database database, Profiles profiles, Tokens tokens) implements Handler {

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
      long user = tokens.user(request);
      NewOrder order = NewOrder.of(request);
      try (Connection connection = database.connection()) {
        connection.setAutoCommit(false);
        long id =
            Sql.first(connection, "SELECT nextval('order_ids')", row -> row.getLong(1))
                .orElseThrow();
        BigDecimal total = BigDecimal.ZERO;
        for (NewOrder.Item item : order.items()) {
          Product product =
              Sql.first(
                      connection,
                      "SELECT * FROM products WHERE id = ?",
                      Product::of,
                      item.product())
                  .orElseThrow(NewOrder::unknownProduct);
          Sql.update(
              connection,
              "INSERT INTO order_items VALUES (nextval('item_ids'), ?, ?, ?, ?)",
              id,
              product.id(),
              item.quantity(),
              product.price());
          total = total.add(product.price().multiply(BigDecimal.valueOf(item.quantity())));
        }
        Profile profile = profiles.of(user);
        Sql.update(
            connection,
            """
            INSERT INTO orders
            VALUES (?, ?, ?, 'paid', ?, date_trunc('milliseconds', now()))
            """,
            id,
            user,
            total,
            order.address());
        connection.commit();
        response.status(Status.CREATED_201);
        Json.send(response, new Placed(id, total, profile.tier()));
      }
    }
  }

  /// The other service first, without a connection; then one statement that is its own transaction:
  /// prices looked up, order and items written, or nothing.
  ///
  /// What was cached of the user ends after that.
  public record Redeemed(Database database, Profiles profiles, Tokens tokens, ShopCaches caches)
      implements Handler {

    private static final String PLACE =
        """
        WITH line AS (
          SELECT p.id, l.quantity, p.price
          FROM unnest(?::bigint[], ?::integer[]) AS l (product_id, quantity)
          JOIN products p ON p.id = l.product_id
        ), placed AS (
          INSERT INTO orders
          SELECT nextval('order_ids'), ?, sum(quantity * price), 'paid', ?,
            date_trunc('milliseconds', now())
          FROM line HAVING count(*) = ?
          RETURNING id, total_amount
        ), sold AS (
          INSERT INTO order_items
          SELECT nextval('item_ids'), placed.id, line.id, line.quantity, line.price
          FROM placed, line
        )
        SELECT id, total_amount FROM placed
        """;

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
      long user = tokens.user(request);
      NewOrder order = NewOrder.of(request);
      Profile profile = profiles.of(user);
      Receipt receipt = place(user, order);
      caches.publish(new ShopCaches.OrderPlaced(user));
      response.status(Status.CREATED_201);
      Json.send(response, new Placed(receipt.id, receipt.totalAmount, profile.tier()));
    }

    private Receipt place(long user, NewOrder order) throws SQLException {
      return database
          .first(
              PLACE,
              Receipt::of,
              order.products(),
              order.quantities(),
              user,
              order.address(),
              order.items().size())
          .orElseThrow(NewOrder::unknownProduct);
    }
  }

  private record Receipt(long id, BigDecimal totalAmount) {
    static Receipt of(ResultSet row) throws SQLException {
      return new Receipt(row.getLong("id"), row.getBigDecimal("total_amount"));
    }
  }

  private record Placed(long id, BigDecimal totalAmount, String tier) {}
}
