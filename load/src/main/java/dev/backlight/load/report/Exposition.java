package dev.backlight.load.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.backlight.load.report.LiveFigures.Metric;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Serves live figures to Prometheus at `/metrics`, to this machine only.
public final class Exposition implements AutoCloseable {

  private final HttpServer server;

  private Exposition(HttpServer server) {
    this.server = server;
  }

  /// Throws where the port is taken. Port 0 is any free one.
  public static Exposition serve(int port, LiveFigures figures) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/metrics", exchange -> answer(exchange, figures));
    server.start();
    return new Exposition(server);
  }

  private static void answer(HttpExchange exchange, LiveFigures figures) throws IOException {
    byte[] body = text(figures.metrics()).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /// The text format, version 0.0.4.
  static String text(List<Metric> metrics) {
    StringBuilder text = new StringBuilder();
    Set<String> described = new HashSet<>();
    for (Metric metric : metrics) {
      if (described.add(metric.name())) {
        text.append("# HELP %s %s%n".formatted(metric.name(), metric.help()));
        text.append(
            "# TYPE %s %s%n".formatted(metric.name(), metric.counter() ? "counter" : "gauge"));
      }
      String labels =
          metric.labels().entrySet().stream()
              .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
              .collect(Collectors.joining(","));
      text.append("%s{%s} %s%n".formatted(metric.name(), labels, metric.value()));
    }
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
