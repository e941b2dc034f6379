package dev.backlight.reference.endpoint;

import dev.backlight.reference.database.Database;
import dev.backlight.reference.database.Sql;
import dev.backlight.reference.web.Json;
import dev.backlight.reference.web.Query;
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
import java.util.Map;
import java.util.stream.Collectors;

/// `GET /api/orders?before=&limit=20`: the user's orders with their items, newest first.
public final class Orders {

  private static final int MOST = 100;

  private Orders() {}

  /// All orders with everything in them, from which the service then cuts a page.
  public record Guilty(Database database, Tokens tokens) implements Handler {

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws SQLException {
      Page page = Page.of(request);
      List<Order> orders =
          database.list(
              "SELECT * FROM orders WHERE user_id = ? ORDER BY id DESC",
              Order::of,
              tokens.user(request));
      List<Line> lines = new ArrayList<>();
      for (Order order : orders) {
        List<OrderItem> items =
            database.list(
                "SELECT * FROM order_items WHERE order_id = ? ORDER BY id",
                OrderItem::of,
                order.id());
        List<Item> shown = new ArrayList<>();
        for (OrderItem item : items) {
          Product product =
              database
                  .first("SELECT * FROM products WHERE id = ?", Product::of, item.productId())
                  .orElseThrow();
          shown.add(
              new Item(
                  order.id(), product.id(), product.name(), item.quantity(), item.unitPrice()));
        }
        lines.add(
            new Line(order.id(), order.totalAmount(), order.status(), order.createdAt(), shown));
      }
      Json.send(
          response,
          new Lines(
              lines.stream().filter(line -> line.id < page.before).limit(page.limit).toList()));
    }
  }

  /// A page of orders from the last seen id on, and the items of exactly those in a second
  /// statement.
  public record Redeemed(Database database, Tokens tokens) implements Handler {

    private static final String PAGE =
        """
        SELECT id, total_amount, status, created_at FROM orders
        WHERE user_id = ? AND id < ? ORDER BY id DESC LIMIT ?
        """;

    private static final String ITEMS =
        """
        SELECT i.order_id, i.product_id, p.name, i.quantity, i.unit_price
        FROM order_items i JOIN products p ON p.id = i.product_id
        WHERE i.order_id = ANY (?) ORDER BY i.id
        """;

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws SQLException {
      Page page = Page.of(request);
      List<Line> orders =
          database.list(PAGE, Line::of, tokens.user(request), page.before, page.limit);
      long[] ids = orders.stream().mapToLong(Line::id).toArray();
      Map<Long, List<Item>> items =
          database.list(ITEMS, Item::of, (Object) ids).stream()
              .collect(Collectors.groupingBy(Item::orderId));
      Json.send(
          response,
          new Lines(
              orders.stream()
                  .map(order -> order.with(items.getOrDefault(order.id, List.of())))
                  .toList()));
    }
  }

  private record Page(long before, long limit) {
    static Page of(ServerRequest request) {
      return new Page(
          Query.number(request, "before", Long.MAX_VALUE, 1, Long.MAX_VALUE),
          Query.number(request, "limit", 20, 1, MOST));
    }
  }

  private record Lines(List<Line> orders) {}

  private record Line(
      long id, BigDecimal totalAmount, String status, Instant createdAt, List<Item> items) {
    static Line of(ResultSet row) throws SQLException {
      return new Line(
          row.getLong("id"),
          row.getBigDecimal("total_amount"),
          row.getString("status"),
          Sql.instant(row, "created_at"),
          List.of());
    }

    Line with(List<Item> known) {
      return new Line(id, totalAmount, status, createdAt, known);
    }
  }

  private record Item(
      long orderId, long productId, String name, int quantity, BigDecimal unitPrice) {
    static Item of(ResultSet row) throws SQLException {
      return new Item(
          row.getLong("order_id"),
          row.getLong("product_id"),
          row.getString("name"),
          row.getInt("quantity"),
          row.getBigDecimal("unit_price"));
    }
  }
}
