package dev.backlight.load.engine;

import dev.backlight.load.http.Failure;
import dev.backlight.load.http.HttpClient;
import dev.backlight.load.measure.Recording;
import dev.backlight.load.measure.Tally;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Schedule;
import dev.backlight.load.pace.Users;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Journeys: a virtual thread for each user, and one thread that lets open arrivals in on time.
final class JourneyDriver implements Driver {

  private static final long CANCEL_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long CAP_POLL_NANOS = 200_000;
  private static final String NOT_STARTED_TASK = "(not started)";

  /// So many users that fail at their start, and none that does not, tell that none will.
  private static final int ENOUGH_FAILED_STARTS = 20;

  private record Source(int phase, Schedule schedule, long startNanos) {}

  private final HttpClient client;
  private final URI target;
  private final List<Population> populations;
  private final Recording recording;
  private final Recording.Writer writer;
  private final int maxActive;
  private final long seed;

  /// Users of closed phases, oldest first; the conductor's own.
  private final Deque<VirtualUser> closed = new ArrayDeque<>();

  private final int[] closedByPopulation;
  private final Set<VirtualUser> everyone = ConcurrentHashMap.newKeySet();
  private final List<Deque<VirtualUser>> resting = new ArrayList<>();
  private final AtomicInteger active = new AtomicInteger();
  private final AtomicLong numbers = new AtomicLong();
  private final LongAdder requests = new LongAdder();
  private final LinkedBlockingQueue<Source> sources = new LinkedBlockingQueue<>();
  private final AtomicInteger sourcesLeft = new AtomicInteger();
  private final SplittableRandom choice;
  private final AtomicInteger failedStarts = new AtomicInteger();
  private volatile boolean someoneStarted;
  private volatile int phase;
  private volatile boolean ended;
  private volatile boolean cancelled;
  private volatile @Nullable Thread pacer;

  JourneyDriver(
      HttpClient client,
      URI target,
      List<Population> populations,
      Recording recording,
      int maxActive,
      long seed) {
    this.client = client;
    this.target = target;
    this.populations = populations;
    this.recording = recording;
    this.writer = recording.shared();
    this.maxActive = maxActive;
    this.seed = seed;
    this.choice = new SplittableRandom(seed);
    this.closedByPopulation = new int[populations.size()];
    populations.forEach(_ -> resting.add(new ConcurrentLinkedDeque<>()));
  }

  Recording recording() {
    return recording;
  }

  HttpClient client() {
    return client;
  }

  Recording.Writer writer() {
    return writer;
  }

  LongAdder requests() {
    return requests;
  }

  int phase() {
    return phase;
  }

  @Override
  public void begin(int index, Phase next, long startNanos) {
    phase = index;
    if (next instanceof Phase.Open open) {
      sourcesLeft.incrementAndGet();
      sources.add(new Source(index, Schedule.of(open, seed), startNanos));
      if (pacer == null) {
        Thread thread = new Thread(this::pace, "backlight-pace");
        thread.setDaemon(true);
        pacer = thread;
        thread.start();
      }
    }
  }

  @Override
  public void users(int count) {
    forgetThoseWhoLeft();
    OptionalInt next = closed.size() < count ? rarest() : OptionalInt.empty();
    while (closed.size() < count && next.isPresent()) {
      VirtualUser user = create(next.getAsInt(), false);
      closedByPopulation[user.population()]++;
      closed.addLast(user);
      start(user);
      next = rarest();
    }
    while (closed.size() > count) {
      VirtualUser user = closed.removeLast();
      closedByPopulation[user.population()]--;
      user.endSoon();
    }
  }

  private void forgetThoseWhoLeft() {
    closed.removeIf(user -> {
      boolean left = !everyone.contains(user);
      if (left) {
        closedByPopulation[user.population()]--;
      }
      return left;
    });
  }

  /// The population that the next user belongs to: one that has not its fixed number yet, or else
  /// the one that is furthest below its share. Empty where all have a number, and have it.
  private OptionalInt rarest() {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < populations.size(); i++) {
      Population population = populations.get(i);
      if (population.fixedCount() > closedByPopulation[i]) {
        return OptionalInt.of(i);
      }
      double fill = (closedByPopulation[i] + 1) / population.weight();
      if (population.fixedCount() == 0 && fill < least) {
        best = i;
        least = fill;
      }
    }
    return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
  }

  private VirtualUser create(int population, boolean forArrivals) {
    VirtualUser user =
        new VirtualUser(
            this,
            population,
            populations.get(population).behaviour().get(),
            client.session(target),
            seed,
            numbers.getAndIncrement(),
            forArrivals);
    everyone.add(user);
    return user;
  }

  private void start(VirtualUser user) {
    var _ = client.start(user.session(), user);
  }

  /// The pacer's thread: lets each arrival in when it is due.
  private void pace() {
    try {
      while (!cancelled) {
        Source source = sources.poll(50, TimeUnit.MILLISECONDS);
        if (source != null) {
          pace(source);
          sourcesLeft.decrementAndGet();
        } else if (ended) {
          return;
        }
      }
    } catch (InterruptedException e) {
      assert cancelled;
    }
  }

  private void pace(Source source) throws InterruptedException {
    long heldUntil = Long.MIN_VALUE / 2;
    for (long at = source.schedule().next(); at != Schedule.END; at = source.schedule().next()) {
      long due = source.startNanos() + at;
      if (!awaitTime(due)) {
        return;
      }
      if (active.get() >= maxActive) {
        writer.capHit();
        while (active.get() >= maxActive && !cancelled) {
          LockSupport.parkNanos(CAP_POLL_NANOS);
        }
        heldUntil = System.nanoTime();
      }
      if (cancelled) {
        giveUp(source, due);
        return;
      }
      admit(due, source.phase(), due - heldUntil < 0);
    }
  }

  /// False when the run ends before the time has come.
  private boolean awaitTime(long due) throws InterruptedException {
    long left = due - System.nanoTime();
    while (left > 0) {
      if (ended || cancelled) {
        return false;
      }
      LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      left = due - System.nanoTime();
    }
    return true;
  }

  private void admit(long due, int inPhase, boolean held) {
    active.incrementAndGet();
    int population = drawn();
    VirtualUser user = resting.get(population).pollLast();
    if (user != null) {
      user.wake(due, inPhase, held);
    } else {
      VirtualUser fresh = create(population, true);
      fresh.wake(due, inPhase, held);
      start(fresh);
    }
  }

  private int drawn() {
    double total = populations.stream().mapToDouble(Population::weight).sum();
    double at = choice.nextDouble() * total;
    for (int i = 0; i < populations.size() - 1; i++) {
      at -= populations.get(i).weight();
      if (at < 0) {
        return i;
      }
    }
    return populations.size() - 1;
  }

  /// Arrivals that were due and found no room until the end are recorded, not forgotten.
  private void giveUp(Source source, long first) {
    long now = System.nanoTime();
    Tally tally = writer.tally(NOT_STARTED_TASK, source.phase());
    long at = first - source.startNanos();
    while (at != Schedule.END && source.startNanos() + at - now <= 0) {
      long waited = now - source.startNanos() - at;
      tally.failedAfter(Failure.OUT_OF_CONNECTIONS.words(), waited);
      tally.waited(waited, 0);
      writer.startedAfterCap();
      writer.completed(waited, false);
      at = source.schedule().next();
    }
  }

  /// A user got through its start.
  void started() {
    if (!someoneStarted) {
      someoneStarted = true;
    }
  }

  /// A user stopped at its start.
  void failedToStart() {
    failedStarts.incrementAndGet();
  }

  @Override
  public Outlook outlook(Phase current) {
    boolean deserted = !closed.isEmpty() && closed.stream().noneMatch(everyone::contains);
    boolean steady =
        current instanceof Phase.Closed(var _, var _, Users users, boolean _)
            && users instanceof Users.Constant;
    boolean enough = failedStarts.get() >= ENOUGH_FAILED_STARTS;
    if (!someoneStarted
        && (deserted && (steady || enough) || current instanceof Phase.Open && enough)) {
      return Outlook.RUN_OVER;
    }
    return deserted && steady ? Outlook.PHASE_OVER : Outlook.GOES_ON;
  }

  /// An arrival's journey is over; its user waits for another.
  void rest(VirtualUser user) {
    active.decrementAndGet();
    resting.get(user.population()).addLast(user);
  }

  /// A user is no more; `atWork` on an arrival or not.
  void left(VirtualUser user, boolean atWork) {
    if (atWork) {
      active.decrementAndGet();
    }
    everyone.remove(user);
  }

  @Override
  public void end() {
    ended = true;
    users(0);
  }

  @Override
  public boolean idle() {
    if (sourcesLeft.get() > 0 || active.get() > 0) {
      return false;
    }
    if (ended) {
      everyone.forEach(VirtualUser::endSoon);
    }
    return everyone.isEmpty();
  }

  @Override
  public int users() {
    return closed.size() + active.get();
  }

  @Override
  public int inFlight() {
    return (int) requests.sum();
  }

  @Override
  public void cancel() throws InterruptedException {
    cancelled = true;
    ended = true;
    Thread pacing = pacer;
    if (pacing != null) {
      LockSupport.unpark(pacing);
      pacing.join(TimeUnit.NANOSECONDS.toMillis(CANCEL_NANOS));
    }
    everyone.forEach(VirtualUser::endSoon);
    everyone.forEach(VirtualUser::interrupt);
    long until = System.nanoTime() + CANCEL_NANOS;
    while (!everyone.isEmpty() && System.nanoTime() - until < 0) {
      Thread.sleep(5);
    }
  }
}
