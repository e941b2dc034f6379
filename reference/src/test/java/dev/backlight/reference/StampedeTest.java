package dev.backlight.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.reference.proof.Statements;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Nothing is cached, and five hundred ask at once.
class StampedeTest {

  private static final int AT_ONCE = 500;

  @Test
  void oneQueryForAll() throws Exception {
    try (OpenShop shop = House.open(Edition.REDEEMED)) {
      assertThat(aggregatesFor(shop)).isEqualTo(1);
      assertThat(aggregatesFor(shop)).as("while it is fresh").isZero();
    }
  }

  @Test
  void oneQueryForAllOfTwoInstances() throws Exception {
    try (OpenShop one = House.open(Edition.REDEEMED);
        OpenShop other = House.open(Edition.REDEEMED)) {
      assertThat(aggregatesFor(one, other)).isEqualTo(1);
    }
  }

  private static long aggregatesFor(OpenShop... shops) throws Exception {
    List<Customer> customers = new ArrayList<>();
    for (OpenShop shop : shops) {
      customers.add(new Customer(shop));
    }
    try (Statements statements = House.statements();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      statements.reset();
      List<Future<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        Customer customer = customers.get(i % customers.size());
        all.add(threads.submit(() -> customer.get("/popular-products")));
      }
      for (Future<HttpResponse<String>> each : all) {
        assertThat(each.get().statusCode()).isEqualTo(200);
        assertThat(each.get().body()).isEqualTo(all.getFirst().get().body());
      }
      return statements.executed("count(oi.id)");
    } finally {
      customers.forEach(Customer::close);
    }
  }
}
