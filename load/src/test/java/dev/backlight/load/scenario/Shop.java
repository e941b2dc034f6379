package dev.backlight.load.scenario;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// A small real shop: a login that gives a token, and pages that want it.
public final class Shop implements AutoCloseable {

  /// A request as it arrived.
  public record Seen(
      String method, String path, String query, Map<String, List<String>> headers, String body) {

    public String header(String name) {
      return headers.entrySet().stream()
          .filter(each -> each.getKey().equalsIgnoreCase(name))
          .map(each -> String.join(", ", each.getValue()))
          .findFirst()
          .orElse("");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final AtomicLong logins = new AtomicLong();

  public Shop() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// All requests so far, in the order of their arrival.
  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  public List<Seen> seen(String method, String path) {
    return seen.stream()
        .filter(each -> each.method.equals(method) && each.path.equals(path))
        .toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    URI uri = exchange.getRequestURI();
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    String method = exchange.getRequestMethod();
    Seen request =
        new Seen(method, uri.getPath(), query, Map.copyOf(exchange.getRequestHeaders()), body);
    seen.add(request);
    String authorization = request.header("Authorization");
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    switch (method + " " + uri.getPath()) {
      case "POST /auth/login", "POST /login" -> {
        long number = logins.incrementAndGet();
        exchange.getResponseHeaders().add("Set-Cookie", "sid=s" + number + "; Path=/");
        boolean known = !body.contains("wrong");
        reply(
            exchange,
            known ? 200 : 401,
            known ? "{\"token\":\"t" + number + "\",\"user\":{\"id\":" + number + "}}" : "{}");
      }
      case "GET /missing" -> reply(exchange, 404, "{\"error\":\"nothing here\"}");
      case "GET /api/products" ->
          reply(exchange, 200, "{\"items\":[{\"id\":11},{\"id\":12},{\"id\":13}]}");
      case "GET /page" -> reply(exchange, 200, "<input name=\"csrf\" value=\"c-42\"> welcome");
      default -> {
        boolean guarded = uri.getPath().startsWith("/api/");
        boolean allowed = !guarded || authorization.startsWith("Bearer t");
        int created = method.equals("POST") ? 201 : 200;
        reply(exchange, allowed ? created : 401, "{\"ok\":" + allowed + ",\"id\":7}");
      }
    }
  }

  private static void reply(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
