package dev.backlight.reference;

import dev.backlight.reference.backing.BackingProcess;
import dev.backlight.reference.backing.Stock;
import dev.backlight.reference.web.Passwords;
import java.io.IOException;
import java.sql.SQLException;

/// A shop with everything it needs, and everything gone when it closes.
record Premises(BackingProcess backing, OpenShop shop) implements AutoCloseable {

  /// Starts what `settings` give no URL for, generates the data, opens the shop.
  static Premises open(Edition edition, Settings settings, Stock stock)
      throws IOException, SQLException {
    BackingProcess backing = BackingProcess.start(settings.postgres(), settings.redis());
    try {
      stock.fill(
          backing.postgres(), Passwords.hash(Stock.PASSWORD, Passwords.RECOMMENDED_ITERATIONS));
      return new Premises(
          backing, OpenShop.open(edition, settings.at(backing.postgres(), backing.redis())));
    } catch (IOException | SQLException | RuntimeException e) {
      backing.close();
      throw e;
    }
  }

  /// Customers first: the shop still has its database while their requests finish.
  @Override
  public void close() {
    shop.close();
    backing.close();
  }
}
