package dev.backlight.load.prove;

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
    this.jdbcUrl = jdbc(url);
    long now = executed();
    assert now >= 0;
  }

  private static String jdbc(String url) {
    if (url.startsWith("jdbc:")) {
      return url;
    }
    String rest = url.replaceFirst("^postgres(ql)?://", "");
    int at = rest.lastIndexOf('@');
    if (at < 0) {
      return "jdbc:postgresql://" + rest;
    }
    String[] user = rest.substring(0, at).split(":", 2);
    String join = rest.contains("?") ? "&" : "?";
    String password = user.length == 2 ? "&password=" + user[1] : "";
    return "jdbc:postgresql://" + rest.substring(at + 1) + join + "user=" + user[0] + password;
  }

  long executed() throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(CALLS)) {
      return result.next() ? result.getLong(1) : 0;
    }
  }
}
