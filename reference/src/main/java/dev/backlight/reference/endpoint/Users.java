package dev.backlight.reference.endpoint;

import dev.backlight.reference.backing.Profile;
import dev.backlight.reference.backing.Profiles;
import dev.backlight.reference.database.Database;
import dev.backlight.reference.database.Sql;
import dev.backlight.reference.web.Json;
import dev.backlight.reference.web.Query;
import dev.backlight.reference.web.Scope;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `GET /users?after=0&limit=100&profiles=true`: a page of users, each with a profile from another
/// service. The seed's crimes 1 (waiting in a loop) and 4 (serializing everything).
public final class Users {

  private static final int MOST = 1_000;

  private Users() {}

  /// One statement per user, one call per user, each waiting for the one before; then the whole
  /// entity through a mapper of its own.
  public record Guilty(Database database, Profiles profiles) implements Handler {

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
      Page page = Page.of(request);
      List<Long> ids =
          database.list(
              "SELECT id FROM users WHERE id > ? ORDER BY id LIMIT ?",
              row -> row.getLong("id"),
              page.after(),
              page.limit());
      List<String> users = new ArrayList<>();
      for (long id : ids) {
        User user = database.first("SELECT * FROM users WHERE id = ?", User::of, id).orElseThrow();
        ObjectNode json = new JsonMapper().valueToTree(user);
        if (page.profiles()) {
          json.set("profile", new JsonMapper().valueToTree(profiles.of(id)));
        }
        users.add(new JsonMapper().writeValueAsString(json));
      }
      response.header(HeaderValues.CONTENT_TYPE_JSON);
      response.send("{\"users\":[" + String.join(",", users) + "]}");
    }
  }

  /// One statement for the columns that are shown, the calls next to each other but never too many,
  /// and one pass that writes.
  public record Redeemed(Database database, Profiles profiles) implements Handler {

    private static final int CALLS_AT_ONCE = 50;
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
      Page page = Page.of(request);
      List<Shown> users =
          database.list(
              "SELECT id, username, email, created_at FROM users WHERE id > ? ORDER BY id LIMIT ?",
              Shown::of,
              page.after(),
              page.limit());
      List<Profile> known =
          page.profiles()
              ? Scope.each(users, CALLS_AT_ONCE, DEADLINE, user -> profiles.of(user.id))
              : List.of();
      Json.send(response, json -> write(json, users, known));
    }

    private static void write(JsonGenerator json, List<Shown> users, List<Profile> profiles) {
      json.writeStartObject().writeArrayPropertyStart("users");
      for (int i = 0; i < users.size(); i++) {
        json.writeStartObject();
        users.get(i).write(json);
        if (!profiles.isEmpty()) {
          Profile profile = profiles.get(i);
          json.writeObjectPropertyStart("profile");
          json.writeStringProperty("tier", profile.tier());
          json.writeNumberProperty("points", profile.points());
          json.writeEndObject();
        }
        json.writeEndObject();
      }
      json.writeEndArray().writeEndObject();
    }
  }

  private record Page(long after, long limit, boolean profiles) {
    static Page of(ServerRequest request) {
      return new Page(
          Query.number(request, "after", 0, 0, Long.MAX_VALUE),
          Query.number(request, "limit", 100, 1, MOST),
          !Query.text(request, "profiles").equals(Optional.of("false")));
    }
  }

  /// What the page shows of a user.
  private record Shown(long id, String username, String email, Instant createdAt) {
    static Shown of(ResultSet row) throws SQLException {
      return new Shown(
          row.getLong("id"),
          row.getString("username"),
          row.getString("email"),
          Sql.instant(row, "created_at"));
    }

    void write(JsonGenerator json) {
      json.writeNumberProperty("id", id);
      json.writeStringProperty("username", username);
      json.writeStringProperty("email", email);
      json.writeStringProperty("createdAt", createdAt.toString());
    }
  }
}
