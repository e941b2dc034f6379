package dev.backlight.reference.backing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;

/// A PostgreSQL to connect to: one that was given by URL, or one of our own.
///
/// PostgreSQL refuses to run as root; the embedded one then starts under `unshare --user`, which
/// makes root a nobody of its own name space.
public sealed interface Postgres extends AutoCloseable {

  /// `jdbc:postgresql://host:port/database?user=…`
  String url();

  @Override
  void close() throws IOException;

  /// One that somebody else runs.
  static Postgres at(String url) {
    return new Given(url);
  }

  /// A fresh one in a folder for temporary files, deleted on [#close]. Nothing survives a crash of
  /// the machine (`fsync` is off): the data is generated anyway.
  ///
  /// @throws IOException when it does not start within half a minute
  static Postgres embedded() throws IOException {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
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
    return new Embedded(server);
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
