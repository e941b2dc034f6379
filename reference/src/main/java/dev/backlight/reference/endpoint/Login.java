package dev.backlight.reference.endpoint;

import dev.backlight.reference.database.Database;
import dev.backlight.reference.database.Sql;
import dev.backlight.reference.web.Json;
import dev.backlight.reference.web.Passwords;
import dev.backlight.reference.web.Problem;
import dev.backlight.reference.web.Tokens;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `POST /auth/login` with `{"email":…,"password":…}`: a bearer token.
public final class Login {

  private Login() {}

  /// Looks for the email in every row, because no index is on `lower(email)`, and holds the
  /// connection while the password is hashed, which is slow on purpose.
  public record Guilty(Database database, Passwords passwords, Tokens tokens) implements Handler {

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
      Credentials credentials = Credentials.of(request);
      try (Connection connection = database.connection()) {
        Account account =
            Sql.first(
                    connection,
                    "SELECT * FROM users WHERE lower(email) = lower(?)",
                    Account::of,
                    credentials.email())
                .orElseThrow(Login::refused);
        if (!passwords.matches(credentials.password(), account.passwordHash())) {
          throw refused();
        }
        Json.send(response, Map.of("token", tokens.issue(account.id())));
      }
    }
  }

  /// One row by its index, the connection back, and then the slow part; as slow for an email that
  /// nobody has, so that the time does not tell which ones exist.
  public record Redeemed(Database database, Passwords passwords, Tokens tokens) implements Handler {

    private static final String NOBODYS_HASH =
        Passwords.hash("nobody", Passwords.RECOMMENDED_ITERATIONS);

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
      Credentials credentials = Credentials.of(request);
      Optional<Account> account =
          database.first(
              "SELECT id, password_hash FROM users WHERE email = ?",
              Account::of,
              credentials.email().toLowerCase(Locale.ROOT));
      String hash = account.map(Account::passwordHash).orElse(NOBODYS_HASH);
      boolean matches = passwords.matches(credentials.password(), hash);
      if (account.isEmpty() || !matches) {
        throw refused();
      }
      Json.send(response, Map.of("token", tokens.issue(account.get().id())));
    }
  }

  private static Problem refused() {
    return Problem.unauthorized("This email and this password do not go together.");
  }

  private record Account(long id, String passwordHash) {
    static Account of(ResultSet row) throws SQLException {
      return new Account(row.getLong("id"), row.getString("password_hash"));
    }
  }

  private record Credentials(String email, String password) {
    static Credentials of(ServerRequest request) {
      Body body = Json.read(request, Body.class);
      return new Credentials(
          present("email", body.email, 254), present("password", body.password, 128));
    }

    private static String present(String name, @Nullable String value, int longest) {
      if (value == null || value.isBlank() || value.length() > longest) {
        throw Problem.badRequest("'" + name + "' must have 1 to " + longest + " characters.");
      }
      return value;
    }
  }

  /// As sent: anything may be missing.
  private static final class Body {
    public @Nullable String email;
    public @Nullable String password;
  }
}
