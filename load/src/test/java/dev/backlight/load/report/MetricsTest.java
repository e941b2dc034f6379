package dev.backlight.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.backlight.load.measure.Distribution;
import dev.backlight.load.measure.Window;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

  private static Window window(int second) {
    return new Window(
        second, "load", false, 1, 4, 2, 10, 10, 10, 1, 0, 0, Distribution.of(2_000_000), 0.1, "");
  }

  @Test
  void prometheusReadsTheLiveFigures() throws Exception {
    LiveFigures figures = new LiveFigures("http://127.0.0.1/\"x\"");
    figures.window(window(0));
    figures.window(window(1));
    try (Exposition exposition = Exposition.serve(0, figures)) {
      URI url = URI.create("http://127.0.0.1:" + exposition.port() + "/metrics");
      String text;
      try (var in = url.toURL().openStream()) {
        text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      assertThat(text)
          .contains(
              "# TYPE backlight_load_requests_total counter",
              "backlight_load_requests_total{target=\"http://127.0.0.1/\\\"x\\\"\"} 20.0",
              "backlight_load_failures_total{target=\"http://127.0.0.1/\\\"x\\\"\"} 2.0",
              "quantile=\"0.99\",target=");
    }
  }

  @Test
  void remoteWriteSendsWhatSnappyAndProtobufCanRead() throws Exception {
    AtomicReference<byte[]> received = new AtomicReference<>(new byte[0]);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/write",
        exchange -> {
          received.set(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    LiveFigures figures = new LiveFigures("here");
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/write");
    try (RemoteWrite write = new RemoteWrite(url, figures, NOON)) {
      figures.window(window(0));
      write.window(window(0));
      write.finish();
      assertThat(write.problem()).isEmpty();
    } finally {
      server.stop(0);
    }
    byte[] plain = unsnappy(received.get());
    assertThat(plain).isEqualTo(RemoteWrite.request(figures.metrics(), NOON.millis()));
    assertThat(new String(plain, StandardCharsets.ISO_8859_1))
        .contains("__name__", "backlight_load_requests_total", "target", "here");
  }

  @Test
  void longBodiesAreSeveralLiterals() {
    byte[] plain = new byte[200_000];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = (byte) (i * 31);
    }
    assertThat(unsnappy(RemoteWrite.snappy(plain))).isEqualTo(plain);
  }

  @Test
  void anUnreachableReceiverIsSaidAndHarmsNothing() throws Exception {
    LiveFigures figures = new LiveFigures("here");
    try (RemoteWrite write =
        new RemoteWrite(URI.create("http://127.0.0.1:1/write"), figures, NOON)) {
      figures.window(window(0));
      write.window(window(0));
      write.finish();
      assertThat(write.problem()).isPresent();
    }
  }

  /// A reader of snappy's literals, after its format description.
  private static byte[] unsnappy(byte[] bytes) {
    int at = 0;
    long length = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes[at++];
      length |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        break;
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (at < bytes.length) {
      assertThat(bytes[at] & 3).isZero();
      assertThat((bytes[at] & 0xff) >> 2).isEqualTo(61);
      int literal = (bytes[at + 1] & 0xff | (bytes[at + 2] & 0xff) << 8) + 1;
      out.write(bytes, at + 3, literal);
      at += 3 + literal;
    }
    assertThat(out.size()).isEqualTo((int) length);
    return out.toByteArray();
  }
}
