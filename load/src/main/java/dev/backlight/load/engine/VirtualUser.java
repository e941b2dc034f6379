package dev.backlight.load.engine;

import dev.backlight.load.http.Failure;
import dev.backlight.load.http.HttpRequest;
import dev.backlight.load.http.HttpResponse;
import dev.backlight.load.http.Outcome;
import dev.backlight.load.http.Session;
import dev.backlight.load.measure.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A user on its virtual thread, and what it is lent. Either it goes on by itself until it shall
/// end (closed), or it rests until an arrival wakes it (open).
final class VirtualUser implements Visit, Runnable {

  private static final long NO_TIME = Long.MIN_VALUE;
  static final Outcome CANCELLED = new Outcome.Failed(Failure.CANCELLED, "");

  private final JourneyDriver driver;
  private final int population;
  private final Behaviour behaviour;
  private final Session session;
  private final SplittableRandom random;
  private final long number;
  private final boolean resting;
  private volatile boolean ending;
  private volatile long arrival = NO_TIME;
  private volatile int arrivalPhase;
  private volatile boolean arrivalHeld;
  private volatile @Nullable Thread thread;
  private long iteration;
  private long intended = NO_TIME;
  private int intendedPhase;
  private boolean held;
  private boolean atWork;

  private final Measurement measurement = new Measurement();

  /// Connections for requests side by side, opened when first needed.
  private List<Session> beside = List.of();

  VirtualUser(
      JourneyDriver driver,
      int population,
      Behaviour behaviour,
      Session session,
      long seed,
      long number,
      boolean resting) {
    this.driver = driver;
    this.population = population;
    this.behaviour = behaviour;
    this.session = session;
    this.random = new SplittableRandom(seed + number * 0x9E3779B97F4A7C15L);
    this.number = number;
    this.resting = resting;
  }

  int population() {
    return population;
  }

  /// An arrival that this user takes; `held` back by the cap, or not.
  void wake(long intendedNanos, int phase, boolean held) {
    arrivalPhase = phase;
    arrivalHeld = held;
    arrival = intendedNanos;
    LockSupport.unpark(thread);
  }

  void endSoon() {
    ending = true;
    LockSupport.unpark(thread);
  }

  void interrupt() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    boolean started = false;
    try {
      while (awaitTurn()) {
        if (!started) {
          behaviour.start(this);
          started = true;
          driver.started();
        }
        behaviour.iterate(this);
        iteration++;
        if (resting) {
          atWork = false;
          driver.rest(this);
        }
      }
    } catch (UserStopped e) {
      driver.recording().stopped(e.reason());
      if (!started) {
        driver.failedToStart();
      }
    } catch (InterruptedException e) {
      ending = true;
    } catch (RuntimeException e) {
      driver.recording().stopped("defect of the scenario: " + e);
    } finally {
      leave(started);
    }
  }

  private void leave(boolean started) {
    try {
      if (started && !Thread.interrupted()) {
        behaviour.stop(this);
      }
    } catch (UserStopped e) {
      driver.recording().stopped(e.reason());
    } catch (InterruptedException | RuntimeException e) {
      driver.recording().stopped("while stopping: " + e);
    } finally {
      session.close();
      beside.forEach(Session::close);
      driver.left(this, atWork);
    }
  }

  /// Until there is something to do; false when there never will be.
  private boolean awaitTurn() throws InterruptedException {
    if (!resting) {
      return !ending;
    }
    while (arrival == NO_TIME) {
      if (ending) {
        return false;
      }
      LockSupport.park(this);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    intended = arrival;
    intendedPhase = arrivalPhase;
    held = arrivalHeld;
    atWork = true;
    arrival = NO_TIME;
    return true;
  }

  @Override
  public Outcome send(String task, HttpRequest request, Function<HttpResponse, Verdict> judge)
      throws InterruptedException {
    long now = System.nanoTime();
    long from = intended == NO_TIME ? now : intended;
    int phase = resting && intended != NO_TIME ? intendedPhase : driver.phase();
    intended = NO_TIME;
    if (held) {
      held = false;
      driver.writer().startedAfterCap();
    } else {
      driver.writer().started(now - from, now - from > Driver.LATE_NANOS);
    }
    measurement.clear();
    Tally tally = driver.writer().tally(task, phase);
    tally.asked(request);
    driver.requests().increment();
    try {
      Outcome outcome = session.send(request, measurement);
      measurement.record(driver, tally, from, outcome, judge);
      return outcome;
    } catch (InterruptedException e) {
      measurement.record(driver, tally, from, CANCELLED, judge);
      throw e;
    } finally {
      driver.requests().decrement();
    }
  }

  @Override
  public List<Outcome> sendAll(List<Asked> asked) throws InterruptedException {
    if (asked.isEmpty()) {
      return List.of();
    }
    long from = intended == NO_TIME ? System.nanoTime() : intended;
    int phase = resting && intended != NO_TIME ? intendedPhase : driver.phase();
    intended = NO_TIME;
    held = false;
    List<Session> sessions = new ArrayList<>(List.of(session));
    if (beside.isEmpty()) {
      beside = new ArrayList<>();
    }
    while (beside.size() < Math.min(asked.size(), MOST_IN_PARALLEL) - 1) {
      beside.add(session.beside());
    }
    sessions.addAll(beside.subList(0, Math.min(asked.size(), MOST_IN_PARALLEL) - 1));
    return new Batch(driver, asked, from, phase).send(sessions);
  }

  @Override
  public void pause(Duration time) throws InterruptedException {
    long until = System.nanoTime() + time.toNanos();
    while (!ending) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        intended = until;
        intendedPhase = driver.phase();
        return;
      }
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  @Override
  public void startedBadly(String what) {
    driver.recording().startedBadly(what);
  }

  @Override
  public void check(String name, boolean passed) {
    driver.recording().check(name, passed);
  }

  @Override
  public SplittableRandom random() {
    return random;
  }

  @Override
  public long user() {
    return number;
  }

  @Override
  public long iteration() {
    return iteration;
  }

  @Override
  public boolean ending() {
    return ending;
  }

  @Override
  public Session session() {
    return session;
  }
}
