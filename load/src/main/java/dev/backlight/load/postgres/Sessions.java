package dev.backlight.load.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/// What the other clients of a PostgreSQL database do at a moment, by pg_stat_activity. One thread
/// only.
public final class Sessions implements AutoCloseable {

  private static final String QUERY =
      """
      SELECT count(*), count(*) FILTER (WHERE state <> 'idle'),
        count(*) FILTER (WHERE state <> 'idle' AND wait_event_type = 'Lock')
      FROM pg_stat_activity
      WHERE datname = current_database() AND backend_type = 'client backend'
        AND pid <> pg_backend_pid()
      """;

  private final Connection connection;

  /// All, those within a statement or a transaction, those that wait for a lock.
  public record Count(int all, int busy, int waitingForLocks) {}

  /// `url` as for [Statements].
  public Sessions(String url) throws SQLException {
    connection = DriverManager.getConnection(PostgresUrl.jdbc(url));
    connection.setReadOnly(true);
  }

  /// Empty when the database does not answer.
  public Optional<Count> count() {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(QUERY)) {
      return result.next()
          ? Optional.of(new Count(result.getInt(1), result.getInt(2), result.getInt(3)))
          : Optional.empty();
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
