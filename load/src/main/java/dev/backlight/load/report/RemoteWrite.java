package dev.backlight.load.report;

import dev.backlight.load.engine.RunListener;
import dev.backlight.load.measure.Window;
import dev.backlight.load.report.LiveFigures.Metric;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Sends live figures to Prometheus by remote write 1.0: a protobuf of a few fields, written by
/// hand, in the snappy block format with literals only, which is valid and needs no compressor.
///
/// Add it after the figures that it reads. Sending never holds up the run; the last failure is
/// kept.
public final class RemoteWrite implements RunListener, AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int MOST_SAID = 200;

  /// The longest literal whose length takes two bytes in snappy.
  private static final int LITERAL_BYTES = 1 << 16;

  private final URI url;
  private final LiveFigures figures;
  private final Clock clock;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final AtomicReference<String> problem = new AtomicReference<>("");
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile CompletableFuture<?> underWay = CompletableFuture.allOf();

  public RemoteWrite(URI url, LiveFigures figures, Clock clock) {
    this.url = url;
    this.figures = figures;
    this.clock = clock;
  }

  @Override
  public void window(Window window) {
    byte[] body = snappy(request(figures.metrics(), clock.millis()));
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(LIMIT)
            .header("Content-Type", "application/x-protobuf")
            .header("Content-Encoding", "snappy")
            .header("X-Prometheus-Remote-Write-Version", "0.1.0")
            .header("User-Agent", "backlight/0.1")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    CompletableFuture<?> sent =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
            .handle((response, failure) -> {
              if (failure != null) {
                failed(words(failure));
              } else if (response.statusCode() >= 300) {
                String said = response.body().strip();
                failed(
                    "status "
                        + response.statusCode()
                        + " "
                        + said.substring(0, Math.min(said.length(), MOST_SAID)));
              }
              return problem;
            });
    attempts.incrementAndGet();
    underWay = CompletableFuture.allOf(underWay, sent);
  }

  private void failed(String why) {
    failures.incrementAndGet();
    problem.set(why);
  }

  private static String words(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case HttpTimeoutException _ -> "no answer within " + LIMIT.toSeconds() + " s";
      case ConnectException _ -> "no connection";
      default -> String.valueOf(cause.getMessage());
    };
  }

  /// How many attempts failed, and why the last of them did.
  public Optional<String> problem() {
    return Optional.of(problem.get())
        .filter(text -> !text.isEmpty())
        .map(why ->
            "%d of %d writes to %s failed: %s".formatted(failures.get(), attempts.get(), url, why));
  }

  /// `WriteRequest{repeated TimeSeries{repeated Label{name, value}, repeated Sample{double,
  /// int64}}}`.
  static byte[] request(List<Metric> metrics, long millis) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    for (Metric metric : metrics) {
      ByteArrayOutputStream series = new ByteArrayOutputStream();
      Map<String, String> labels = new TreeMap<>(metric.labels());
      labels.put("__name__", metric.name());
      labels.forEach((name, value) -> {
        ByteArrayOutputStream label = new ByteArrayOutputStream();
        bytes(label, 1, name.getBytes(StandardCharsets.UTF_8));
        bytes(label, 2, value.getBytes(StandardCharsets.UTF_8));
        bytes(series, 1, label.toByteArray());
      });
      ByteArrayOutputStream sample = new ByteArrayOutputStream();
      sample.write(1 << 3 | 1);
      sample.writeBytes(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(metric.value()).array());
      sample.write(2 << 3);
      varint(sample, millis);
      bytes(series, 2, sample.toByteArray());
      bytes(request, 1, series.toByteArray());
    }
    return request.toByteArray();
  }

  private static void bytes(ByteArrayOutputStream to, int field, byte[] value) {
    to.write(field << 3 | 2);
    varint(to, value.length);
    to.writeBytes(value);
  }

  private static void varint(ByteArrayOutputStream to, long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      to.write((int) (left & 0x7f | 0x80));
      left >>>= 7;
    }
    to.write((int) left);
  }

  static byte[] snappy(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length + 16);
    varint(out, plain.length);
    for (int at = 0; at < plain.length; at += LITERAL_BYTES) {
      int length = Math.min(LITERAL_BYTES, plain.length - at);
      out.write(61 << 2);
      out.write(length - 1);
      out.write(length - 1 >> 8);
      out.write(plain, at, length);
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    finish();
  }

  /// Waits for what is under way; nothing can be sent afterwards.
  public void finish() {
    http.shutdown();
    try {
      underWay.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      failed("no answer within " + LIMIT.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
