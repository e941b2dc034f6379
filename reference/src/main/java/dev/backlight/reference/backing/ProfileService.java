package dev.backlight.reference.backing;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Somebody else's service: `GET /api/profiles/{id}` answers after a delay, whatever is asked.
public final class ProfileService implements AutoCloseable {

  private static final String[] TIERS = {"bronze", "silver", "gold"};

  private final WebServer server;
  private final AtomicLong calls = new AtomicLong();
  private final Duration delay;

  private ProfileService(Duration delay) {
    this.delay = delay;
    this.server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .shutdownHook(false)
            .shutdownGracePeriod(Duration.ZERO)
            .routing(routing -> routing.get("/api/profiles/{id}", this::answer))
            .build();
  }

  public static ProfileService start(Duration delay) {
    ProfileService service = new ProfileService(delay);
    service.server.start();
    return service;
  }

  public int port() {
    return server.port();
  }

  /// How many profiles were asked for since the start.
  public long calls() {
    return calls.get();
  }

  @Override
  public void close() {
    server.stop();
  }

  private void answer(ServerRequest request, ServerResponse response) throws InterruptedException {
    calls.incrementAndGet();
    Thread.sleep(delay);
    long id = request.path().pathParameters().first("id").map(Long::parseLong).get();
    response.header(HeaderValues.CONTENT_TYPE_JSON);
    response.send(
        "{\"tier\":\"%s\",\"points\":%d}"
            .formatted(TIERS[(int) (id % TIERS.length)], id * 7 % 1000));
  }
}
