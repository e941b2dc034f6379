package dev.backlight.reference.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// A pool of connections. The methods here hold one for a single statement; who needs more takes a
/// [#connection] and decides how long to hold it, which is what half of the crimes are about.
public final class Database implements AutoCloseable {

  private final HikariDataSource pool;

  private Database(HikariConfig config) {
    this.pool = new HikariDataSource(config);
  }

  /// What comes in the box: ten connections, and half a minute of waiting for one.
  public static Database byDefault(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    return new Database(config);
  }

  /// As many connections as [computed][PoolSize], opened at start and all kept, because a burst is
  /// no time to open connections; who cannot have one soon learns it soon.
  public static Database sized(String url, String name, PoolSize size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setPoolName(name);
    config.setMaximumPoolSize(size.connections());
    config.setConnectionTimeout(size.patience().toMillis());
    return new Database(config);
  }

  public Connection connection() throws SQLException {
    return pool.getConnection();
  }

  public <T> List<T> list(String sql, Row<T> row, Object... parameters) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return Sql.list(connection, sql, row, parameters);
    }
  }

  public <T> Optional<T> first(String sql, Row<T> row, Object... parameters) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return Sql.first(connection, sql, row, parameters);
    }
  }

  public int update(String sql, Object... parameters) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return Sql.update(connection, sql, parameters);
    }
  }

  /// Commits when `work` returns and rolls back when it throws.
  public <T> T transaction(Work<T> work) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.on(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  /// Whether a connection can be had, and works.
  public boolean answers() {
    try (Connection connection = pool.getConnection()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  /// Connections that somebody holds now.
  public int held() {
    return pool.getHikariPoolMXBean().getActiveConnections();
  }

  @Override
  public void close() {
    pool.close();
  }

  /// Statements that belong together.
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }
}
