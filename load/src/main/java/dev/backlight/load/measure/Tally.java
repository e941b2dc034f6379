package dev.backlight.load.measure;

import dev.backlight.load.http.HttpRequest;
import dev.backlight.load.measure.TaskResult.Splits;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// What one task sees in one phase, while it happens. Recording takes no lock.
public final class Tally {

  private static final int MAX_REASONS = 200;
  private static final int ASKED_LOOKED_AT = 200;

  private final String task;
  private final String phase;
  private final boolean warmUp;
  private final LongAdder ok = new LongAdder();
  private final LongAdder bytesReceived = new LongAdder();
  private final LongAdder bytesSent = new LongAdder();
  private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
  private final Set<String> requests = ConcurrentHashMap.newKeySet();
  private final Histogram response;
  private final Histogram failedResponse;
  private final Histogram service;
  private final Histogram firstByte;
  private final Histogram body;
  private final Histogram connect;
  private final Histogram tls;

  /// Lost updates of several threads make it look at a few more.
  private int asked;

  private Tally(String task, String phase, boolean warmUp, Supplier<Histogram> histograms) {
    this.task = task;
    this.phase = phase;
    this.warmUp = warmUp;
    this.response = histograms.get();
    this.failedResponse = histograms.get();
    this.service = histograms.get();
    this.firstByte = histograms.get();
    this.body = histograms.get();
    this.connect = histograms.get();
    this.tls = histograms.get();
  }

  /// For one thread that records; others read when it is done.
  static Tally confined(String task, String phase, boolean warmUp) {
    return new Tally(task, phase, warmUp, Histograms::growing);
  }

  /// For any number of threads.
  static Tally shared(String task, String phase, boolean warmUp) {
    return new Tally(
        task,
        phase,
        warmUp,
        () -> {
          ConcurrentHistogram histogram =
              new ConcurrentHistogram(
                  Histograms.LOWEST_NANOS, 2 * Histograms.LOWEST_NANOS, Histograms.DIGITS);
          histogram.setAutoResize(true);
          return histogram;
        });
  }

  /// It was sent and waited for, until an answer or until nobody waited any longer.
  public void waited(long responseNanos, long serviceNanos) {
    response.recordValue(Histograms.clamp(responseNanos));
    service.recordValue(Histograms.clamp(serviceNanos));
  }

  /// The parts of an answer's time; 0 for what did not happen.
  public void split(long connectNanos, long tlsNanos, long firstByteNanos, long bodyNanos) {
    firstByte.recordValue(Histograms.clamp(firstByteNanos));
    body.recordValue(Histograms.clamp(bodyNanos));
    if (connectNanos > 0) {
      connect.recordValue(Histograms.clamp(connectNanos));
    }
    if (tlsNanos > 0) {
      tls.recordValue(Histograms.clamp(tlsNanos));
    }
  }

  public void succeeded() {
    ok.increment();
  }

  public void failed(String reason) {
    LongAdder count = errors.get(reason);
    if (count == null) {
      count = errors.computeIfAbsent(bounded(reason), _ -> new LongAdder());
    }
    count.increment();
  }

  /// As [#failed], after waiting for an answer.
  public void failedAfter(String reason, long responseNanos) {
    failed(reason);
    failedResponse.recordValue(Histograms.clamp(responseNanos));
  }

  /// What is asked for; only the first few calls look at it.
  public void asked(HttpRequest request) {
    if (asked < ASKED_LOOKED_AT) {
      asked++;
      if (requests.size() < TaskResult.MAX_REQUESTS) {
        requests.add(request.method() + " " + path(request.target()));
      }
    }
  }

  /// Without origin, query and fragment.
  private static String path(String target) {
    int slashes = target.indexOf("://");
    int start = slashes < 0 ? 0 : target.indexOf('/', slashes + 3);
    String path = start < 0 ? "/" : target.substring(start).replaceFirst("[?#].*", "");
    return path.isEmpty() ? "/" : path;
  }

  /// Reasons come from scenarios and servers too: there may be too many to keep apart.
  private String bounded(String reason) {
    return errors.size() < MAX_REASONS ? reason : "other";
  }

  public void bytes(long received, long sent) {
    bytesReceived.add(received);
    bytesSent.add(sent);
  }

  TaskResult result() {
    Map<String, Long> counted = new TreeMap<>();
    errors.forEach((reason, count) -> counted.put(reason, count.sum()));
    return new TaskResult(
        task,
        phase,
        warmUp,
        ok.sum(),
        counted.values().stream().mapToLong(Long::longValue).sum(),
        counted,
        bytesReceived.sum(),
        bytesSent.sum(),
        Distribution.of(response),
        Distribution.of(service),
        new Splits(
            Distribution.of(connect),
            Distribution.of(tls),
            Distribution.of(firstByte),
            Distribution.of(body)),
        Distribution.of(failedResponse),
        requests.stream().sorted().toList());
  }
}
