package dev.backlight.cache;

import dev.backlight.cache.CacheEvent.Hit;
import dev.backlight.cache.CacheEvent.Load;
import dev.backlight.cache.CacheEvent.Miss;
import dev.backlight.cache.CacheEvent.Refused;
import dev.backlight.cache.CacheEvent.StaleServed;
import dev.backlight.cache.CacheEvent.Tier;
import dev.backlight.cache.Cached.Freshness;
import dev.backlight.cache.RemoteTier.Leases;
import dev.backlight.cache.TieredCache.BulkLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Gets the values of some keys that L1 does not have: from L2, from whoever is loading them, or
/// from the loader. One run for one key or for a thousand; every step is one round trip for all.
///
/// Across processes the right to load is a lease: a name in L2 that one loader takes, with an end
/// of its own in case the loader dies. The lease is also the right to publish. An invalidation ends
/// it, so that a load that began before finds its lease gone and keeps its result to itself; the
/// same holds for a lease that ran out, or that a restart of L2 lost. (The idea is memcache's:
/// Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013.) What can be invalidated without
/// naming the key, the tags, is compared by version in the same step.
///
/// Whoever gets no lease is told when it ends, and asks again now and then because pub/sub forgets,
/// until the entry is there or the lease is its own. After half of the hard timeout it loads
/// anyway, without the right to publish: one load too many is better than no answer.
final class LoadRun<K, V extends @Nullable Object> implements Runnable {

  /// The run whose loader is on this thread.
  static final ScopedValue<LoadRun<?, ?>> CURRENT = ScopedValue.newInstance();

  final TwoLevelCache<K, V> cache;
  private final BulkLoader<K, ? extends V> loader;
  private final boolean nested = CURRENT.isBound();
  private final String token = UUID.randomUUID().toString();
  private final List<Flight<K, V>> flights = new ArrayList<>();
  private final Semaphore woken = new Semaphore(0);
  final long began;
  private final long beganMillis;

  /// Whose result a thread of this run's loader waits for.
  volatile @Nullable LoadRun<?, ?> awaiting;

  LoadRun(TwoLevelCache<K, V> cache, BulkLoader<K, ? extends V> loader) {
    this.cache = cache;
    this.loader = loader;
    this.began = cache.time.now();
    this.beganMillis = cache.time.epochMillis();
  }

  void add(Flight<K, V> flight) {
    flights.add(flight);
  }

  boolean isEmpty() {
    return flights.isEmpty();
  }

  @Override
  public void run() {
    try {
      List<Flight<K, V>> open = readRemote(flights);
      if (!open.isEmpty()) {
        open.forEach(flight ->
            cache.tally.count(cache.tally.misses, () -> new Miss(cache.name(), flight.key)));
        loadOrWait(open);
      }
    } catch (Throwable e) {
      // Whoever waits must not wait for ever, whatever went wrong here.
      fail(e);
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Answers everybody who still waits with the reason why there is nothing.
  void fail(Throwable reason) {
    flights.forEach(flight -> cache.flights.fail(flight, reason));
  }

  /// Answers what L2 has. The usual way of a value that another node loaded: one MGET, no lease.
  ///
  /// @return what is still open
  private List<Flight<K, V>> readRemote(List<Flight<K, V>> wanted) {
    Map<Flight<K, V>, Entry<V>> found = cache.remote.entries(wanted);
    return wanted.stream().filter(flight -> !landed(flight, found.get(flight))).toList();
  }

  /// Answers a flight with an entry of L2, if it is fresh and news.
  private boolean landed(Flight<K, V> flight, @Nullable Entry<V> entry) {
    if (entry == null) {
      return false;
    }
    if (!entry.fresh(cache.time.now()) || entry.life.version() <= flight.newerThan) {
      Entry<V> known = flight.stale;
      if (known == null || known.life.version() < entry.life.version()) {
        flight.stale = entry;
      }
      return false;
    }
    cache.tally.count(cache.tally.l2Hits, () -> new Hit(cache.name(), flight.key, Tier.L2));
    cache.flights.land(flight, entry, true);
    return true;
  }

  private void loadOrWait(List<Flight<K, V>> wanted) throws InterruptedException {
    long giveUp = began + cache.policy.timeouts().hard().toNanos() / 2;
    List<Flight<K, V>> open = wanted;
    while (!open.isEmpty()) {
      woken.drainPermits();
      long left = giveUp - cache.time.now();
      Optional<Leases> answer = left > 0 ? cache.remote.lease(token, open) : Optional.empty();
      if (answer.isEmpty()) {
        load(open, Map.of());
        return;
      }
      open = afterLease(open, answer.get());
      if (!open.isEmpty()) {
        pause(left);
      }
    }
  }

  /// A lease that it may be waiting for has ended.
  void wake() {
    woken.release();
  }

  /// Answers, loads what was granted, and returns what others are loading.
  private List<Flight<K, V>> afterLease(List<Flight<K, V>> open, Leases leases)
      throws InterruptedException {
    List<Flight<K, V>> granted = new ArrayList<>();
    List<Flight<K, V>> denied = new ArrayList<>();
    List<Flight<K, V>> unused = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      Flight<K, V> flight = open.get(i);
      boolean mine = leases.granted().get(i);
      Entry<V> entry = cache.remote.judge(flight, leases.entries().get(i), leases.versions());
      if (!landed(flight, entry)) {
        (mine ? granted : denied).add(flight);
      } else if (mine) {
        unused.add(flight);
      }
    }
    cache.remote.release(token, unused);
    if (!granted.isEmpty()) {
      load(granted, leases.versions());
    }
    return denied;
  }

  /// @param versions of all counters if the leases of all flights are held, else empty
  private void load(List<Flight<K, V>> mine, Map<String, Long> versions)
      throws InterruptedException {
    boolean capped = cache.link.present() && !cache.link.available() && !nested;
    if (capped) {
      cache.home.loadsWithoutL2.acquire();
    }
    long start = cache.time.now();
    try {
      Map<? super K, ? extends V> values =
          ScopedValue.where(CURRENT, this)
              .call(() -> loader.loadAll(mine.stream().map(flight -> flight.key).toList()));
      long took = cache.time.now() - start;
      told(mine, took, true);
      publish(mine, values, took, versions);
    } catch (Throwable e) {
      // The loader is somebody else's code: what it throws goes to those who asked.
      told(mine, cache.time.now() - start, false);
      if (!versions.isEmpty()) {
        cache.remote.release(token, mine);
      }
      mine.forEach(flight -> fallBack(flight, e));
      if (e instanceof InterruptedException interrupted) {
        throw interrupted;
      }
    } finally {
      if (capped) {
        cache.home.loadsWithoutL2.release();
      }
    }
  }

  private void told(List<Flight<K, V>> mine, long took, boolean succeeded) {
    Tally tally = cache.tally;
    tally.loadNanos.add(took);
    for (Flight<K, V> flight : mine) {
      if (!succeeded) {
        tally.loadFailures.increment();
      }
      tally.count(
          tally.loads, () -> new Load(cache.name(), flight.key, Duration.ofNanos(took), succeeded));
    }
  }

  private void publish(
      List<Flight<K, V>> mine,
      Map<? super K, ? extends V> values,
      long took,
      Map<String, Long> versions) {
    Map<Flight<K, V>, Entry<V>> entries = new LinkedHashMap<>();
    for (Flight<K, V> flight : mine) {
      entries.put(flight, entry(flight, TwoLevelCache.valueOf(values, flight.key), took));
    }
    Set<Flight<K, V>> refusals =
        versions.isEmpty() ? Set.of() : cache.remote.publish(token, versions, entries);
    entries.forEach((flight, entry) -> {
      boolean refused = refusals.contains(flight);
      if (refused) {
        cache.tally.count(cache.tally.refused, () -> new Refused(cache.name(), flight.key));
      }
      cache.flights.land(flight, entry, !refused && entry.life.expiresAt() - began > 0);
    });
  }

  Entry<V> entry(Flight<K, V> flight, V value, long took) {
    CachePolicy policy = cache.policy;
    return Entry.loaded(
        flight,
        value,
        beganMillis,
        took,
        began + shortened(cache.l1Ttl()),
        began + shortened(value == null ? policy.negativeTtl() : policy.ttl()),
        flight.cells);
  }

  private long shortened(Duration ttl) {
    double share = 1 - cache.policy.jitter() * ThreadLocalRandom.current().nextDouble();
    return (long) (ttl.toNanos() * share);
  }

  /// What can be served instead: the value to be renewed if it is still good, a stale one if the
  /// policy allows it, or else what the loader threw.
  private void fallBack(Flight<K, V> flight, Throwable thrown) {
    Entry<V> known = flight.stale;
    long now = cache.time.now();
    long retryAt = now + cache.policy.failSafe().retryAfter().toNanos();
    if (known != null && known.fresh(now) && !known.life.failSafe()) {
      cache.flights.land(flight, known.quietFor(retryAt), true);
    } else if (known != null && known.servable(now)) {
      cache.tally.tell(() -> new StaleServed(cache.name(), flight.key, Freshness.STALE_FAILSAFE));
      cache.flights.land(flight, known.failSafe(now, retryAt, flight.epoch), true);
    } else {
      cache.flights.fail(flight, thrown);
    }
  }

  /// Until it is woken, and never quite as long as the others.
  private void pause(long mostNanos) throws InterruptedException {
    long nanos = Math.min(mostNanos, cache.home.poll.toNanos());
    long drawn = nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1);
    var _ = woken.tryAcquire(drawn, TimeUnit.NANOSECONDS);
  }
}
