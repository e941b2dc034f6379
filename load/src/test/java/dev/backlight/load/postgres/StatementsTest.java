package dev.backlight.load.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.backlight.load.compare.Metric;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.http.HttpPolicy;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.prove.LoadTrial;
import dev.backlight.load.prove.RunFigures;
import dev.backlight.load.prove.Version;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Against a real PostgreSQL.
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
final class StatementsTest {

  private static EmbeddedPostgres server;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException, SQLException {
    server =
        EmbeddedPostgres.builder()
            .setPGStartupWait(Duration.ofSeconds(60))
            .setServerConfig("shared_preload_libraries", "pg_stat_statements")
            .setServerConfig("pg_stat_statements.max", "100")
            .start();
    execute(url("postgres"), "CREATE EXTENSION pg_stat_statements");
    execute(url("postgres"), "CREATE DATABASE bare");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static String url(String database) {
    return "postgresql://postgres@localhost:" + server.getPort() + "/" + database;
  }

  private static void execute(String url, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(PostgresUrl.jdbc(url));
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  @Test
  void countsWhatIsNoMereTransactionAndNotItself() throws SQLException {
    try (Connection connection = DriverManager.getConnection(PostgresUrl.jdbc(url("postgres")));
        Statement statement = connection.createStatement();
        Statements counted = new Statements(url("postgres"))) {
      long before = counted.executed();
      connection.setAutoCommit(false);
      statement.execute("SELECT 1");
      statement.execute("SELECT count(*) FROM pg_class");
      connection.commit();
      statement.execute("SELECT 2");
      connection.rollback();

      assertThat(counted.executed() - before).isEqualTo(3);
      assertThat(counted.executed() - before).isEqualTo(3);
    }
  }

  @Test
  void saysHowToGetWhatIsMissing() throws IOException {
    SQLException noExtension =
        catchThrowableOfType(SQLException.class, () -> new Statements(url("bare")));
    assertThat(Statements.remedy(noExtension)).contains("CREATE EXTENSION pg_stat_statements");

    SQLException noDatabase =
        catchThrowableOfType(SQLException.class, () -> new Statements(url("none")));
    assertThat(Statements.remedy(noDatabase)).contains("postgresql://user:password@");

    SQLException nobody =
        catchThrowableOfType(
            SQLException.class, () -> new Statements("postgresql://me@localhost:1/x"));
    assertThat(Statements.remedy(nobody)).contains("Is it running");
  }

  @Test
  void saysHowToLoadWhatPostgresDidNotLoad() throws IOException, SQLException {
    try (EmbeddedPostgres other =
        EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start()) {
      String url = "postgresql://postgres@localhost:" + other.getPort() + "/postgres";
      execute(url, "CREATE EXTENSION pg_stat_statements");

      SQLException notLoaded = catchThrowableOfType(SQLException.class, () -> new Statements(url));

      assertThat(Statements.remedy(notLoaded)).contains("shared_preload_libraries");
    }
  }

  @Test
  void refusesASumFromWhichEntriesWereLost() throws SQLException {
    try (Statements counted = new Statements(url("postgres"))) {
      String[] many = new String[300];
      for (int i = 0; i < many.length; i++) {
        many[i] = "SELECT " + "1, ".repeat(i) + "1";
      }
      execute(url("postgres"), many);

      assertThatThrownBy(counted::executed).hasMessageContaining("pg_stat_statements.max");
    }
    execute(url("postgres"), "SELECT pg_stat_statements_reset()");
  }

  /// A list of twenty, one by one or at once.
  @Test
  void aTrialTellsStatementsPerRequest() throws Exception {
    assertThat(statementsPerRequest("SELECT %d", 20)).isEqualTo(20);
    assertThat(statementsPerRequest("SELECT generate_series(1, 20 + %d)", 1)).isEqualTo(1);
  }

  private double statementsPerRequest(String query, int times) throws Exception {
    HttpServer service =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    try (Connection connection = DriverManager.getConnection(PostgresUrl.jdbc(url("postgres")));
        Statements counted = new Statements(url("postgres"))) {
      service.createContext(
          "/",
          exchange -> {
            try (Statement statement = connection.createStatement()) {
              for (int i = 0; i < times; i++) {
                statement.execute(query.formatted(i));
              }
              exchange.sendResponseHeaders(204, -1);
            } catch (SQLException e) {
              exchange.sendResponseHeaders(500, -1);
            } finally {
              exchange.close();
            }
          });
      service.start();
      URI target = URI.create("http://127.0.0.1:" + service.getAddress().getPort() + "/");
      RunFigures figures =
          new LoadTrial(setting(target), StatementsTest::plan, Optional.of(counted))
              .run(new Version.Running(target));
      assertThat(figures.errorShare()).isZero();
      return figures.values().getOrDefault(Metric.STATEMENTS, Double.NaN);
    } finally {
      service.stop(0);
    }
  }

  private static Plan plan(URI target) {
    return Plan.get(target, Phase.rate("load", 1, Duration.ofSeconds(1)));
  }

  private LoadTrial.Setting setting(URI target) {
    return new LoadTrial.Setting(
        target.toString(),
        target.toString(),
        "",
        20,
        false,
        Duration.ofMillis(200),
        Duration.ofSeconds(1),
        Duration.ofSeconds(20),
        folder,
        folder,
        HttpPolicy.USUAL);
  }
}
