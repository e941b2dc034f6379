package dev.backlight.reference;

import dev.backlight.reference.backing.Profiles;
import dev.backlight.reference.database.Database;
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
import dev.backlight.reference.endpoint.UserAnalytics;
import dev.backlight.reference.endpoint.Users;
import dev.backlight.reference.web.Passwords;
import dev.backlight.reference.web.Route;
import dev.backlight.reference.web.Tokens;
import java.util.List;

/// One pool as it comes, for everything, and no cache.
final class GuiltyAssembly implements Assembly {

  private final Database database;
  private final Profiles profiles;
  private final Tokens tokens;

  GuiltyAssembly(String postgres, Profiles profiles, Tokens tokens) {
    this.database = Database.byDefault(postgres);
    this.profiles = profiles;
    this.tokens = tokens;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/users", new Users.Guilty(database, profiles)),
        Route.get("/export/users", new ExportUsers.Guilty(database)),
        Route.get("/popular-products", new PopularProducts.Guilty(database)),
        Route.get("/users/bulk-analytics", new BulkAnalytics.Guilty(database)),
        Route.get("/users/{id}/analytics", new UserAnalytics.Guilty(database)),
        Route.get("/export/orders/stream", new ExportOrders.Guilty(database)),
        Route.get("/heavy-operation", new HeavyOperation.Guilty(database, profiles)),
        Route.post("/auth/login", new Login.Guilty(database, new Passwords(), tokens)),
        Route.get("/api/dashboard", new Dashboard.Guilty(database, tokens)),
        Route.get("/api/orders", new Orders.Guilty(database, tokens)),
        Route.post("/api/orders", new PlaceOrder.Guilty(database, profiles, tokens)),
        Route.get("/api/products/search", new ProductSearch.Guilty(database)));
  }

  @Override
  public int heldConnections() {
    return database.held();
  }

  @Override
  public boolean ready() {
    return database.answers();
  }

  @Override
  public void close() {
    database.close();
  }
}
