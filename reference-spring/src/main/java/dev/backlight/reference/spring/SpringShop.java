package dev.backlight.reference.spring;

import com.zaxxer.hikari.HikariDataSource;
import dev.backlight.reference.Edition;
import dev.backlight.reference.backing.Stock;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// One edition of the shop, open for customers, over a database that has its data. The editions are
/// Spring profiles: `application-guilty.yaml` and `application-redeemed.yaml`, and the controllers
/// that are marked with one of them. The session is not open in view unless an edition says so.
final class SpringShop implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  private SpringShop(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /// @param port 0 for any free one
  /// @param postgres a JDBC URL; the stock is in its schema already
  /// @param profiles where the profile service is
  /// @param more properties that override those of the edition
  static SpringShop open(
      Edition edition,
      int port,
      String postgres,
      String redis,
      String profiles,
      Map<String, Object> more) {
    return new SpringShop(
        new SpringApplicationBuilder(Application.class)
            .profiles(edition.toString())
            .registerShutdownHook(false)
            .properties(
                Map.of(
                    "server.port",
                    port,
                    "spring.datasource.url",
                    Stock.inSchema(postgres),
                    "spring.data.redis.url",
                    redis,
                    "shop.profiles",
                    profiles,
                    "spring.jpa.open-in-view",
                    false))
            .run(
                more.entrySet().stream()
                    .map(property -> "--" + property.getKey() + "=" + property.getValue())
                    .toArray(String[]::new)));
  }

  int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  /// Connections to the database that somebody holds now, by Hikari's count.
  int heldConnections() {
    return pool().getHikariPoolMXBean().getActiveConnections();
  }

  /// Requests that wait for a connection now.
  int waitingForConnection() {
    return pool().getHikariPoolMXBean().getThreadsAwaitingConnection();
  }

  private HikariDataSource pool() {
    return (HikariDataSource) context.getBean(DataSource.class);
  }

  @Override
  public void close() {
    context.close();
  }

  /// Where Spring begins to look.
  @SpringBootApplication
  static class Application {}
}
