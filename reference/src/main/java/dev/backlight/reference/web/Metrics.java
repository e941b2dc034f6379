package dev.backlight.reference.web;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.IntSupplier;

/// The metrics of the seed, for Prometheus: requests by method, route template (never the path: ids
/// would make a series each) and status, connections that are held, memory and CPU.
public final class Metrics {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
    Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1),
    Duration.ofMillis(2_500), Duration.ofSeconds(5), Duration.ofSeconds(10)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final LiveSet liveSet = LiveSet.watch();

  public Metrics() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Gauge.builder("memory.usage", Metrics::heapUsed).baseUnit("bytes").register(registry);
    Gauge.builder("memory.live", liveSet::bytes)
        .description("What the last garbage collection left of the heap")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("memory.live.max", liveSet::mostBytes).baseUnit("bytes").register(registry);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    FunctionCounter.builder("memory.allocated", threads, ThreadMXBean::getTotalThreadAllocatedBytes)
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("cpu.usage", () -> 100 * system.getProcessCpuLoad())
        .baseUnit("percent")
        .register(registry);
  }

  /// Where others register theirs.
  public MeterRegistry registry() {
    return registry;
  }

  /// Reports how many connections to the database are held.
  public void watchConnections(IntSupplier held) {
    Gauge.builder("active.database.connections", held, IntSupplier::getAsInt)
        .strongReference(true)
        .register(registry);
  }

  void record(String method, String route, int status, long nanos) {
    Timer.builder("http.request.duration")
        .serviceLevelObjectives(BUCKETS)
        .tags("method", method, "endpoint", route)
        .register(registry)
        .record(Duration.ofNanos(nanos));
    registry
        .counter(
            "http.requests",
            "method",
            method,
            "endpoint",
            route,
            "status",
            Integer.toString(status))
        .increment();
  }

  void scrape(ServerRequest request, ServerResponse response) {
    response.header(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    response.send(registry.scrape());
  }

  private static long heapUsed() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
