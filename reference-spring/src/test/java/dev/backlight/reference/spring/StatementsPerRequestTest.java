package dev.backlight.reference.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.reference.Edition;
import dev.backlight.reference.proof.Statements;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/// N grows a hundredfold: the guilty edition's statements with it, the redeemed one's not at all.
/// Counted by the database, not by Hibernate.
class StatementsPerRequestTest {

  @Test
  void ordersWithTheirLines() throws Exception {
    assertThat(executed(Edition.GUILTY)).isEqualTo("11 1001");
    assertThat(executed(Edition.REDEEMED)).isEqualTo("2 2");
  }

  @Test
  void theSameAnswers() throws Exception {
    try (SpringShop guilty = SpringHouse.open(Edition.GUILTY);
        SpringShop redeemed = SpringHouse.open(Edition.REDEEMED)) {
      for (String path : new String[] {"/orders?limit=50", "/popular-products", "/users/7/card"}) {
        HttpResponse<String> answer = SpringHouse.get(redeemed, path);

        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(SpringHouse.get(guilty, path).body());
      }
      assertThat(SpringHouse.get(redeemed, "/users/999999/card").statusCode()).isEqualTo(404);
      for (SpringShop shop : new SpringShop[] {guilty, redeemed}) {
        HttpResponse<String> refused = SpringHouse.get(shop, "/orders?limit=0");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("'limit' must be from 1 to");
      }
      assertThat(SpringHouse.get(redeemed, "/orders?limit=1001").statusCode()).isEqualTo(400);
    }
  }

  private static String executed(Edition edition) throws Exception {
    try (SpringShop shop = SpringHouse.open(edition);
        Statements statements = SpringHouse.statements()) {
      return executed(shop, statements, 10) + " " + executed(shop, statements, 1_000);
    }
  }

  private static long executed(SpringShop shop, Statements statements, int limit) throws Exception {
    statements.reset();
    assertThat(SpringHouse.get(shop, "/orders?limit=" + limit).statusCode()).isEqualTo(200);
    return statements.executed();
  }
}
