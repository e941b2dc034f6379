package dev.backlight.load.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Counts the statements that a PostgreSQL database executed, by its pg_stat_statements.
public final class Statements {

  private static final String CALLS =
      """
      SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
      WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND query NOT LIKE '%pg_stat_statements%'
      """;

  private final String jdbcUrl;

  /// `url` is `postgresql://user:password@host/database` or a JDBC URL; the query is tried at once.
  public Statements(String url) throws SQLException {
    this.jdbcUrl = PostgresUrl.jdbc(url);
    long now = executed();
    assert now >= 0;
  }

  /// So far, by everybody who uses the database.
  public long executed() throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(CALLS)) {
      return result.next() ? result.getLong(1) : 0;
    }
  }
}
