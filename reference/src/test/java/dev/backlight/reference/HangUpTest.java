package dev.backlight.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that leave in the middle of an export take no connection with them.
class HangUpTest {

  private static final int CLIENTS = 200;

  @ParameterizedTest
  @ValueSource(strings = {"/export/users", "/export/orders/stream"})
  void twoHundredHangUpInTheMiddle(String path) throws Exception {
    try (OpenShop shop = House.open(Edition.REDEEMED);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> begun = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        begun.add(clients.submit(() -> readSomeAndLeave(shop.port(), path)));
      }
      int served = 0;
      for (Future<Boolean> each : begun) {
        served += each.get() ? 1 : 0;
      }

      assertThat(served).as("exports that were under way").isPositive();
      awaitNoneHeld(shop);
      try (Customer customer = new Customer(shop)) {
        assertThat(customer.get(path).statusCode()).isEqualTo(200);
        assertThat(customer.get("/metrics").body()).contains("active_database_connections 0.0");
      }
    }
  }

  private static boolean readSomeAndLeave(int port, String path) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setReceiveBufferSize(4_096);
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: shop\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      byte[] some = in.readNBytes(1_024);
      socket.setSoLinger(true, 0);
      return new String(some, StandardCharsets.UTF_8).startsWith("HTTP/1.1 200");
    }
  }

  private static void awaitNoneHeld(OpenShop shop) throws InterruptedException {
    for (int i = 0; i < 1_000 && shop.heldConnections() > 0; i++) {
      Thread.sleep(10);
    }
    assertThat(shop.heldConnections()).isZero();
  }
}
