package dev.backlight.reference.backing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A PostgreSQL to connect to: one that was given by URL, or one of our own.
///
/// PostgreSQL refuses to run as root; the embedded one then starts under `unshare --user`, which
/// makes root a nobody of its own name space.
public sealed interface Postgres extends AutoCloseable {

  long MEGABYTE = 1_000_000;

  /// The binaries take 60 MB, an empty cluster 50, its log at first 16.
  long LEAST_BYTES = 200 * MEGABYTE;

  /// `jdbc:postgresql://host:port/database?user=…`
  String url();

  @Override
  void close() throws IOException;

  /// One that somebody else runs.
  ///
  /// @throws IOException for what is no JDBC URL of a PostgreSQL
  static Postgres at(String url) throws IOException {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IOException(
          "no JDBC URL of a PostgreSQL, such as jdbc:postgresql://localhost:5432/test?user=me: "
              + url);
    }
    return new Given(url);
  }

  /// A fresh one in a folder for temporary files, deleted on [#close]. Nothing survives a crash of
  /// the machine (`fsync` is off): the data is generated anyway.
  ///
  /// @throws IOException when it does not start within half a minute, or had no space: what it
  ///   unpacks onto a full disk, it would take for complete at every later start
  static Postgres embedded() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    long free = Files.getFileStore(temporary).getUsableSpace();
    if (free < LEAST_BYTES) {
      throw new IOException(
          "no space for PostgreSQL: %s has %d MB left, and it takes %d"
              .formatted(temporary, free / MEGABYTE, LEAST_BYTES / MEGABYTE));
    }
    try {
      return new Embedded(server());
    } catch (IOException e) {
      throw new IOException(
          "PostgreSQL did not start: %s. Should its binaries be incomplete, delete %s"
              .formatted(e.getMessage(), temporary.resolve("embedded-pg")),
          e);
    }
  }

  private static EmbeddedPostgres server() throws IOException {
    return EmbeddedPostgres.builder()
        .setPGStartupWait(Duration.ofSeconds(30))
        .setServerConfig("shared_preload_libraries", "pg_stat_statements")
        .setServerConfig("pg_stat_statements.max", "1000")
        .setServerConfig("shared_buffers", "256MB")
        .setServerConfig("max_wal_size", "4GB")
        .setServerConfig("fsync", "off")
        .setServerConfig("full_page_writes", "off")
        .setServerConfig("jit", "off")
        .setServerConfig("max_connections", "300")
        .start();
  }

  /// A server that stays when we go.
  record Given(String url) implements Postgres {
    @Override
    public void close() {
      // Not ours to stop.
    }
  }

  /// Our own.
  record Embedded(EmbeddedPostgres server) implements Postgres {
    @Override
    public String url() {
      return server.getJdbcUrl("postgres", "postgres");
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
