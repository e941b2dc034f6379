package dev.backlight.load.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Counts the statements that a PostgreSQL database executed, by its `pg_stat_statements`, without
/// those that only begin and end transactions, and without the counting.
public final class Statements implements AutoCloseable {

  private static final String CALLS =
      """
      SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
      WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND query NOT LIKE '%pg_stat_statements%'
        AND query !~* '^\\s*(begin|start transaction|commit|end|rollback|abort|savepoint|release)\\M'
      """;

  private static final String EVICTIONS = "SELECT dealloc FROM pg_stat_statements_info";
  private static final String NO_SUCH_RELATION = "42P01";

  private final Connection connection;
  private final long evictions;

  /// `url` is `postgresql://user:password@host/database` or a JDBC URL; the query is tried at once.
  public Statements(String url) throws SQLException {
    // One connection, because a driver that connects sends statements too.
    connection = DriverManager.getConnection(PostgresUrl.jdbc(url));
    try {
      long now = number(CALLS);
      assert now >= 0;
      evictions = evictions();
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /// So far, by everybody who uses the database.
  public long executed() throws SQLException {
    long calls = number(CALLS);
    if (evictions() != evictions) {
      throw new SQLException(
          "it forgot statements to make room for others; raise pg_stat_statements.max");
    }
    return calls;
  }

  /// How often entries were thrown away, with their counts, to make room for others; 0 where the
  /// extension is older than PostgreSQL 14 and cannot say.
  private long evictions() throws SQLException {
    try {
      return number(EVICTIONS);
    } catch (SQLException e) {
      if (NO_SUCH_RELATION.equals(e.getSQLState())) {
        return 0;
      }
      throw e;
    }
  }

  private long number(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  /// What a user can do about a failure to count; empty where the message says it.
  public static String remedy(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return switch (state) {
      case NO_SUCH_RELATION ->
          "In that database, as its superuser: CREATE EXTENSION pg_stat_statements;";
      case "55000" ->
          "PostgreSQL loads it at its start only: shared_preload_libraries = 'pg_stat_statements' in"
              + " postgresql.conf (or postgres -c shared_preload_libraries=pg_stat_statements), then"
              + " restart it.";
      case "42501" -> "Let the user see statistics: GRANT pg_read_all_stats TO …;";
      default ->
          state.startsWith("08")
              ? "Is it running, and are host and port right?"
              : state.startsWith("28") || state.startsWith("3D") || state.equals("null")
                  ? "A URL looks like postgresql://user:password@127.0.0.1:5432/database"
                  : "";
    };
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
