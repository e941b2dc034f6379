package dev.backlight.load.engine;

import dev.backlight.load.http.Outcome;
import dev.backlight.load.http.Session;
import dev.backlight.load.measure.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Requests of one user side by side: each on a connection of its own (over HTTP/2 a stream), up to
/// [Visit#MOST_IN_PARALLEL], by virtual threads; the others follow as connections become free, as
/// in a browser.
///
/// A request's time begins when it is sent; that of the first ones when the user meant to send
/// them. Answers are judged by the user's own thread, in the order of the requests.
final class Batch {

  private final JourneyDriver driver;
  private final List<Visit.Asked> asked;
  private final List<Measurement> measurements = new ArrayList<>();
  private final Outcome[] outcomes;
  private final long[] from;
  private final AtomicInteger next = new AtomicInteger();
  private final int phase;

  Batch(JourneyDriver driver, List<Visit.Asked> asked, long intendedNanos, int phase) {
    this.driver = driver;
    this.asked = asked;
    this.phase = phase;
    this.outcomes = new Outcome[asked.size()];
    this.from = new long[asked.size()];
    for (int i = 0; i < asked.size(); i++) {
      measurements.add(new Measurement());
      from[i] = intendedNanos;
      outcomes[i] = VirtualUser.CANCELLED;
    }
  }

  /// Sends all over these sessions, the first of which is the calling user's.
  List<Outcome> send(List<Session> sessions) throws InterruptedException {
    List<Thread> others = new ArrayList<>();
    for (Session session : sessions.subList(1, sessions.size())) {
      others.add(driver.client().start(session, () -> sendQuietly(session, sessions.size())));
    }
    try {
      sendNext(sessions.getFirst(), sessions.size());
      for (Thread other : others) {
        other.join();
      }
    } catch (InterruptedException e) {
      others.forEach(Thread::interrupt);
      for (Thread other : others) {
        joinDespiteInterrupt(other);
      }
      record();
      throw e;
    }
    record();
    return List.of(outcomes);
  }

  /// An interrupted request ends at once.
  private static void joinDespiteInterrupt(Thread thread) {
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        thread.interrupt();
      }
    }
  }

  private void sendQuietly(Session session, int first) {
    try {
      sendNext(session, first);
    } catch (InterruptedException e) {
      // What it did not send stays cancelled; the user's own thread records it.
      assert outcomes.length > 0;
    }
  }

  private void sendNext(Session session, int first) throws InterruptedException {
    for (int i = next.getAndIncrement(); i < asked.size(); i = next.getAndIncrement()) {
      long now = System.nanoTime();
      from[i] = i < first ? from[i] : now;
      driver.writer().started(now - from[i], now - from[i] > Driver.LATE_NANOS);
      driver.requests().increment();
      try {
        outcomes[i] = session.send(asked.get(i).request(), measurements.get(i));
      } finally {
        driver.requests().decrement();
      }
    }
  }

  private void record() {
    int started = Math.min(next.get(), asked.size());
    for (int i = 0; i < started; i++) {
      Visit.Asked each = asked.get(i);
      Tally tally = driver.writer().tally(each.task(), phase);
      tally.asked(each.request());
      measurements.get(i).record(driver, tally, from[i], outcomes[i], each.judge());
    }
  }
}
