package dev.backlight.load.measure;

import dev.backlight.load.pace.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.HdrHistogram.SingleWriterRecorder;

/// Records a run while it happens: writers without locks on one side, a reader once a second on the
/// other.
public final class Recording {

  private final List<Phase> phases;
  private final List<Writer> writers = new CopyOnWriteArrayList<>();
  private final Map<String, LongAdder[]> checks = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> stopped = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> badStarts = new ConcurrentHashMap<>();

  public Recording(List<Phase> phases) {
    this.phases = List.copyOf(phases);
  }

  /// A writer for one thread.
  public Writer confined() {
    return add(new Writer(true));
  }

  /// A writer for any number of threads.
  public Writer shared() {
    return add(new Writer(false));
  }

  private Writer add(Writer writer) {
    writers.add(writer);
    return writer;
  }

  public void check(String name, boolean passed) {
    LongAdder[] counts =
        checks.computeIfAbsent(name, _ -> new LongAdder[] {new LongAdder(), new LongAdder()});
    counts[passed ? 0 : 1].increment();
  }

  /// A user gave up.
  public void stopped(String reason) {
    stopped.computeIfAbsent(reason, _ -> new LongAdder()).increment();
  }

  /// A user goes on though something of its start failed.
  public void startedBadly(String what) {
    badStarts.computeIfAbsent(what, _ -> new LongAdder()).increment();
  }

  /// What failed at the start of how many users that went on.
  public Map<String, Long> badStarts() {
    return counted(badStarts);
  }

  private static Map<String, Long> counted(Map<String, LongAdder> adders) {
    Map<String, Long> counted = new TreeMap<>();
    adders.forEach((what, count) -> counted.put(what, count.sum()));
    return counted;
  }

  /// What was counted since the last call. One reader only.
  public Interval interval() {
    List<Distribution> response = new ArrayList<>();
    List<Distribution> lag = new ArrayList<>();
    for (Writer writer : writers) {
      response.add(writer.responseInterval());
      lag.add(writer.lagInterval());
    }
    return new Interval(
        take(writer -> writer.started.sumThenReset()),
        take(writer -> writer.completed.sumThenReset()),
        take(writer -> writer.failed.sumThenReset()),
        take(writer -> writer.late.sumThenReset()),
        take(writer -> writer.capHits.sumThenReset()),
        Distribution.merge(response),
        Distribution.merge(lag));
  }

  private long take(ToLongFunction<Writer> counter) {
    return writers.stream().mapToLong(counter).sum();
  }

  /// Counts and times between two readings.
  public record Interval(
      long started,
      long completed,
      long failed,
      long late,
      long capHits,
      Distribution response,
      Distribution lag) {}

  /// Per task and phase, in order of phases; call it when the writers are done.
  public List<TaskResult> tasks() {
    List<TaskResult> results = new ArrayList<>();
    for (int phase = 0; phase < phases.size(); phase++) {
      Map<String, List<TaskResult>> byTask = new TreeMap<>();
      for (Writer writer : writers) {
        for (Tally tally : writer.tallies(phase)) {
          TaskResult part = tally.result();
          if (part.count() > 0) {
            byTask.computeIfAbsent(part.task(), _ -> new ArrayList<>()).add(part);
          }
        }
      }
      String name = phases.get(phase).name();
      byTask.forEach((task, parts) -> results.add(TaskResult.merge(task, name, parts)));
    }
    return results;
  }

  public List<CheckResult> checks() {
    return new TreeMap<>(checks)
        .entrySet().stream()
            .map(e -> new CheckResult(e.getKey(), e.getValue()[0].sum(), e.getValue()[1].sum()))
            .toList();
  }

  public Map<String, Long> stoppedUsers() {
    return counted(stopped);
  }

  /// Where one part of the generator records.
  public final class Writer {

    private final boolean confined;
    private final List<Map<String, Tally>> byPhase = new ArrayList<>();
    private final LongAdder started = new LongAdder();
    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder capHits = new LongAdder();
    private final IntervalHistogram response;
    private final IntervalHistogram lag;

    private Writer(boolean confined) {
      this.confined = confined;
      phases.forEach(_ -> byPhase.add(new ConcurrentHashMap<>()));
      response = IntervalHistogram.create(confined);
      lag = IntervalHistogram.create(confined);
    }

    /// Where a task of a phase is counted; the same object each time.
    public Tally tally(String task, int phase) {
      Map<String, Tally> tallies = byPhase.get(phase);
      Tally tally = tallies.get(task);
      return tally == null
          ? tallies.computeIfAbsent(task, _ -> create(task, phases.get(phase)))
          : tally;
    }

    private Tally create(String task, Phase phase) {
      return confined
          ? Tally.confined(task, phase.name(), phase.warmUp())
          : Tally.shared(task, phase.name(), phase.warmUp());
    }

    private List<Tally> tallies(int phase) {
      return List.copyOf(byPhase.get(phase).values());
    }

    /// A request or journey was started `lagNanos` after it should have been, though nothing but
    /// the generator held it back.
    public void started(long lagNanos, boolean isLate) {
      started.increment();
      lag.record(lagNanos);
      if (isLate) {
        late.increment();
      }
    }

    /// One was started late because of the cap on requests in flight.
    public void startedAfterCap() {
      started.increment();
      late.increment();
    }

    /// One found the cap on requests in flight reached.
    public void capHit() {
      capHits.increment();
    }

    /// One ended, `responseNanos` after its intended start; negative where it waited for no answer.
    public void completed(long responseNanos, boolean ok) {
      completed.increment();
      if (!ok) {
        failed.increment();
      }
      if (responseNanos >= 0) {
        response.record(responseNanos);
      }
    }

    private Distribution responseInterval() {
      return response.take();
    }

    private Distribution lagInterval() {
      return lag.take();
    }
  }

  /// A histogram that is emptied while it is written to.
  private sealed interface IntervalHistogram {

    void record(long nanos);

    Distribution take();

    static IntervalHistogram create(boolean confined) {
      return confined ? new OneWriter() : new ManyWriters();
    }

    final class OneWriter implements IntervalHistogram {
      private final SingleWriterRecorder recorder =
          new SingleWriterRecorder(
              Histograms.LOWEST_NANOS, Histograms.HIGHEST_NANOS, Histograms.DIGITS);
      private Histogram spare = recorder.getIntervalHistogram();

      @Override
      public void record(long nanos) {
        recorder.recordValue(Histograms.clamp(nanos));
      }

      @Override
      public Distribution take() {
        spare = recorder.getIntervalHistogram(spare);
        return Distribution.of(spare);
      }
    }

    final class ManyWriters implements IntervalHistogram {
      private final Recorder recorder =
          new Recorder(Histograms.LOWEST_NANOS, Histograms.HIGHEST_NANOS, Histograms.DIGITS);
      private Histogram spare = recorder.getIntervalHistogram();

      @Override
      public void record(long nanos) {
        recorder.recordValue(Histograms.clamp(nanos));
      }

      @Override
      public Distribution take() {
        spare = recorder.getIntervalHistogram(spare);
        return Distribution.of(spare);
      }
    }
  }
}
