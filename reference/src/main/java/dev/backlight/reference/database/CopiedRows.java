package dev.backlight.reference.database;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.postgresql.util.PSQLState;

/// The rows of a query as `COPY … (FORMAT binary)` sends them: one after the other while the
/// database makes the next, without a round trip in between as a cursor has, and without any row
/// kept.
///
/// Fields are read in the order of the query, by the type they have there; none may be null.
public final class CopiedRows implements AutoCloseable {

  /// Signature, flags, and the length of an extension that nobody uses.
  private static final int HEADER_BYTES = 11 + 4 + 4;

  /// PostgreSQL counts from the year 2000.
  private static final long EPOCH_MICROS = 946_684_800_000_000L;

  private static final int MICROS = 1_000_000;

  private final PGConnection connection;
  private final CopyOut copy;
  private ByteBuffer row = ByteBuffer.allocate(0);
  private boolean begun;

  private CopiedRows(PGConnection connection, CopyOut copy) {
    this.connection = connection;
    this.copy = copy;
  }

  public static CopiedRows of(Connection connection, String query) throws SQLException {
    PGConnection postgres = connection.unwrap(PGConnection.class);
    String copy = "COPY (" + query + ") TO STDOUT (FORMAT binary)";
    return new CopiedRows(postgres, postgres.getCopyAPI().copyOut(copy));
  }

  /// Goes on to the next row, if there is one.
  public boolean next() throws SQLException {
    byte[] message = copy.readFromCopy();
    if (message == null) {
      return false;
    }
    row = ByteBuffer.wrap(message);
    if (!begun) {
      row.position(HEADER_BYTES);
      begun = true;
    }
    boolean end = row.getShort() < 0;
    return !end || next();
  }

  /// A `bigint`.
  public long number() {
    row.getInt();
    return row.getLong();
  }

  /// A `text`.
  public String text() {
    int length = row.getInt();
    String text = new String(row.array(), row.position(), length, StandardCharsets.UTF_8);
    row.position(row.position() + length);
    return text;
  }

  /// A `timestamptz`.
  public Instant instant() {
    long micros = number() + EPOCH_MICROS;
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000L);
  }

  /// Stops the database if it is not done, and reads what was on its way: the connection can be
  /// used again. (The driver's own `cancelCopy` loses count of what is on its way.)
  @Override
  public void close() throws SQLException {
    if (!copy.isActive()) {
      return;
    }
    connection.cancelQuery();
    try {
      while (copy.readFromCopy() != null) {
        // Nobody wants these rows.
      }
    } catch (SQLException e) {
      if (!PSQLState.QUERY_CANCELED.getState().equals(e.getSQLState())) {
        throw e;
      }
    }
  }
}
