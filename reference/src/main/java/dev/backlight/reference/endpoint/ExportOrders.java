package dev.backlight.reference.endpoint;

import dev.backlight.reference.database.CopiedRows;
import dev.backlight.reference.database.Database;
import dev.backlight.reference.database.Sql;
import dev.backlight.reference.web.Json;
import dev.backlight.reference.web.StallGuard;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// `GET /export/orders/stream`: every order with the name of its user, newest first, a JSON object
/// per line. The seed streams it, but releases the connection twice or never when the client goes.
public final class ExportOrders {

  private static final String ROWS =
      """
      SELECT o.id, o.user_id, o.total_amount::text, o.status, o.created_at, u.username
      FROM orders o JOIN users u ON u.id = o.user_id
      """;

  private static final String NEWEST_FIRST = "ORDER BY o.created_at DESC, o.id DESC";

  private ExportOrders() {}

  /// No fetch size: the driver reads all rows before it gives the first. Then all lines, in memory
  /// too, through a mapper for each.
  public record Guilty(Database database) implements Handler {

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws SQLException {
      List<Line> orders = database.list(ROWS + NEWEST_FIRST, Line::of);
      List<String> lines = new ArrayList<>();
      for (Line order : orders) {
        lines.add(new JsonMapper().writeValueAsString(order));
      }
      response.header(HeaderNames.CONTENT_TYPE, "application/x-ndjson");
      response.send(String.join("\n", lines) + "\n");
    }
  }

  /// `COPY`: the database sends row after row and each goes out as it comes in, field by field. All
  /// orders are best joined at once and then sorted, but the client would wait for the sort; so the
  /// newest two thousand come first, by index, and the rest after them, of the same snapshot.
  ///
  /// Whatever happens (the client hangs up, or stops reading), the connection goes back.
  public record Redeemed(Database exports) implements Handler {

    private static final int FIRST_ROWS = 2_000;
    private static final String NEWEST = ROWS + NEWEST_FIRST + " LIMIT " + FIRST_ROWS;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
      try (Connection connection = exports.connection()) {
        connection.setAutoCommit(false);
        Sql.update(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
        response.header(HeaderNames.CONTENT_TYPE, "application/x-ndjson");
        write(connection, new StallGuard(response.outputStream(), PATIENCE));
        connection.commit();
      }
    }

    /// Writes the newest orders to nobody, so that the first client waits neither for classes to be
    /// loaded nor for the index to be read from disk.
    void warm() throws SQLException {
      try (Connection connection = exports.connection();
          JsonGenerator json = Json.lines(OutputStream.nullOutputStream())) {
        write(connection, NEWEST, json);
      }
    }

    private static void write(Connection connection, OutputStream client) throws Exception {
      try (OutputStream out = new BufferedOutputStream(client, BUFFER_BYTES);
          JsonGenerator json = Json.lines(out)) {
        Sent first = write(connection, NEWEST, json);
        if (first.rows == FIRST_ROWS) {
          json.flush();
          write(connection, ROWS + first.after() + NEWEST_FIRST, json);
        }
        json.writeRaw('\n');
      }
    }

    private static Sent write(Connection connection, String query, JsonGenerator json)
        throws SQLException {
      try (CopiedRows rows = CopiedRows.of(connection, query)) {
        long count = 0;
        long id = 0;
        Instant createdAt = Instant.EPOCH;
        while (rows.next()) {
          count++;
          json.writeStartObject();
          id = rows.number();
          json.writeNumberProperty("id", id);
          json.writeNumberProperty("userId", rows.number());
          json.writeName("totalAmount").writeNumber(rows.text());
          json.writeStringProperty("status", rows.text());
          createdAt = rows.instant();
          json.writeStringProperty("createdAt", createdAt.toString());
          json.writeStringProperty("username", rows.text());
          json.writeEndObject();
        }
        return new Sent(count, createdAt, id);
      }
    }

    /// How many rows, and the last of them.
    private record Sent(long rows, Instant createdAt, long id) {
      String after() {
        return "WHERE (o.created_at, o.id) < (timestamptz '%s', %d) ".formatted(createdAt, id);
      }
    }
  }

  /// An order as it is exported.
  private record Line(
      long id,
      long userId,
      BigDecimal totalAmount,
      String status,
      Instant createdAt,
      String username) {

    static Line of(ResultSet row) throws SQLException {
      return new Line(
          row.getLong("id"),
          row.getLong("user_id"),
          row.getBigDecimal("total_amount"),
          row.getString("status"),
          Sql.instant(row, "created_at"),
          row.getString("username"));
    }
  }
}
