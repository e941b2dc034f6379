package dev.backlight.reference.backing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import redis.embedded.RedisServer;

/// A Redis to connect to: one that was given by URL, or one of our own.
public sealed interface Redis extends AutoCloseable {

  int DEFAULT_PORT = 6379;
  int PATIENCE_MILLIS = 2_000;

  /// `redis://host:port`
  String url();

  @Override
  void close() throws IOException;

  /// One that somebody else runs.
  ///
  /// @throws IOException for what is no URL, and when nobody listens there
  static Redis at(String url) throws IOException {
    URI uri = url.contains("://") ? URI.create(url) : URI.create("unknown://none");
    switch (uri.getScheme()) {
      case "redis", "rediss" -> knock(uri);
      case "redis-sentinel", "rediss-sentinel", "redis-socket" -> {}
      default -> throw new IOException("no URL of a Redis, such as redis://localhost:6379: " + url);
    }
    return new Given(url);
  }

  private static void knock(URI uri) throws IOException {
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(uri.getHost(), port), PATIENCE_MILLIS);
    } catch (IOException e) {
      throw new IOException(
          "no Redis at %s:%d: %s".formatted(uri.getHost(), port, e.getMessage()), e);
    }
  }

  /// A fresh one on a free port of loopback; keeps nothing on disk.
  ///
  /// @throws IOException when it does not start
  static Redis embedded() throws IOException {
    int port = freePort();
    RedisServer server =
        RedisServer.newRedisServer()
            .bind("127.0.0.1")
            .port(port)
            .setting("save \"\"")
            .setting("maxmemory 128mb")
            .setting("maxmemory-policy allkeys-lru")
            .build();
    server.start();
    return new Embedded(server, port);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Forgets everything that a Redis of ours keeps, in the words of its protocol.
  static void empty(String url) throws IOException {
    URI uri = URI.create(url);
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
      if (socket.getInputStream().read() != '+') {
        throw new IOException("Redis refused FLUSHALL");
      }
    }
  }

  /// A server that stays when we go.
  record Given(String url) implements Redis {
    @Override
    public void close() {
      // Not ours to stop.
    }
  }

  /// Our own.
  record Embedded(RedisServer server, int port) implements Redis {
    @Override
    public String url() {
      return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() throws IOException {
      server.stop();
    }
  }
}
