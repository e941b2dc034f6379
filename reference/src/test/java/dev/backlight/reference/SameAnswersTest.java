package dev.backlight.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Redemption changes how, not what: both editions give the same data.
class SameAnswersTest {

  @AutoClose private static final BothEditions both = BothEditions.open();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/popular-products",
        "/users/1/analytics",
        "/users/77/analytics",
        "/users/2000/analytics",
        "/users/bulk-analytics?user_ids=5,3,9999999,1,5",
        "/heavy-operation?users=130",
        "/api/products/search?q=books",
        "/api/products/search?q=LAMP",
        "/api/products/search?q=100%25",
        "/health",
        "/ready",
      })
  void sameJson(String path) throws Exception {
    HttpResponse<String> answer = both.redeemed().get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Customer.json(answer)).isEqualTo(Customer.json(both.guilty().get(path)));
    assertThat(answer.headers().firstValue("Server-Timing"))
        .hasValueSatisfying(timing -> assertThat(timing).matches("app;dur=\\d+\\.\\d"));
    assertThat(answer.headers().firstValue("X-Process-Time")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/export/users", "/export/orders/stream"})
  void sameExport(String path) throws Exception {
    HttpResponse<String> answer = both.redeemed().get(path);

    assertThat(answer.body()).isEqualTo(both.guilty().get(path).body());
    assertThat(answer.body().lines().count()).isGreaterThanOrEqualTo(House.STOCK.users());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/dashboard", "/api/orders", "/api/orders?limit=2&before=9000"})
  void sameForSomebodyLoggedIn(String path) throws Exception {
    JsonNode answer = Customer.json(both.redeemed().get(path, both.redeemed().login(4)));

    assertThat(answer).isEqualTo(Customer.json(both.guilty().get(path, both.guilty().login(4))));
  }

  @Test
  void whatIsShownOfUsersIsTheSame() throws Exception {
    String path = "/users?after=10&limit=30";
    JsonNode all = Customer.json(both.guilty().get(path)).get("users");
    JsonNode shown = Customer.json(both.redeemed().get(path)).get("users");

    assertThat(shown.size()).isEqualTo(30);
    for (int i = 0; i < shown.size(); i++) {
      for (String field : List.of("id", "username", "email", "createdAt", "profile")) {
        assertThat(shown.get(i).get(field)).isEqualTo(all.get(i).get(field));
      }
    }
  }

  @Test
  void theHeavyOperationWritesTheSame() throws Exception {
    both.guilty().get("/heavy-operation?users=250");
    String byGuilty = statistics();
    try (Connection connection = DriverManager.getConnection(House.url())) {
      connection.createStatement().execute("TRUNCATE user_stats");
    }

    both.redeemed().get("/heavy-operation?users=250");

    assertThat(statistics()).isEqualTo(byGuilty);
  }

  private static String statistics() throws SQLException {
    return text("SELECT string_agg(user_stats::text, ' ' ORDER BY user_id) FROM user_stats");
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
