package dev.backlight.load.engine;

import dev.backlight.load.measure.GeneratorHealth;
import dev.backlight.load.measure.PhaseResult;
import dev.backlight.load.measure.PhaseResult.Model;
import dev.backlight.load.measure.Recording;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.RunResult.Meta;
import dev.backlight.load.measure.TaskResult;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Users;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Leads one run through its phases, second by second, to its result.
final class Conductor {

  private static final String VERSION = "0.1.0";
  private static final int SHOWN_REASONS = 3;
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Plan plan;
  private final Driver driver;
  private final Recording recording;
  private final Windows windows;
  private final RunListener listener;
  private final Clock clock;
  private final Semaphore stops = new Semaphore(0);
  private final List<PhaseResult> phases = new ArrayList<>();
  private final List<String> desertions = new ArrayList<>();
  private boolean stopped;
  private boolean over;

  Conductor(
      Plan plan,
      Driver driver,
      Recording recording,
      RunListener listener,
      List<Long> loopThreads,
      Clock clock) {
    this.plan = plan;
    this.driver = driver;
    this.recording = recording;
    this.listener = listener;
    this.clock = clock;
    this.windows = new Windows(plan, driver, recording, listener, loopThreads);
  }

  /// Ends the run soon; the second time at once. Any thread may call this.
  void stop() {
    stops.release();
  }

  RunResult conduct() throws InterruptedException {
    Instant startedAt = clock.instant();
    long start = System.nanoTime();
    windows.start(start);
    long phaseStart = start;
    try {
      for (int i = 0; i < plan.phases().size() && !stopped && !over; i++) {
        Phase phase = plan.phases().get(i);
        listener.phase(phase);
        phaseStart = conduct(i, phase, start, phaseStart);
      }
      driver.end();
      drain();
    } catch (InterruptedException e) {
      driver.end();
      driver.cancel();
      throw e;
    }
    windows.finish(System.nanoTime());
    return result(startedAt, (System.nanoTime() - start) / 1e9);
  }

  /// Returns when the phase ended, which is when the next begins.
  private long conduct(int index, Phase phase, long runStart, long start)
      throws InterruptedException {
    long end = start + phase.duration().toNanos();
    driver.begin(index, phase, start);
    windows.begin(index, phase, start);
    int users = -1;
    long now = start;
    boolean deserted = false;
    while (now - end < 0 && !stopped && !deserted) {
      int wanted = users(phase, Duration.ofNanos(now - start));
      if (wanted != users) {
        users = wanted;
        driver.users(users);
      }
      boolean steady = !(phase instanceof Phase.Closed closed) || isSteady(closed.users());
      long next = Math.min(end, windows.nextEdge());
      await(steady ? next : Math.min(next, now + TICK_NANOS));
      now = System.nanoTime();
      windows.at(now);
      deserted = deserted(phase, now - start);
    }
    long ended = stopped || deserted ? now : end;
    phases.add(
        new PhaseResult(
            phase.name(),
            phase instanceof Phase.Closed ? Model.CLOSED : Model.OPEN,
            phase.warmUp(),
            (start - runStart) / 1e9,
            (ended - start) / 1e9,
            0,
            0,
            0,
            ""));
    return ended;
  }

  /// Whether all users stopped by themselves; says so.
  private boolean deserted(Phase phase, long elapsedNanos) {
    Driver.Outlook outlook = driver.outlook(phase);
    if (outlook == Driver.Outlook.GOES_ON) {
      return false;
    }
    over = outlook == Driver.Outlook.RUN_OVER;
    String reasons =
        recording.stoppedUsers().entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(SHOWN_REASONS)
            .map(each -> "%s (%,d users)".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining("; "));
    String words =
        (over
                ? "No user got through its start, so the run ended after %.1f s: "
                : "All users had stopped after %.1f s of '"
                    + phase.name()
                    + "', which ended then: ")
            .formatted(elapsedNanos / 1e9);
    desertions.add(words + reasons);
    if (over) {
      listener.deserted(words + reasons);
    }
    return true;
  }

  private static int users(Phase phase, Duration elapsed) {
    return switch (phase) {
      case Phase.Closed closed -> closed.users().at(elapsed, closed.duration());
      case Phase.Open _ -> 0;
    };
  }

  private static boolean isSteady(Users users) {
    return users instanceof Users.Constant;
  }

  /// Until a time, or until somebody wants an end.
  private void await(long until) throws InterruptedException {
    long left = until - System.nanoTime();
    if (left > 0 && stops.tryAcquire(left, TimeUnit.NANOSECONDS)) {
      stopped = true;
    }
  }

  private void drain() throws InterruptedException {
    long until = System.nanoTime() + plan.limits().drain().toNanos();
    while (!driver.idle() && System.nanoTime() - until < 0) {
      boolean again = stops.tryAcquire(1, TimeUnit.MILLISECONDS);
      windows.at(System.nanoTime());
      if (again) {
        stopped = true;
        break;
      }
    }
    driver.cancel();
  }

  /// Why it ended early, and what users went on without.
  private List<String> said() {
    List<String> said = new ArrayList<>(desertions);
    recording
        .badStarts()
        .forEach((what, users) ->
            said.add(
                "%s, at the start of %,d users, who went on: an 'expect' there would stop them."
                    .formatted(what, users)));
    return said;
  }

  private RunResult result(Instant startedAt, double seconds) {
    List<TaskResult> tasks = recording.tasks();
    List<PhaseResult> seen = phases.stream().map(phase -> windows.complete(phase, tasks)).toList();
    GeneratorHealth health = windows.health();
    return new RunResult(
        new Meta(
            VERSION,
            plan.target().toString(),
            startedAt,
            seconds,
            plan.seed(),
            plan.text(),
            stopped),
        seen,
        tasks,
        windows.all(),
        recording.checks(),
        recording.stoppedUsers(),
        health,
        Notes.of(plan, seen, windows.all(), health, stopped, said()));
  }
}
