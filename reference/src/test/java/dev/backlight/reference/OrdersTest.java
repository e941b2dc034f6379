package dev.backlight.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Orders change what others show: both editions write the same, and what the redeemed one has
/// cached of a user ends with their order.
class OrdersTest {

  @AutoClose private static final BothEditions both = BothEditions.open();

  @Test
  void anOrderIsPlacedAlike() throws Exception {
    String order =
        """
        {"items":[{"product_id":3,"quantity":2},{"product_id":8,"quantity":1}],
         "shipping_address":"1 Loop Road"}
        """;

    placeAndFind(both.guilty(), order);
    placeAndFind(both.redeemed(), order);

    JsonNode orders =
        Customer.json(both.redeemed().get("/api/orders?limit=2", both.redeemed().login(9)));
    JsonNode byGuilty = orders.get("orders").get(1);
    JsonNode byRedeemed = orders.get("orders").get(0);
    assertThat(byRedeemed.get("totalAmount")).isEqualTo(byGuilty.get("totalAmount"));
    assertThat(byRedeemed.get("items").size()).isEqualTo(2);
    assertThat(byRedeemed.get("items").get(0).get("name"))
        .isEqualTo(byGuilty.get("items").get(0).get("name"));
  }

  @Test
  void anOrderOfAProductThatIsNotThereLeavesNothing() throws Exception {
    String order =
        """
        {"items":[{"product_id":3,"quantity":2},{"product_id":99999999,"quantity":1}],
         "shipping_address":"1 Loop Road"}
        """;
    long before = rows("orders") + rows("order_items");

    assertThat(both.guilty().post("/api/orders", both.guilty().login(1), order).statusCode())
        .isEqualTo(400);
    assertThat(both.redeemed().post("/api/orders", both.redeemed().login(1), order).statusCode())
        .isEqualTo(400);

    assertThat(rows("orders") + rows("order_items")).isEqualTo(before);
  }

  @Test
  void anOrderEndsWhatIsCachedOfItsUserAndOfNobodyElse() throws Exception {
    String order = "{\"items\":[{\"product_id\":3,\"quantity\":1}],\"shipping_address\":\"x\"}";
    long before = orderCount(11);
    long others = orderCount(12);

    both.redeemed().post("/api/orders", both.redeemed().login(11), order);
    both.guilty().post("/api/orders", both.guilty().login(12), order);

    assertThat(orderCount(11)).isEqualTo(before + 1);
    assertThat(orderCount(12)).as("nobody told the cache").isEqualTo(others);
  }

  private static long orderCount(long user) throws Exception {
    JsonNode analytics = Customer.json(both.redeemed().get("/users/" + user + "/analytics"));
    return analytics.get("orderStatistics").get("orders").asLong();
  }

  private static void placeAndFind(Customer customer, String order) throws Exception {
    String token = customer.login(9);
    HttpResponse<String> answer = customer.post("/api/orders", token, order);
    assertThat(answer.statusCode()).isEqualTo(201);

    JsonNode newest =
        Customer.json(customer.get("/api/orders?limit=1", token)).get("orders").get(0);
    assertThat(newest.get("id")).isEqualTo(Customer.json(answer).get("id"));
    assertThat(newest.get("totalAmount")).isEqualTo(Customer.json(answer).get("totalAmount"));
    JsonNode dashboard = Customer.json(customer.get("/api/dashboard", token));
    assertThat(dashboard.get("account").get("recent").get(0).get("id"))
        .isEqualTo(Customer.json(answer).get("id"));
  }

  private static long rows(String table) throws SQLException {
    return Long.parseLong(text("SELECT count(*) FROM " + table));
  }

  private static String text(String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(House.url());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
