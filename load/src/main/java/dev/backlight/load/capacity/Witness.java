package dev.backlight.load.capacity;

import com.sun.management.OperatingSystemMXBean;
import dev.backlight.load.capacity.Vitals.Database;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Looks once a second at the service's processes, at this process and at the database.
public final class Witness implements AutoCloseable {

  private static final long PERIOD_MILLIS = 1000;
  private static final int MOST_KEPT = 300;

  private final ListeningProcesses target;
  private final Supplier<Database> database;
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Map<Long, Long> ownNanos = new HashMap<>();
  private final Deque<Vitals> seen = new ArrayDeque<>();
  private final Thread thread;
  private long at = System.nanoTime();

  /// `database` is asked each second.
  public Witness(int port, Supplier<Database> database) {
    this.target = new ListeningProcesses(port);
    this.database = database;
    this.thread = Thread.ofPlatform().daemon().name("backlight-witness").start(this::watch);
  }

  private void watch() {
    try {
      var _ = look();
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(PERIOD_MILLIS);
        Vitals vitals = look();
        synchronized (seen) {
          seen.addLast(vitals);
          if (seen.size() > MOST_KEPT) {
            seen.removeFirst();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Vitals look() {
    long now = System.nanoTime();
    double span = Math.max(1, now - at) / 1e9;
    at = now;
    ListeningProcesses.Use use = target.since(span);
    return new Vitals(
        use.seen(),
        use.processors(),
        use.busiestThread(),
        busiestOfOurs(span),
        Math.max(0, system.getCpuLoad()),
        database.get());
  }

  private double busiestOfOurs(double span) {
    double busiest = 0;
    for (long id : threads.getAllThreadIds()) {
      long nanos = threads.getThreadCpuTime(id);
      Long before = nanos < 0 ? null : ownNanos.put(id, nanos);
      if (before != null) {
        busiest = Math.max(busiest, (nanos - before) / 1e9 / span);
      }
    }
    return busiest;
  }

  /// The mean over the last so many seconds.
  public Vitals lately(double seconds) {
    List<Vitals> last;
    synchronized (seen) {
      List<Vitals> all = List.copyOf(seen);
      int wanted = (int) Math.clamp(Math.floor(seconds), 1, MOST_KEPT);
      last = all.subList(Math.max(0, all.size() - wanted), all.size());
    }
    if (last.isEmpty()) {
      return Vitals.NONE;
    }
    return new Vitals(
        last.stream().anyMatch(Vitals::targetSeen),
        mean(last, Vitals::targetProcessors),
        mean(last, Vitals::busiestThread),
        mean(last, Vitals::generatorThread),
        mean(last, Vitals::machine),
        new Database(
            last.stream().anyMatch(v -> v.database().seen()),
            mean(last, v -> v.database().sessions()),
            mean(last, v -> v.database().busy()),
            mean(last, v -> v.database().waitingForLocks())));
  }

  private static double mean(List<Vitals> vitals, ToDoubleFunction<Vitals> figure) {
    return vitals.stream().mapToDouble(figure).average().orElse(0);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
