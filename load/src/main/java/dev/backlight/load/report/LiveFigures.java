package dev.backlight.load.report;

import dev.backlight.load.engine.RunListener;
import dev.backlight.load.measure.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The figures of a run so far, as metrics: those of the last second, and sums since its start.
public final class LiveFigures implements RunListener {

  /// A metric with one value.
  public record Metric(
      String name, String help, boolean counter, Map<String, String> labels, double value) {}

  private static final double[] QUANTILES = {0.5, 0.95, 0.99};

  private final String target;
  private long requests;
  private long failed;
  private long late;
  private long capHits;
  private long started;
  private List<Metric> metrics = List.of();

  public LiveFigures(String target) {
    this.target = target;
  }

  @Override
  public synchronized void window(Window window) {
    requests += window.completed();
    failed += window.failed();
    late += window.late();
    capHits += window.capHits();
    started += window.started();
    List<Metric> now = new ArrayList<>();
    counter(now, "requests_total", "Requests that ended.", requests);
    counter(now, "requests_started_total", "Requests that were sent.", started);
    counter(now, "failures_total", "Requests that failed.", failed);
    counter(now, "late_starts_total", "Starts later than tolerated.", late);
    counter(now, "in_flight_cap_hits_total", "Arrivals that the cap held back.", capHits);
    gauge(now, "users", "Users at work.", window.users());
    gauge(now, "in_flight", "Requests at work.", window.inFlight());
    gauge(now, "request_rate", "Requests per second in the last second.", window.ratePerSecond());
    gauge(now, "generator_cpu_share", "The generator's share of the machine.", window.cpuShare());
    gauge(now, "window_void", "1 when the generator did not keep up.", window.isVoid() ? 1 : 0);
    for (double quantile : QUANTILES) {
      Map<String, String> labels = new TreeMap<>(labels());
      labels.put("quantile", String.valueOf(quantile));
      now.add(
          new Metric(
              "backlight_load_response_seconds",
              "Response time from intended start, of the last second.",
              false,
              labels,
              window.response().percentileNanos(quantile * 100) / 1e9));
    }
    metrics = List.copyOf(now);
  }

  private Map<String, String> labels() {
    return Map.of("target", target);
  }

  private void counter(List<Metric> to, String name, String help, long value) {
    to.add(new Metric("backlight_load_" + name, help, true, labels(), (double) value));
  }

  private void gauge(List<Metric> to, String name, String help, double value) {
    to.add(new Metric("backlight_load_" + name, help, false, labels(), value));
  }

  public synchronized List<Metric> metrics() {
    return metrics;
  }
}
