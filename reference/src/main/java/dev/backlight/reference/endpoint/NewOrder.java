package dev.backlight.reference.endpoint;

import dev.backlight.reference.web.Json;
import dev.backlight.reference.web.Problem;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/// An order that somebody wants to place: 1 to 50 products, each once, 1 to 100 of each.
record NewOrder(List<Item> items, String address) {

  private static final int MOST_ITEMS = 50;
  private static final int MOST_OF_ONE = 100;
  private static final int LONGEST_ADDRESS = 200;

  /// @throws Problem saying what is wrong with it
  static NewOrder of(ServerRequest request) {
    Body body = Json.read(request, Body.class);
    List<BodyItem> sent = body.items == null ? List.of() : body.items;
    if (sent.isEmpty() || sent.size() > MOST_ITEMS) {
      throw Problem.badRequest("'items' must have 1 to " + MOST_ITEMS + " entries.");
    }
    Set<Long> seen = new HashSet<>();
    List<Item> items = new ArrayList<>();
    for (BodyItem item : sent) {
      if (item.quantity < 1 || item.quantity > MOST_OF_ONE) {
        throw Problem.badRequest("'quantity' must be from 1 to " + MOST_OF_ONE + ".");
      }
      if (!seen.add(item.productId)) {
        throw Problem.badRequest("'product_id' " + item.productId + " is there twice.");
      }
      items.add(new Item(item.productId, item.quantity));
    }
    return new NewOrder(items, address(body.shippingAddress));
  }

  private static String address(@Nullable String address) {
    if (address == null || address.isBlank() || address.length() > LONGEST_ADDRESS) {
      throw Problem.badRequest(
          "'shipping_address' must have 1 to " + LONGEST_ADDRESS + " characters.");
    }
    return address;
  }

  long[] products() {
    return items.stream().mapToLong(Item::product).toArray();
  }

  int[] quantities() {
    return items.stream().mapToInt(Item::quantity).toArray();
  }

  static Problem unknownProduct() {
    return Problem.badRequest("A 'product_id' is none of our products.");
  }

  record Item(long product, int quantity) {}

  /// As sent: anything may be missing.
  @JsonNaming(SnakeCaseStrategy.class)
  private static final class Body {
    public @Nullable List<BodyItem> items;
    public @Nullable String shippingAddress;
  }

  @JsonNaming(SnakeCaseStrategy.class)
  private static final class BodyItem {
    public long productId;
    public int quantity;
  }
}
