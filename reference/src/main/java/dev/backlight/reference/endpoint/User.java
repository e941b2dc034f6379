package dev.backlight.reference.endpoint;

import dev.backlight.reference.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/// A whole row of `users`, as an object mapper loads it, whether it is needed or not.
public record User(
    long id,
    String username,
    String email,
    String fullName,
    String bio,
    String address,
    String preferences,
    Instant createdAt) {

  static User of(ResultSet row) throws SQLException {
    return new User(
        row.getLong("id"),
        row.getString("username"),
        row.getString("email"),
        row.getString("full_name"),
        row.getString("bio"),
        row.getString("address"),
        row.getString("preferences"),
        Sql.instant(row, "created_at"));
  }
}
