package dev.backlight.load.capacity;

import dev.backlight.load.engine.Engine;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.engine.RunListener;
import dev.backlight.load.pace.Phase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// What this generator makes at most: as many requests as it can against a sink in its own process
/// that answers everything at once. The sink takes processor time too, so the truth is higher.
public final class GeneratorMaximum {

  private static final int CONNECTIONS = 32;
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration MEASURED = Duration.ofSeconds(2);
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

  private GeneratorMaximum() {}

  /// Requests per second.
  public static double measure(Engine engine) throws IOException, InterruptedException {
    try (ServerSocket socket = new ServerSocket(0, CONNECTIONS, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> accept(socket));
      URI url = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
      Plan plan =
          Plan.get(
              url,
              Phase.users("warm-up", CONNECTIONS, WARM_UP).asWarmUp(),
              Phase.users("most", CONNECTIONS, MEASURED));
      return engine.run(plan, RunListener.NONE).ratePerSecond();
    }
  }

  private static void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connection.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> answer(connection));
      } catch (IOException e) {
        assert socket.isClosed() : e;
      }
    }
  }

  /// One answer for every empty line: the generator's requests have no bodies.
  private static void answer(Socket connection) {
    byte[] buffer = new byte[4096];
    int newlines = 0;
    try (connection;
        InputStream in = connection.getInputStream();
        OutputStream out = connection.getOutputStream()) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        for (int i = 0; i < n; i++) {
          if (buffer[i] == '\n') {
            newlines++;
          } else if (buffer[i] != '\r') {
            newlines = 0;
          }
          if (newlines == 2) {
            newlines = 0;
            out.write(ANSWER);
          }
        }
      }
    } catch (IOException e) {
      assert connection.isClosed();
    }
  }
}
