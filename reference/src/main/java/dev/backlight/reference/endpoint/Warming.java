package dev.backlight.reference.endpoint;

import dev.backlight.cache.CacheWarmer;
import dev.backlight.reference.database.Database;
import java.sql.SQLException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Does what the first customers will ask for, while there are none: the best sellers, the
/// beginning of an export, the numbers of those who ordered last. It may fail; then the first
/// customers wait.
public record Warming(Database database, Database exports, ShopCaches caches) implements Runnable {

  private static final Logger LOG = Logger.getLogger("shop");
  private static final int CUSTOMERS = 1_000;
  private static final int AT_ONCE = 2;
  private static final int BATCH = 250;

  private static final String NEWEST_CUSTOMERS =
      """
      SELECT DISTINCT user_id
      FROM (SELECT user_id FROM orders ORDER BY created_at DESC, id DESC LIMIT ?) newest
      """;

  @Override
  public void run() {
    try {
      new PopularProducts.Redeemed(database, caches).ranking();
      new ExportOrders.Redeemed(exports).warm();
      List<Long> customers = database.list(NEWEST_CUSTOMERS, row -> row.getLong(1), CUSTOMERS);
      new CacheWarmer(AT_ONCE, BATCH)
          .warm(
              caches.lines(),
              customers.stream(),
              new BulkAnalytics.Redeemed(database, caches)::load);
    } catch (SQLException | RuntimeException e) {
      LOG.log(Level.WARNING, "the shop is not warm", e);
    }
  }
}
