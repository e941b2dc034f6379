package dev.backlight.reference.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.reference.Edition;
import dev.backlight.reference.proof.Statements;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Nothing is cached, and two hundred ask at once. The aggregate is made slow by a lock on a table
/// that it reads: nobody has an answer before everybody has asked.
class StampedeTest {

  private static final int AT_ONCE = 200;

  @Test
  void withoutSyncEverybodyLoads() throws Exception {
    try (SpringShop shop = SpringHouse.open(Edition.GUILTY)) {
      assertThat(loads(AT_ONCE, shop)).isEqualTo(AT_ONCE);
      assertThat(loads(0, shop)).as("while it is fresh").isZero();
    }
  }

  @Test
  void syncOnSpringsOwnRedisCacheChangesNothing() throws Exception {
    SpringHouse.emptyCache();
    try (SpringShop shop =
        SpringHouse.open(
            Edition.REDEEMED,
            Map.of("shop.cache", "redis", "spring.datasource.hikari.connection-timeout", 30_000))) {
      assertThat(loads(AT_ONCE, shop)).isEqualTo(AT_ONCE);
    }
  }

  @Test
  void syncOnTwoLevelsLoadsOncePerExpiry() throws Exception {
    try (SpringShop shop = SpringHouse.open(Edition.REDEEMED)) {
      assertThat(loads(0, shop)).isEqualTo(1);
      assertThat(loads(0, shop)).as("while it is fresh").isZero();
    }
  }

  @Test
  void andOnceForTwoInstances() throws Exception {
    try (SpringShop one = SpringHouse.open(Edition.REDEEMED);
        SpringShop other = SpringHouse.open(Edition.REDEEMED, Map.of())) {
      assertThat(loads(0, one, other)).isEqualTo(1);
    }
  }

  /// Aggregates that the database computed for one crowd.
  ///
  /// @param loading how many requests must hold a connection or wait for one before the first gets
  ///   its answer: the pool may still be opening its connections, so that fewer than its size hold
  private static long loads(int loading, SpringShop... shops) throws Exception {
    try (Statements statements = SpringHouse.statements();
        Connection connection = DriverManager.getConnection(SpringHouse.postgres());
        Statement lock = connection.createStatement()) {
      statements.reset();
      connection.setAutoCommit(false);
      lock.execute("LOCK TABLE order_items IN ACCESS EXCLUSIVE MODE");
      List<CompletableFuture<HttpResponse<String>>> all =
          SpringHouse.crowd(AT_ONCE, "/popular-products", shops);
      while (shops[0].heldConnections() + shops[0].waitingForConnection() < loading) {
        Thread.sleep(5);
      }
      connection.commit();
      for (CompletableFuture<HttpResponse<String>> each : all) {
        assertThat(each.get().statusCode()).as(each.get().body()).isEqualTo(200);
        assertThat(each.get().body()).isEqualTo(all.getFirst().get().body());
      }
      return statements.executed("count(oi.id)");
    }
  }
}
