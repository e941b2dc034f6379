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

  private static final String QUERY =
      """
      SELECT o.id, o.user_id, o.total_amount::text, o.status, o.created_at, u.username
      FROM orders o JOIN users u ON u.id = o.user_id
      ORDER BY o.created_at DESC, o.id DESC
      """;

  private ExportOrders() {}

  /// No fetch size: the driver reads all rows before it gives the first. Then all lines, in memory
  /// too, through a mapper for each.
  public record Guilty(Database database) implements Handler {

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws SQLException {
      List<Line> orders = database.list(QUERY, Line::of);
      List<String> lines = new ArrayList<>();
      for (Line order : orders) {
        lines.add(new JsonMapper().writeValueAsString(order));
      }
      response.header(HeaderNames.CONTENT_TYPE, "application/x-ndjson");
      response.send(String.join("\n", lines) + "\n");
    }
  }

  /// `COPY`: the database sends row after row, of one snapshot, and each goes out as it comes in,
  /// field by field. Whatever happens (the client hangs up, or stops reading), the connection goes
  /// back.
  public record Redeemed(Database exports) implements Handler {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
      try (Connection connection = exports.connection();
          CopiedRows rows = CopiedRows.of(connection, QUERY)) {
        response.header(HeaderNames.CONTENT_TYPE, "application/x-ndjson");
        write(rows, new StallGuard(response.outputStream(), PATIENCE));
      }
    }

    private static void write(CopiedRows rows, OutputStream client) throws Exception {
      try (OutputStream out = new BufferedOutputStream(client, BUFFER_BYTES);
          JsonGenerator json = Json.lines(out)) {
        while (rows.next()) {
          write(rows, json);
        }
        json.writeRaw('\n');
      }
    }

    private static void write(CopiedRows row, JsonGenerator json) {
      json.writeStartObject();
      json.writeNumberProperty("id", row.number());
      json.writeNumberProperty("userId", row.number());
      json.writeName("totalAmount").writeNumber(row.text());
      json.writeStringProperty("status", row.text());
      json.writeStringProperty("createdAt", row.instant().toString());
      json.writeStringProperty("username", row.text());
      json.writeEndObject();
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
