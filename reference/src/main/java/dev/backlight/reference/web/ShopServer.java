package dev.backlight.reference.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// The server: a virtual thread per request, a header that says how long it took, health, readiness
/// and metrics, and a drain that lets requests finish before it stops.
public final class ShopServer implements AutoCloseable {

  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(10);
  private static final Duration DRAIN_CHECK = Duration.ofMillis(10);
  private static final int MOST_CONNECTIONS = 2_000;

  private final WebServer server;
  private final Metrics metrics;
  private final BooleanSupplier ready;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean draining;
  private int port;

  private ShopServer(int port, List<Route> routes, Metrics metrics, BooleanSupplier ready) {
    this.metrics = metrics;
    this.ready = ready;
    this.server =
        WebServer.builder()
            .host("0.0.0.0")
            .port(port)
            .maxTcpConnections(MOST_CONNECTIONS)
            .backlog(MOST_CONNECTIONS)
            .shutdownHook(false)
            .shutdownGracePeriod(Duration.ZERO)
            .directHandlers(Failures::direct)
            .routing(routing -> route(routing, routes))
            .build();
  }

  /// @param port 0 for any free one
  /// @param ready whether the database can be reached
  public static ShopServer start(
      int port, List<Route> routes, Metrics metrics, BooleanSupplier ready) {
    ShopServer shop = new ShopServer(port, routes, metrics, ready);
    shop.server.start();
    shop.port = shop.server.port();
    return shop;
  }

  public int port() {
    return port;
  }

  /// Answers 503 to what comes from now on, waits for what is under way (ten seconds at most), and
  /// stops.
  @Override
  public void close() {
    draining = true;
    long end = System.nanoTime() + LONGEST_DRAIN.toNanos();
    try {
      while (inFlight.get() > 0 && System.nanoTime() < end) {
        Thread.sleep(DRAIN_CHECK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop();
  }

  private void route(HttpRouting.Builder routing, List<Route> routes) {
    routing.addFilter(this::observe);
    routing.get("/health", (_, response) -> Json.send(response, Map.of("status", "up")));
    routing.get("/ready", this::readiness);
    routing.get("/metrics", metrics::scrape);
    routes.forEach(route -> routing.route(route.method(), route.path(), route.handler()));
    routing.any((request, _) -> {
      throw Problem.notFound("There is nothing at " + request.path().path() + ".");
    });
    Failures.on(routing);
  }

  private void observe(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    long start = System.nanoTime();
    inFlight.incrementAndGet();
    try {
      response.beforeSend(() -> time(response, System.nanoTime() - start));
      if (draining) {
        response.header(HeaderValues.CONNECTION_CLOSE);
        Failures.send(response, Problem.overloaded("This shop is closing."));
      } else {
        chain.proceed();
      }
    } finally {
      inFlight.decrementAndGet();
      metrics.record(
          request.prologue().method().text(),
          request.matchingPattern().filter(route -> !route.isEmpty()).orElse("none"),
          response.status().code(),
          System.nanoTime() - start);
    }
  }

  /// Both what browsers show (in milliseconds) and what the seed's middleware sends (in seconds).
  private static void time(ServerResponse response, long nanos) {
    response.header(
        HeaderNames.create("Server-Timing"),
        String.format(Locale.ROOT, "app;dur=%.1f", nanos / 1e6));
    response.header(
        HeaderNames.create("X-Process-Time"), String.format(Locale.ROOT, "%.4f", nanos / 1e9));
  }

  private void readiness(ServerRequest request, ServerResponse response) {
    if (!ready.getAsBoolean()) {
      throw Problem.overloaded("The database cannot be reached.");
    }
    Json.send(response, Map.of("status", "ready"));
  }
}
