package dev.backlight.load.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.load.scenario.Playing;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.Shop;
import dev.backlight.load.scenario.Task;
import dev.backlight.load.scenario.Think;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LocustFileTest {

  static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(LocustFileTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theSeedsLoadTestRunsUnchanged() throws Exception {
    Scenario scenario = LocustFile.read("load_test.py", resource("seed_locustfile.py")).scenario();

    assertThat(scenario.users()).hasSize(1);
    assertThat(scenario.users().getFirst().name()).isEqualTo("UserBehavior");
    assertThat(scenario.users().getFirst().tasks().think())
        .isEqualTo(new Think.Between(Duration.ofSeconds(1), Duration.ofSeconds(3)));
    assertThat(scenario.users().getFirst().tasks().tasks())
        .extracting(Task::name, Task::weight)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("view_dashboard", 3.0),
            org.assertj.core.groups.Tuple.tuple("list_orders", 2.0),
            org.assertj.core.groups.Tuple.tuple("create_order", 1.0),
            org.assertj.core.groups.Tuple.tuple("search_products", 1.0));

    try (Shop shop = new Shop()) {
      Playing.Record record = Playing.play(scenario, shop.url(), 20, 70);

      assertThat(record.failures()).isEmpty();
      assertThat(record.stopped()).isEmpty();
      assertThat(record.failedChecks()).isZero();
      assertThat(record.tasks()).hasSize(20 + 20 * 70);
      assertThat(record.pauses())
          .hasSize(20 * 70)
          .allMatch(pause ->
              pause.compareTo(Duration.ofSeconds(1)) >= 0
                  && pause.compareTo(Duration.ofSeconds(3)) <= 0);
      weightsHold(record);
      everyUserCarriesItsToken(shop);
    }
  }

  /// 3:2:1:1 of 1,400; four standard deviations are under 75 of 600.
  private static void weightsHold(Playing.Record record) {
    assertThat(record.count("POST /auth/login")).isEqualTo(20);
    assertThat(record.count("GET /api/dashboard")).isBetween(525L, 675L);
    assertThat(record.count("GET /api/orders")).isBetween(325L, 475L);
    assertThat(record.count("POST /api/orders")).isBetween(140L, 260L);
    assertThat(record.count("GET /api/products/search?q={term}")).isBetween(140L, 260L);
  }

  private static void everyUserCarriesItsToken(Shop shop) {
    List<Shop.Seen> others =
        shop.seen().stream().filter(seen -> seen.path().startsWith("/api/")).toList();
    assertThat(others).allMatch(seen -> seen.header("Authorization").matches("Bearer t\\d+"));
    assertThat(others.stream().map(seen -> seen.header("Authorization")).distinct()).hasSize(20);
    assertThat(shop.seen("POST", "/auth/login"))
        .allMatch(seen ->
            seen.body()
                .matches("\\{\"email\":\"user\\d{1,5}@test.com\",\"password\":\"testpass123\"}"));
    assertThat(shop.seen("POST", "/api/orders"))
        .allMatch(seen ->
            seen.body()
                .matches(
                    "\\{\"items\":\\[\\{\"product_id\":\\d{1,3},\"quantity\":[1-5]}],"
                        + "\"shipping_address\":\"123 Test St\"}"));
    assertThat(shop.seen("GET", "/api/products/search").stream().map(Shop.Seen::query).distinct())
        .containsExactlyInAnyOrder("q=electronics", "q=clothing", "q=books", "q=sports");
  }
}
