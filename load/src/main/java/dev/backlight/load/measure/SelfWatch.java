package dev.backlight.load.measure;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Watches the generator itself: what it uses of the processors, and how long it stood still.
public final class SelfWatch {

  /// Shares of one span; `cpuShare` is of all processors, `busiestLoopShare` of one.
  public record Use(
      double cpuShare,
      double busiestLoopShare,
      double machineShare,
      long gcPauses,
      double gcMillis) {}

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final List<GarbageCollectorMXBean> collectors =
      ManagementFactory.getGarbageCollectorMXBeans().stream()
          .filter(collector -> !collector.getName().contains("Cycles"))
          .toList();
  private final int processors = Runtime.getRuntime().availableProcessors();
  private final Map<Long, Long> loopNanos = new HashMap<>();
  private long at = System.nanoTime();
  private long cpuNanos = system.getProcessCpuTime();
  private long pauses = count();
  private long pauseMillis = millis();

  /// Use since the last call, or since the watch began. `loops` are the event loops' threads.
  public Use since(List<Long> loops) {
    long now = System.nanoTime();
    double span = Math.max(1, now - at);
    long cpu = system.getProcessCpuTime();
    double busiest = 0;
    for (long loop : loops) {
      long nanos = threads.getThreadCpuTime(loop);
      Long before = loopNanos.put(loop, nanos);
      if (before != null) {
        busiest = Math.max(busiest, (nanos - before) / span);
      }
    }
    Use use =
        new Use(
            Math.min(1, (cpu - cpuNanos) / span / processors),
            Math.min(1, busiest),
            Math.max(0, system.getCpuLoad()),
            count() - pauses,
            millis() - pauseMillis);
    at = now;
    cpuNanos = cpu;
    pauses += use.gcPauses();
    pauseMillis += (long) use.gcMillis();
    return use;
  }

  private long count() {
    return collectors.stream()
        .mapToLong(collector -> Math.max(0, collector.getCollectionCount()))
        .sum();
  }

  private long millis() {
    return collectors.stream()
        .mapToLong(collector -> Math.max(0, collector.getCollectionTime()))
        .sum();
  }
}
