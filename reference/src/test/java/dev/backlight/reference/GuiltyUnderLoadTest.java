package dev.backlight.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.reference.proof.Statements;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// The crimes are real: under load each does what its page says.
class GuiltyUnderLoadTest {

  @Test
  void slowWorkHoldsTheWholePool() throws Exception {
    assertThat(mostHeld(Edition.GUILTY)).isEqualTo(10);
    assertThat(mostHeld(Edition.REDEEMED)).isLessThan(10);
  }

  @Test
  void twoHundredRequestsAreTwoHundredAggregates() throws Exception {
    try (OpenShop shop = House.open(Edition.GUILTY);
        Customer customer = new Customer(shop);
        Statements statements = House.statements();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      statements.reset();
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        all.add(threads.submit(() -> customer.get("/popular-products")));
      }
      for (Future<?> each : all) {
        each.get();
      }

      assertThat(statements.executed("count(oi.id)")).isEqualTo(200);
    }
  }

  /// The most connections that were held while thirty heavy operations waited for a slow service.
  private static int mostHeld(Edition edition) throws Exception {
    try (OpenShop shop = House.open(edition, Duration.ofMillis(100));
        Customer customer = new Customer(shop);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        all.add(threads.submit(() -> customer.get("/heavy-operation?users=3")));
      }
      while (shop.profileCalls() < 30) {
        Thread.sleep(5);
      }
      int most = 0;
      while (all.stream().anyMatch(each -> !each.isDone())) {
        most = Math.max(most, shop.heldConnections());
        Thread.sleep(20);
      }
      assertThat(shop.heldConnections()).isZero();
      return most;
    }
  }
}
