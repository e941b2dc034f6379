package dev.backlight.reference;

import dev.backlight.reference.backing.Logs;
import dev.backlight.reference.backing.Postgres;
import dev.backlight.reference.backing.Redis;
import dev.backlight.reference.backing.Stock;
import dev.backlight.reference.proof.Statements;
import dev.backlight.reference.web.Passwords;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/// One PostgreSQL with data and one Redis for all tests of a run.
final class House {

  static final Stock STOCK = Stock.forUsers(2_000);
  private static final int CHEAP_ITERATIONS = 1_000;
  private static final House ONLY = new House();

  private final Postgres postgres;
  private final Redis redis;

  private House() {
    Logs.quiet();
    try {
      postgres = Postgres.embedded();
      redis = Redis.embedded();
      STOCK.fill(postgres.url(), Passwords.hash(Stock.PASSWORD, CHEAP_ITERATIONS));
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static OpenShop open(Edition edition) throws IOException {
    return open(edition, Duration.ofMillis(1));
  }

  /// Open, with nothing cached.
  static OpenShop open(Edition edition, Duration profileDelay) throws IOException {
    Redis.empty(ONLY.redis.url());
    return OpenShop.open(
        edition,
        new Settings(0, ONLY.postgres.url(), ONLY.redis.url(), profileDelay, Duration.ZERO));
  }

  static Statements statements() throws SQLException {
    return Statements.of(Stock.inSchema(ONLY.postgres.url()));
  }

  static String url() {
    return Stock.inSchema(ONLY.postgres.url());
  }
}
