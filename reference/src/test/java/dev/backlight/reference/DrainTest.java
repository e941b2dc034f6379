package dev.backlight.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DrainTest {

  @Test
  void whatIsUnderWayIsFinishedAndNothingElseBegun() throws Exception {
    OpenShop shop = House.open(Edition.REDEEMED, Duration.ofMillis(600));
    try (Customer customer = new Customer(shop);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      customer.get("/ready");
      Future<HttpResponse<String>> underWay = threads.submit(() -> customer.get("/users?limit=5"));
      while (shop.profileCalls() < 5) {
        Thread.sleep(1);
      }

      Future<?> closing = threads.submit(shop::close);
      HttpResponse<String> late = customer.get("/ready");
      while (late.statusCode() == 200) {
        late = customer.get("/ready");
      }

      assertThat(late.statusCode()).isEqualTo(503);
      assertThat(late.headers().firstValue("Retry-After")).isPresent();
      assertThat(underWay.get().statusCode()).isEqualTo(200);
      assertThat(Customer.json(underWay.get()).get("users").size()).isEqualTo(5);
      closing.get();
      assertThat(threads.submit(() -> customer.get("/ready")))
          .failsWithin(Duration.ofSeconds(5))
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(ConnectException.class);
    }
  }
}
