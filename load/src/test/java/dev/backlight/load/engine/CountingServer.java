package dev.backlight.load.engine;

import com.sun.net.httpserver.HttpServer;
import dev.backlight.load.http.HttpRequest;
import dev.backlight.load.pace.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// Counts its requests, and lets them wait when told to. `/bad` answers with 503.
final class CountingServer implements AutoCloseable {

  final AtomicLong served = new AtomicLong();
  final AtomicLong stallMillis = new AtomicLong();
  private final HttpServer server;

  CountingServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          served.incrementAndGet();
          long stall = stallMillis.get();
          if (stall > 0) {
            try {
              Thread.sleep(stall);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          byte[] body = {'o', 'k'};
          int status = exchange.getRequestURI().getPath().equals("/bad") ? 503 : 200;
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  Plan journey(Behaviour behaviour, Phase... phases) {
    return Plan.of(
        uri("/"), new Work.Journeys(List.of(new Population("users", 1, () -> behaviour))), phases);
  }

  /// Sends one request per iteration and thinks a little.
  record Simple(String path, Duration think) implements Behaviour {
    @Override
    public void start(Visit visit) {}

    @Override
    public void iterate(Visit visit) throws InterruptedException {
      visit.send("GET " + path, HttpRequest.get(path));
      visit.pause(think);
    }

    @Override
    public void stop(Visit visit) {}
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
