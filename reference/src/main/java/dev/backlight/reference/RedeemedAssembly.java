package dev.backlight.reference;

import dev.backlight.reference.backing.Profiles;
import dev.backlight.reference.database.Database;
import dev.backlight.reference.database.PoolSize;
import dev.backlight.reference.endpoint.BulkAnalytics;
import dev.backlight.reference.endpoint.Dashboard;
import dev.backlight.reference.endpoint.ExportOrders;
import dev.backlight.reference.endpoint.ExportUsers;
import dev.backlight.reference.endpoint.HeavyOperation;
import dev.backlight.reference.endpoint.Login;
import dev.backlight.reference.endpoint.Orders;
import dev.backlight.reference.endpoint.PlaceOrder;
import dev.backlight.reference.endpoint.PopularProducts;
import dev.backlight.reference.endpoint.ProductSearch;
import dev.backlight.reference.endpoint.ShopCaches;
import dev.backlight.reference.endpoint.UserAnalytics;
import dev.backlight.reference.endpoint.Users;
import dev.backlight.reference.endpoint.Warming;
import dev.backlight.reference.web.Passwords;
import dev.backlight.reference.web.Route;
import dev.backlight.reference.web.Tokens;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;

/// A pool for requests whose size is computed, a small one for exports so that they can only delay
/// each other, and a cache.
final class RedeemedAssembly implements Assembly {

  /// 200 requests a second with three statements each, which hold a connection for 5 ms: λ·W =
  /// 600/s · 0.005 s = 3 connections busy on average. So that no more than one checkout in a
  /// thousand waits, Erlang C asks for 11.
  private static final PoolSize FOR_REQUESTS =
      PoolSize.littlesLaw(600, Duration.ofMillis(5), 0.001, Duration.ofSeconds(2));

  /// An export keeps a connection as long as its client takes to read. Four at once keep two
  /// processors of a database busy; the fifth waits, and is told to come back if that takes longer.
  private static final PoolSize FOR_EXPORTS = new PoolSize(4, Duration.ofSeconds(5));

  private final Database requests;
  private final Database exports;
  private final ShopCaches caches;
  private final Profiles profiles;
  private final Tokens tokens;

  RedeemedAssembly(
      String postgres, String redis, Profiles profiles, Tokens tokens, MeterRegistry registry) {
    this.requests = Database.sized(postgres, "requests", FOR_REQUESTS);
    this.exports = Database.sized(postgres, "exports", FOR_EXPORTS);
    this.caches = new ShopCaches(redis, registry);
    this.profiles = profiles;
    this.tokens = tokens;
  }

  /// Without waiting for it: the shop can open before it is warm.
  void warm() {
    Thread.ofVirtual().name("warming").start(new Warming(requests, exports, caches));
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/users", new Users.Redeemed(requests, profiles)),
        Route.get("/export/users", new ExportUsers.Redeemed(exports)),
        Route.get("/popular-products", new PopularProducts.Redeemed(requests, caches)),
        Route.get("/users/bulk-analytics", new BulkAnalytics.Redeemed(requests, caches)),
        Route.get("/users/{id}/analytics", new UserAnalytics.Redeemed(requests, caches)),
        Route.get("/export/orders/stream", new ExportOrders.Redeemed(exports)),
        Route.get("/heavy-operation", new HeavyOperation.Redeemed(requests, profiles)),
        Route.post("/auth/login", new Login.Redeemed(requests, new Passwords(), tokens)),
        Route.get("/api/dashboard", new Dashboard.Redeemed(requests, caches, tokens)),
        Route.get("/api/orders", new Orders.Redeemed(requests, tokens)),
        Route.post("/api/orders", new PlaceOrder.Redeemed(requests, profiles, tokens, caches)),
        Route.get("/api/products/search", new ProductSearch.Redeemed(requests)));
  }

  @Override
  public int heldConnections() {
    return requests.held() + exports.held();
  }

  @Override
  public boolean ready() {
    return requests.answers();
  }

  @Override
  public void close() {
    caches.close();
    exports.close();
    requests.close();
  }
}
