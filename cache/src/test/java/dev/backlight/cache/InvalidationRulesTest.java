package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// The seed's rules, with tags in the place of wildcards.
class InvalidationRulesTest {

  sealed interface ShopEvent {}

  record UserUpdated(long userId) implements ShopEvent {}

  record OrderCreated(long userId, long orderId) implements ShopEvent {}

  record ProductUpdated(long productId, String categoryId) implements ShopEvent {}

  private final InvalidationRules rules =
      InvalidationRules.builder()
          .on(UserUpdated.class, "user:{userId}")
          .on(OrderCreated.class, "user:{userId}:orders", "popular-products", "order-stats")
          .on(ProductUpdated.class, "product:{productId}", "category:{categoryId}")
          .on(ShopEvent.class, event -> Tags.of("shop"))
          .build();

  @Test
  void placeholdersAreComponentsOfTheEvent() {
    assertThat(rules.tagsOf(new UserUpdated(42)).list())
        .containsExactlyInAnyOrder(Tag.of("user:42"), Tag.of("shop"));
    assertThat(rules.tagsOf(new OrderCreated(1, 2)).list())
        .contains(Tag.of("user:1:orders"), Tag.of("popular-products"), Tag.of("order-stats"));
    assertThat(rules.tagsOf(new ProductUpdated(3, "books")).list())
        .contains(Tag.of("product:3"), Tag.of("category:books"));
    assertThat(rules.tagsOf("no event")).isEqualTo(Tags.NONE);
  }

  @Test
  void aPlaceholderThatIsNoComponentIsRefusedAtStartUp() {
    assertThatThrownBy(() -> InvalidationRules.builder().on(UserUpdated.class, "user:{user_id}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("user_id")
        .hasMessageContaining("[userId]");
  }

  @Test
  void aWildcardIsRefused() {
    assertThatThrownBy(() -> InvalidationRules.builder().on(UserUpdated.class, "user:{userId}:*"))
        .hasMessageContaining("wildcard");
  }

  @Test
  void anEventEndsWhatIsTaggedWithIt() {
    try (Cluster cluster = new Cluster()) {
      TieredCaches node = cluster.node();
      TieredCache<Long, String> orders =
          node.cache("orders", Long.class, String.class)
              .taggedBy(id -> Tags.of("user:" + id + ":orders"))
              .build();
      orders.get(1L, id -> "none");
      orders.get(2L, id -> "none");
      node.invalidate(rules.tagsOf(new OrderCreated(1, 7)));
      assertThat(orders.get(1L, id -> "one")).isEqualTo("one");
      assertThat(orders.get(2L, id -> "one")).isEqualTo("none");
    }
  }
}
