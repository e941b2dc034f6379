package dev.backlight.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.backlight.cache.CacheEvent.Recovered;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// What ties the L1 of this node to those of the others: it says what was invalidated, hears what
/// others say, and notices when it may have missed something.
///
/// Pub/sub forgets. Four signs tell that something was lost, and each of them makes every copy in
/// this process stale at once (by a new epoch, whatever their number):
///
/// - a gap in the numbers of another node, or a heartbeat with a number that was never heard
/// - a connection that began, or began again
/// - another identity of L2: it was restarted, replaced or emptied
/// - this node's own heartbeats, which L2 took and which did not come back twice
///
/// In the last case copies live for `degradedTtl` from then on, because nothing will be heard. When
/// L2 does not even take heartbeats, copies live for `l1Ttl` as always: there is nothing better to
/// ask.
final class Tether implements RemoteTier.Listener {

  private static final Duration REPLAY = Duration.ofSeconds(1);
  private static final Duration SETTLING = Duration.ofSeconds(2);
  private static final Duration HURRY = Duration.ofMillis(20);

  private final String node = UUID.randomUUID().toString();
  private final TieredCaches caches;
  private final RemoteLink link;
  private final RemoteTier tier;
  private final Time time;
  private final long intervalNanos;
  private final long began;
  private final CountDownLatch heardAndAnswered = new CountDownLatch(1);

  private final Object speaking = new Object();
  private long sequence;

  /// The last number heard of every other node. One that left is forgotten.
  private final Cache<String, Long> peers;

  private volatile long lastHeard;
  private volatile boolean hearing;
  private volatile boolean closed;
  private String identity = "";
  private Thread heart = Thread.currentThread();

  /// @param caches to which is applied what is heard
  Tether(TieredCaches caches, RemoteTier tier, Duration interval) {
    this.caches = caches;
    this.link = caches.link;
    this.tier = tier;
    this.time = caches.time;
    this.intervalNanos = interval.toNanos();
    this.peers =
        Caffeine.newBuilder()
            .ticker(time::now)
            .expireAfterWrite(20 * Math.max(intervalNanos, 500_000_000), TimeUnit.NANOSECONDS)
            .build();
    this.began = time.now();
    this.lastHeard = began;
  }

  /// Begins to listen and to beat, and waits a moment for the first heartbeat to be answered and to
  /// come back.
  void start(Duration patience) {
    tier.subscribe(this);
    heart = Thread.ofVirtual().name("backlight-cache-heart").start(this::beat);
    try {
      var _ = heardAndAnswered.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void close() {
    closed = true;
    heart.interrupt();
    tier.close();
  }

  /// Whether this node hears what is said.
  boolean hearing() {
    return hearing;
  }

  /// Says things in the order of their numbers, together with the operation that makes them true.
  ///
  /// @param names that have ended; none for a heartbeat, which has no number of its own
  <T> CompletionStage<T> say(List<String> names, Function<String, CompletionStage<T>> operation) {
    synchronized (speaking) {
      sequence += names.isEmpty() ? 0 : 1;
      return operation.apply(new Said(node, sequence, names).text());
    }
  }

  private void beat() {
    while (!closed) {
      once();
      boolean settled = hearing || time.now() - began > SETTLING.toNanos();
      long pause = settled ? intervalNanos : Math.min(intervalNanos, HURRY.toNanos());
      LockSupport.parkNanos(this, pause);
    }
  }

  private void once() {
    Optional<String> answer =
        link.probe(
            caches.patience(), to -> say(List.of(), said -> to.beat(said, TieredCaches.GLOBAL)));
    if (answer.isEmpty()) {
      return;
    }
    if (!identity.isEmpty() && !identity.equals(answer.get())) {
      caches.coherenceLost("L2 was restarted, replaced or emptied");
    }
    identity = answer.get();
    int replayed =
        caches.recovery.replay(
            names -> link.probe(REPLAY, to -> end(to, List.copyOf(names))).isPresent());
    if (replayed >= 0 && link.close()) {
      caches.tally.tell(() -> new Recovered(caches.tally.cache, replayed));
    }
    if (hearing) {
      heardAndAnswered.countDown();
    }
    if (time.now() - lastHeard > 2 * intervalNanos) {
      deaf();
    }
  }

  /// Ends slots and counters in L2, and says so.
  CompletionStage<Boolean> end(RemoteTier to, List<String> names) {
    List<String> slots = names.stream().filter(Flights::isSlot).toList();
    List<String> counters = names.stream().filter(name -> !Flights.isSlot(name)).toList();
    return say(names, said -> to.invalidate(slots, counters, said).thenApply(done -> true));
  }

  private void deaf() {
    if (hearing) {
      hearing = false;
      caches.coherenceLost("two heartbeats were not heard");
    }
    lastHeard = time.now();
    tier.subscribe(this);
  }

  @Override
  public void connected() {
    peers.invalidateAll();
    if (hearing) {
      caches.coherenceLost("listening began anew");
    }
  }

  @Override
  public void heard(String message) {
    Said.read(message).ifPresent(this::heard);
  }

  @Override
  public void freed(String slot) {
    caches.freed(slot);
  }

  private void heard(Said said) {
    if (said.node().equals(node)) {
      lastHeard = time.now();
      if (!hearing) {
        hearing = true;
        caches.coherenceLost("listening began");
      }
      return;
    }
    said.names().forEach(caches::ended);
    if (missedSomething(said)) {
      caches.coherenceLost("a message of another node is missing");
    }
  }

  private boolean missedSomething(Said said) {
    synchronized (peers) {
      long before = said.heartbeat() ? said.sequence() : said.sequence() - 1;
      long known = Objects.requireNonNullElse(peers.getIfPresent(said.node()), before);
      peers.put(said.node(), Math.max(known, said.sequence()));
      return before > known;
    }
  }
}
