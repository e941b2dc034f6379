package dev.backlight.load.engine;

import dev.backlight.load.http.Exchange;
import dev.backlight.load.http.Failure;
import dev.backlight.load.http.Lane;
import dev.backlight.load.http.Prepared;
import dev.backlight.load.measure.Recording;
import dev.backlight.load.measure.Tally;
import dev.backlight.load.pace.Schedule;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Single requests on one event loop. All fields belong to the loop; the volatile ones are read by
/// others.
///
/// An arrival that is due while the cap on requests in flight is reached is not queued: the
/// schedule just stands still at it, so a backlog of any length costs no memory, and its requests
/// start in order, as soon as they can, and count from when they should have started.
@SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the loop
final class LaneDriver {

  /// A user whose connection failed does not come back at once.
  private static final long PAUSE_AFTER_FAILURE_NANOS = 100_000_000;

  /// The arrivals of one open phase.
  private record Source(int phase, Schedule schedule, long startNanos) {
    long next() {
      long next = schedule.next();
      return next == Schedule.END ? Schedule.END : startNanos + next;
    }
  }

  private final Lane lane;
  private final Prepared request;
  private final String task;
  private final Recording.Writer writer;
  private final int maxInFlight;
  private final Deque<Shot> spare = new ArrayDeque<>();
  private final Deque<Source> sources = new ArrayDeque<>();
  private @Nullable Source source;
  private long nextAt = Schedule.END;
  private long timerAt = Schedule.END;

  /// What is due after this is never started.
  private long endAt = Schedule.END;

  /// The next arrival is due, and the cap is reached.
  private boolean held;

  /// Arrivals due before this were held back by the cap, not by the generator.
  private long heldUntil = Long.MIN_VALUE / 2;

  private boolean firing;
  private int target;
  private int closedPhase;
  private volatile int users;
  private volatile int inFlight;
  private volatile boolean pending;

  LaneDriver(Lane lane, Prepared request, String task, Recording.Writer writer, int maxInFlight) {
    this.lane = lane;
    this.request = request;
    this.task = task;
    this.writer = writer;
    this.maxInFlight = maxInFlight;
  }

  void arrivals(int phase, Schedule schedule, long startNanos) {
    pending = true;
    lane.execute(() -> {
      pending = true;
      sources.add(new Source(phase, schedule, startNanos));
      if (source == null) {
        advance();
        fire();
      }
    });
  }

  void users(int phase, int count) {
    lane.execute(() -> {
      closedPhase = phase;
      target = count;
      while (users < target) {
        users++;
        writer.started(0, false);
        shoot(System.nanoTime(), closedPhase, true);
      }
    });
  }

  /// What was due by now is still started; what is due later never.
  void end() {
    lane.execute(() -> {
      target = 0;
      if (nextAt - System.nanoTime() > 0) {
        drop();
      }
      sources.clear();
      endAt = System.nanoTime();
    });
  }

  private void drop() {
    source = null;
    nextAt = Schedule.END;
    pending = false;
  }

  /// To the next arrival.
  private void advance() {
    long next = Schedule.END;
    while (next == Schedule.END) {
      if (source == null) {
        source = sources.poll();
        if (source == null) {
          drop();
          return;
        }
      }
      next = source.next();
      if (next == Schedule.END) {
        source = null;
      }
    }
    if (endAt != Schedule.END && next - endAt > 0) {
      drop();
      return;
    }
    nextAt = next;
  }

  /// Starts all that is due, and sets the timer for what comes next.
  private void fire() {
    if (firing) {
      return;
    }
    firing = true;
    long now = System.nanoTime();
    while (source != null && nextAt - now <= 0) {
      if (inFlight >= maxInFlight) {
        if (!held) {
          held = true;
          writer.capHit();
        }
        break;
      }
      long lag = now - nextAt;
      if (held) {
        held = false;
        writer.startedAfterCap();
        heldUntil = now;
      } else if (nextAt - heldUntil < 0) {
        writer.startedAfterCap();
      } else {
        writer.started(lag, lag > Driver.LATE_NANOS);
      }
      shoot(nextAt, source.phase(), false);
      advance();
      if (nextAt - now > 0) {
        now = System.nanoTime();
      }
    }
    firing = false;
    if (source != null && !held && timerAt != nextAt) {
      timerAt = nextAt;
      lane.schedule(this::timer, Math.max(0, nextAt - System.nanoTime()));
    }
  }

  private void timer() {
    timerAt = Schedule.END;
    fire();
  }

  private void shoot(long intended, int phase, boolean ofUser) {
    Shot shot = spare.poll();
    if (shot == null) {
      shot = new Shot();
    }
    shot.aim(intended, phase, ofUser);
    inFlight++;
    lane.send(shot);
  }

  int users() {
    return users;
  }

  int inFlight() {
    return inFlight;
  }

  boolean idle() {
    return !pending && inFlight == 0 && users == 0;
  }

  /// Gives up: requests in flight end as cancelled, arrivals due but not started are recorded as
  /// never sent.
  void cancel(CountDownLatch done) {
    lane.execute(() -> {
      target = 0;
      long now = System.nanoTime();
      endAt = Math.min(endAt, now);
      while (source != null && nextAt - now <= 0) {
        Tally tally = writer.tally(task, source.phase());
        tally.failedAfter(Failure.OUT_OF_CONNECTIONS.words(), now - nextAt);
        tally.waited(now - nextAt, 0);
        writer.startedAfterCap();
        writer.completed(now - nextAt, false);
        advance();
      }
      drop();
      sources.clear();
      lane.cancelAll();
      done.countDown();
    });
  }

  /// One request after the other: of one user, or of whatever arrival finds it unused.
  private final class Shot extends Exchange {

    private long intended;
    private int phase;
    private boolean ofUser;
    private @Nullable Tally tally;

    Shot() {
      super(request, false);
    }

    void aim(long intendedNanos, int inPhase, boolean forUser) {
      if (tally == null || phase != inPhase) {
        tally = writer.tally(task, inPhase);
        tally.asked(request.request());
      }
      intended = intendedNanos;
      phase = inPhase;
      ofUser = forUser;
    }

    @Override
    protected void ended() {
      record();
      inFlight--;
      if (ofUser) {
        nextOfUser();
      } else {
        spare.push(this);
      }
      if (held) {
        fire();
      }
    }

    private void record() {
      Tally into = tally;
      if (into == null) {
        return;
      }
      long responseNanos = endedAt() - intended;
      long serviceNanos = writtenAt() == 0 ? 0 : endedAt() - writtenAt();
      boolean ok = false;
      if (answered()) {
        ok = status() < 400;
        into.split(connectNanos(), tlsNanos(), firstByteNanos(), bodyNanos());
        into.bytes(bodyBytes(), bytesSent());
        into.waited(responseNanos, serviceNanos);
        if (ok) {
          into.succeeded();
        } else {
          into.failedAfter("status " + status(), responseNanos);
        }
      } else {
        if (waitedInVain(failure())) {
          into.failedAfter(failure().words(), responseNanos);
          into.waited(responseNanos, serviceNanos);
        } else {
          into.failed(failure().words());
          responseNanos = -1;
        }
      }
      writer.completed(responseNanos, ok);
    }

    private void nextOfUser() {
      if (users > target) {
        users--;
        spare.push(this);
      } else if (answered() || failure() == Failure.TIMEOUT) {
        again();
      } else {
        lane.schedule(this::againIfWanted, PAUSE_AFTER_FAILURE_NANOS);
      }
    }

    private void againIfWanted() {
      if (users > target) {
        users--;
        spare.push(this);
      } else {
        again();
      }
    }

    private void again() {
      aim(System.nanoTime(), closedPhase, true);
      writer.started(0, false);
      inFlight++;
      lane.send(this);
    }
  }

  /// Failures by which nobody waited for an answer would make response times look good.
  static boolean waitedInVain(Failure failure) {
    return switch (failure) {
      case TIMEOUT, CANCELLED, OUT_OF_CONNECTIONS -> true;
      case REFUSED,
          UNREACHABLE,
          UNKNOWN_HOST,
          FORBIDDEN_TARGET,
          CONNECT_TIMEOUT,
          TLS,
          RESET,
          CLOSED_EARLY,
          BAD_RESPONSE,
          TOO_LARGE,
          REDIRECT_LOOP,
          DECODE ->
          false;
    };
  }
}
