package dev.backlight.load.engine;

import dev.backlight.load.measure.Distribution;
import dev.backlight.load.measure.GeneratorHealth;
import dev.backlight.load.measure.PhaseResult;
import dev.backlight.load.measure.Recording;
import dev.backlight.load.measure.Recording.Interval;
import dev.backlight.load.measure.SelfWatch;
import dev.backlight.load.measure.SelfWatch.Use;
import dev.backlight.load.measure.TaskResult;
import dev.backlight.load.measure.Window;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Cuts a run into seconds, and says of each whether the generator kept up.
final class Windows {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /// Open load is void when one in a hundred arrivals, and more than a single one, was started
  /// later than this by the generator's own fault.
  private static final long TOLERATED_LAG_NANOS = Driver.LATE_NANOS;

  /// Of a phase: more would be seen in its p99.
  private static final double TOLERATED_LATE_SHARE = 0.005;

  /// A generator whose event loop has no time left measures itself.
  private static final double SATURATED_SHARE = 0.97;

  private static final double TOLERATED_GC_SHARE = 0.2;

  private final Plan plan;
  private final Driver driver;
  private final Recording recording;
  private final RunListener listener;
  private final List<Long> loopThreads;
  private final SelfWatch watch = new SelfWatch();
  private final List<Window> windows = new ArrayList<>();
  private final List<Long> lateStarts = new ArrayList<>();
  private final List<Counter> counters = new ArrayList<>();

  /// Of the whole run: one, because one for each second is much to hold for hours.
  private Distribution lag = Distribution.EMPTY;

  private long start;
  private long edge;
  private long lastClosed = Long.MIN_VALUE / 2;
  private int phase;
  private double cpuSeconds;
  private double seconds;
  private double busiestLoop;
  private long gcPauses;
  private double gcMillis;
  private double longestGcMillis;

  /// Counts what an open phase intended by a time.
  private static final class Counter {
    final Schedule schedule;
    final long start;
    long next;

    Counter(Schedule schedule, long start) {
      this.schedule = schedule;
      this.start = start;
      this.next = schedule.next();
    }

    long until(long now) {
      long count = 0;
      while (next != Schedule.END && start + next - now < 0) {
        count++;
        next = schedule.next();
      }
      return count;
    }
  }

  Windows(
      Plan plan, Driver driver, Recording recording, RunListener listener, List<Long> loopThreads) {
    this.plan = plan;
    this.driver = driver;
    this.recording = recording;
    this.listener = listener;
    this.loopThreads = loopThreads;
  }

  void start(long now) {
    start = now;
    edge = now + SECOND;
    var _ = watch.since(loopThreads);
  }

  void begin(int index, Phase next, long now) {
    phase = index;
    if (next instanceof Phase.Open open) {
      counters.add(new Counter(Schedule.of(open, plan.seed()), now));
    }
  }

  long nextEdge() {
    return edge;
  }

  /// Closes the window if its time is over.
  void at(long now) {
    if (now - edge >= 0) {
      close(now, edge - SECOND);
      while (now - edge >= 0) {
        edge += SECOND;
      }
    }
  }

  void finish(long now) {
    if (now - (edge - SECOND) > 0) {
      close(now, edge - SECOND);
    }
  }

  private void close(long now, long from) {
    Interval interval = recording.interval();
    Use use = watch.since(loopThreads);
    double length = (now - Math.max(from, lastClosed)) / 1e9;
    lastClosed = now;
    long intended = 0;
    for (Counter counter : counters) {
      intended += counter.until(now);
    }
    Phase current = plan.phases().get(phase);
    boolean open = current instanceof Phase.Open;
    Window window =
        new Window(
            (int) ((from - start) / SECOND),
            current.name(),
            current.warmUp(),
            length,
            driver.users(),
            driver.inFlight(),
            open ? intended : interval.started(),
            interval.started(),
            interval.completed(),
            interval.failed(),
            interval.late(),
            interval.capHits(),
            interval.response(),
            use.cpuShare(),
            voidReason(open, interval, use, length));
    windows.add(window);
    lateStarts.add(interval.lag().countAbove(TOLERATED_LAG_NANOS));
    lag = Distribution.merge(List.of(lag, interval.lag()));
    observe(use, length);
    listener.window(window);
  }

  private static String voidReason(boolean open, Interval interval, Use use, double length) {
    if (use.gcMillis() > TOLERATED_GC_SHARE * length * 1000) {
      return "garbage collection took %.0f ms".formatted(use.gcMillis());
    }
    if (open
        && interval.lag().percentileNanos(99) > TOLERATED_LAG_NANOS
        && interval.lag().countAbove(TOLERATED_LAG_NANOS) > 1) {
      return "arrivals started %.0f ms late".formatted(interval.lag().percentileNanos(99) / 1e6);
    }
    if (!open && length > 0.5 && use.busiestLoopShare() > SATURATED_SHARE) {
      return "the generator's own processor was busy all the time";
    }
    return "";
  }

  private void observe(Use use, double length) {
    seconds += length;
    cpuSeconds += use.cpuShare() * length;
    busiestLoop = Math.max(busiestLoop, length > 0.5 ? use.busiestLoopShare() : 0);
    gcPauses += use.gcPauses();
    gcMillis += use.gcMillis();
    longestGcMillis =
        Math.max(longestGcMillis, use.gcPauses() == 0 ? 0 : use.gcMillis() / use.gcPauses());
  }

  List<Window> all() {
    return List.copyOf(windows);
  }

  GeneratorHealth health() {
    return new GeneratorHealth(
        seconds > 0 ? cpuSeconds / seconds : 0,
        busiestLoop,
        gcPauses,
        gcMillis,
        longestGcMillis,
        lag,
        windows.stream().mapToLong(Window::late).sum(),
        windows.stream().mapToLong(Window::capHits).sum(),
        (int) windows.stream().filter(Window::isVoid).count());
  }

  /// Fills in what only the end knows.
  PhaseResult complete(PhaseResult bare, List<TaskResult> tasks) {
    List<Window> own = windows.stream().filter(w -> w.phase().equals(bare.name())).toList();
    TaskResult all =
        TaskResult.merge(
            "", "", tasks.stream().filter(task -> task.phase().equals(bare.name())).toList());
    long intended = own.stream().mapToLong(Window::intended).sum();
    double span = Math.max(bare.seconds(), 1e-9);
    String reason = voidReason(bare, own, intended);
    return new PhaseResult(
        bare.name(),
        bare.model(),
        bare.warmUp(),
        bare.startSecond(),
        bare.seconds(),
        intended,
        bare.model() == PhaseResult.Model.OPEN ? intended / span : 0,
        // Little's law.
        all.response().count() * all.response().meanNanos() / 1e9 / span,
        reason);
  }

  private String voidReason(PhaseResult phase, List<Window> own, long intended) {
    List<Window> bad = own.stream().filter(Window::isVoid).toList();
    if (bad.size() * 10 > own.size()) {
      return bad.getFirst().voidReason();
    }
    long late = 0;
    for (int i = 0; i < windows.size(); i++) {
      if (windows.get(i).phase().equals(phase.name())) {
        late += lateStarts.get(i);
      }
    }
    return phase.model() == PhaseResult.Model.OPEN
            && late > Math.max(1, TOLERATED_LATE_SHARE * intended)
        ? "%d of %d arrivals started more than 10 ms late".formatted(late, intended)
        : "";
  }
}
