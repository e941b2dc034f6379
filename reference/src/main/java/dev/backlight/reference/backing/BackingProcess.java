package dev.backlight.reference.backing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A process of its own that runs the embedded PostgreSQL and Redis.
///
/// It lives exactly as long as the one that started it: it waits for the end of its input, which
/// comes whether the shop was closed, interrupted or killed, then stops both and deletes their
/// folders. Ctrl-C does not reach it, so that the shop can finish its requests with a database. And
/// its memory and CPU are not the shop's, which is what gets measured.
public final class BackingProcess implements AutoCloseable {

  /// Before why it did not start, in the place of the first URL.
  private static final String FAILED = "failed: ";

  private final Process process;
  private final String postgres;
  private final String redis;

  private BackingProcess(Process process, String postgres, String redis) {
    this.process = process;
    this.postgres = postgres;
    this.redis = redis;
  }

  /// Starts what has no URL yet.
  ///
  /// @param postgres a JDBC URL, or nothing for one of our own
  /// @param redis a URL, or nothing for one of our own
  /// @throws IOException when it does not start
  public static BackingProcess start(String postgres, String redis) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    "sh",
                    "-c",
                    "trap '' INT HUP; exec \"$@\"",
                    "sh",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx160m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BackingProcess.class.getName(),
                    postgres,
                    redis))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String postgresUrl = output.readLine();
    if (postgresUrl != null && postgresUrl.startsWith(FAILED)) {
      throw new IOException(postgresUrl.substring(FAILED.length()));
    }
    String redisUrl = output.readLine();
    if (postgresUrl == null || redisUrl == null) {
      process.destroy();
      throw new IOException("the embedded PostgreSQL or Redis did not start");
    }
    return new BackingProcess(process, postgresUrl, redisUrl);
  }

  public String postgres() {
    return postgres;
  }

  public String redis() {
    return redis;
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroy();
      }
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }

  /// The process itself.
  static void main(String... urls) {
    Logs.quiet();
    try (Postgres postgres = urls[0].isEmpty() ? Postgres.embedded() : Postgres.at(urls[0]);
        Redis redis = urls[1].isEmpty() ? Redis.embedded() : Redis.at(urls[1])) {
      IO.println(postgres.url());
      IO.println(redis.url());
      while (System.in.read() >= 0) {
        // The end comes when the one that started us is gone.
      }
    } catch (IOException | RuntimeException e) {
      IO.println(FAILED + (e.getMessage() == null ? e : e.getMessage().replace('\n', ' ')));
      System.exit(1);
    }
  }
}
