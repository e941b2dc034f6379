package dev.backlight.source.code;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceRootsTest {

  @ParameterizedTest
  @CsvSource({
    "src/main/java/com/example/demo/Orders.java, src/main/java/Orders.java",
    "shop/src/test/java/dev/tools/OrdersTest.java, shop/src/test/java/OrdersTest.java",
    "com/example/demo/Orders.java, Orders.java",
    "server/org/acme/build/Orders.java, server/Orders.java",
    "dev/LoadBench.java, dev/LoadBench.java",
    "tools/src/main/java/a/Tool.java, tools/src/main/java/Tool.java",
    "com/example/demo/orders.py, com/example/demo/orders.py"
  })
  void packagesSayNothingOfThePlace(String path, String place) {
    assertThat(SourceRoots.place(path)).isEqualTo(place);
  }
}
