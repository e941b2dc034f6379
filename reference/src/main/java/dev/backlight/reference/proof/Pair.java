package dev.backlight.reference.proof;

import java.util.List;
import java.util.function.IntFunction;

/// An endpoint to measure in both editions.
///
/// @param call what to send as number 0, 1, 2…
record Pair(String name, IntFunction<Call> call) {

  private static final String ORDER =
      "{\"items\":[{\"product_id\":%d,\"quantity\":2},{\"product_id\":%d,\"quantity\":1},"
          + "{\"product_id\":%d,\"quantity\":3}],\"shipping_address\":\"123 Test St\"}";

  private static final String[] TERMS = {"electronics", "clothing", "books", "sports"};

  static Pair users(int n) {
    return new Pair("`/users`, N = " + n + ", with profiles", _ -> Call.get("/users?limit=" + n));
  }

  static List<Pair> all(long users) {
    return List.of(
        users(100),
        new Pair("`/users`, N = 1,000, without", _ -> Call.get("/users?limit=1000&profiles=false")),
        new Pair("`/export/users`", _ -> Call.get("/export/users")),
        new Pair("`/popular-products`", _ -> Call.get("/popular-products")),
        new Pair(
            "`/users/{id}/analytics`", i -> Call.get("/users/" + user(i, users) + "/analytics")),
        new Pair("`/users/bulk-analytics`, N = 100", i -> bulk(i, users)),
        new Pair("`/export/orders/stream`", _ -> Call.get("/export/orders/stream")),
        new Pair("`/heavy-operation`, N = 20", _ -> Call.get("/heavy-operation?users=20")),
        new Pair("`POST /auth/login`", i -> login(user(i, users))),
        new Pair("`/api/dashboard`", _ -> Call.own("/api/dashboard")),
        new Pair("`/api/orders`", _ -> Call.own("/api/orders")),
        new Pair("`POST /api/orders`, 3 items", Pair::order),
        new Pair("`/api/products/search`", Pair::search));
  }

  static Call order(int i) {
    return Call.post("/api/orders", ORDER.formatted(1 + i % 30, 31 + i % 30, 61 + i % 30), true);
  }

  static Call search(int i) {
    return Call.get("/api/products/search?q=" + TERMS[i % TERMS.length]);
  }

  static Call login(long user) {
    return Call.post(
        "/auth/login",
        "{\"email\":\"user%d@test.com\",\"password\":\"testpass123\"}".formatted(user),
        false);
  }

  static Call bulk(int i, long users) {
    StringBuilder ids = new StringBuilder("/users/bulk-analytics?user_ids=");
    for (int n = 0; n < 100; n++) {
      ids.append(n == 0 ? "" : ",").append(user(i * 100 + n, users));
    }
    return Call.get(ids.toString());
  }

  /// Spread over all of them, and the same in every run.
  static long user(int i, long users) {
    return 1 + i * 7_919L % users;
  }
}
