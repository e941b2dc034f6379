package dev.backlight.cli.load;

import dev.backlight.cli.Trouble;
import dev.backlight.load.postgres.Statements;
import java.sql.SQLException;

/// What `--postgres` could not do, in one line.
final class PostgresTrouble {

  private PostgresTrouble() {}

  static Trouble of(SQLException e) {
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new Trouble("--postgres: " + first, Statements.remedy(e));
  }
}
