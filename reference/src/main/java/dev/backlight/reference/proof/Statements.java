package dev.backlight.reference.proof;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Counts the statements that a database executes, by its own books (`pg_stat_statements`), so that
/// nothing a driver, pool or mapper does in secret is missed. Begin and commit are not counted, nor
/// is counting.
public final class Statements implements AutoCloseable {

  private static final String CALLS =
      """
      SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
      WHERE query !~* '^(begin|commit|rollback|set|show)' AND query NOT LIKE '%pg_stat_statements%'
      """;

  private final Connection connection;

  private Statements(Connection connection) {
    this.connection = connection;
  }

  /// @throws SQLException when the server was not started with the extension
  public static Statements of(String url) throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    }
    return new Statements(connection);
  }

  public void reset() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_stat_statements_reset()");
    }
  }

  /// Since the last reset.
  public long executed() throws SQLException {
    return executed("");
  }

  /// Those since the last reset that contain `part`.
  public long executed(String part) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(CALLS + " AND query LIKE '%" + part + "%'")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
