package dev.backlight.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.reference.proof.Statements;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// N grows a hundredfold: the guilty edition's statements with it, the redeemed one's not at all.
/// Counted by the database.
class StatementsPerRequestTest {

  @Test
  void usersOfAPage() throws Exception {
    assertThat(grown(Edition.GUILTY, n -> "/users?profiles=false&limit=" + n)).isEqualTo("11 1001");
    assertThat(grown(Edition.REDEEMED, n -> "/users?profiles=false&limit=" + n)).isEqualTo("1 1");
  }

  @Test
  void analyticsInBulk() throws Exception {
    assertThat(grown(Edition.GUILTY, n -> "/users/bulk-analytics?user_ids=" + ids(n)))
        .isEqualTo("20 2000");
    assertThat(grown(Edition.REDEEMED, n -> "/users/bulk-analytics?user_ids=" + ids(n)))
        .isEqualTo("1 1");
  }

  @Test
  void ordersOfAUser() throws Exception {
    assertThat(placed(Edition.GUILTY, 1)).isEqualTo(4);
    assertThat(placed(Edition.GUILTY, 50)).isEqualTo(102);
    assertThat(placed(Edition.REDEEMED, 1)).isEqualTo(1);
    assertThat(placed(Edition.REDEEMED, 50)).isEqualTo(1);
  }

  @Test
  void analyticsOfAUser() throws Exception {
    assertThat(executed(Edition.GUILTY, "/users/4/analytics")).isGreaterThan(10);
    assertThat(executed(Edition.REDEEMED, "/users/4/analytics")).isEqualTo(4);
  }

  @Test
  void theHeavyOperationByBatches() throws Exception {
    assertThat(grown(Edition.GUILTY, n -> "/heavy-operation?users=" + n)).isEqualTo("21 2001");
    assertThat(grown(Edition.REDEEMED, n -> "/heavy-operation?users=" + n)).isEqualTo("2 20");
  }

  private static String grown(Edition edition, Path path) throws Exception {
    return executed(edition, path.of(10)) + " " + executed(edition, path.of(1_000));
  }

  private static long executed(Edition edition, String path) throws Exception {
    try (OpenShop shop = House.open(edition);
        Customer customer = new Customer(shop);
        Statements statements = House.statements()) {
      statements.reset();
      assertThat(customer.get(path).statusCode()).isEqualTo(200);
      return statements.executed();
    }
  }

  private static long placed(Edition edition, int items) throws Exception {
    String body =
        IntStream.rangeClosed(1, items)
            .mapToObj("{\"product_id\":%d,\"quantity\":1}"::formatted)
            .collect(Collectors.joining(",", "{\"items\":[", "],\"shipping_address\":\"here\"}"));
    try (OpenShop shop = House.open(edition);
        Customer customer = new Customer(shop);
        Statements statements = House.statements()) {
      String token = customer.login(1);
      statements.reset();
      assertThat(customer.post("/api/orders", token, body).statusCode()).isEqualTo(201);
      return statements.executed();
    }
  }

  private static String ids(int n) {
    return IntStream.rangeClosed(1, n).mapToObj(Integer::toString).collect(Collectors.joining(","));
  }

  private interface Path {
    String of(int n);
  }
}
