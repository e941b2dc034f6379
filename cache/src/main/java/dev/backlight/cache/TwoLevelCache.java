package dev.backlight.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.backlight.cache.CacheEvent.Coalesced;
import dev.backlight.cache.CacheEvent.Hit;
import dev.backlight.cache.CacheEvent.StaleServed;
import dev.backlight.cache.CacheEvent.Tier;
import dev.backlight.cache.Cached.Freshness;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// L1, what is asked of it, and the way from it to the flights and to L2.
///
/// A hit is one look-up in Caffeine, one reading of the clock, one count that says whether anything
/// was invalidated since, and one that is incremented. Everything else goes through a flight.
final class TwoLevelCache<K, V extends @Nullable Object> implements TieredCache<K, V> {

  /// Who waits in the place of asynchronous callers.
  private static final Executor WAITING =
      work -> Thread.ofVirtual().name("backlight-cache-wait").start(work);

  final CachePolicy policy;
  final ValueCodec<V> codec;
  final Tally tally;
  final RemoteLink link;
  final Time time;
  final TieredCaches home;
  final Flights<K, V> flights;
  final Remote<K, V> remote = new Remote<>(this);

  private final String name;
  private final Cache<K, Entry<V>> l1;
  private final AtomicLong endings;

  TwoLevelCache(TieredCaches home, TieredCaches.CacheBuilder<K, V> made) {
    this.home = home;
    this.name = made.name;
    this.policy = made.policy;
    this.codec = made.codec;
    this.tally = new Tally(made.name, home.listener);
    this.link = home.link;
    this.time = home.time;
    this.endings = home.cells.endings;
    Caffeine<Object, Object> bounded =
        Caffeine.newBuilder()
            .ticker(home::coarseNanos)
            .expireAfterWrite(policy.retention().plus(policy.failSafe().retryAfter()));
    var weigher = made.weigher;
    this.l1 =
        weigher == null
            ? bounded.maximumSize(policy.maxWeight()).build()
            : bounded
                .maximumWeight(policy.maxWeight())
                .<K, Entry<V>>weigher((key, entry) -> weigher.applyAsInt(key, entry.value))
                .build();
    this.flights = new Flights<>(made, home.cells, l1);
  }

  @Override
  public V get(K key, Loader<? super K, ? extends V> loader) {
    Entry<V> entry = l1.getIfPresent(key);
    if (entry != null && entry.quiet(time.now(), endings.get())) {
      hit(key);
      return entry.value;
    }
    return resolve(key, entry, one(loader)).value;
  }

  /// Counted by hand: a lambda that captures would be most of what a hit costs.
  private void hit(K key) {
    tally.l1Hits.increment();
    if (tally.listened()) {
      tally.tell(() -> new Hit(name, key, Tier.L1));
    }
  }

  private Entry<V> resolve(K key, @Nullable Entry<V> entry, BulkLoader<K, ? extends V> loader) {
    return entry != null && answersNow(key, entry, loader)
        ? entry
        : flight(key, entry, loader).await();
  }

  /// A hit that is close to its end or a stale one that was served before: it may still answer.
  private boolean answersNow(K key, Entry<V> entry, BulkLoader<K, ? extends V> loader) {
    long now = time.now();
    if (!entry.fresh(now)) {
      return false;
    }
    if (entry.life.failSafe()) {
      tally.count(tally.staleServed, () -> new StaleServed(name, key, Freshness.STALE_FAILSAFE));
      return true;
    }
    hit(key);
    if (entry.drawsRefresh(now, policy.refreshAhead())) {
      LoadRun<K, V> run = new LoadRun<>(this, loader);
      flights.refresh(key, entry, run);
      if (start(run)) {
        tally.refreshes.increment();
      }
    }
    return true;
  }

  private Flight<K, V> flight(K key, @Nullable Entry<V> stale, BulkLoader<K, ? extends V> loader) {
    LoadRun<K, V> run = new LoadRun<>(this, loader);
    Flight<K, V> flight = joined(key, stale, run);
    start(run);
    return flight;
  }

  private Flight<K, V> joined(K key, @Nullable Entry<V> stale, LoadRun<K, V> run) {
    Flight<K, V> flight = flights.join(key, stale, run);
    if (flight.run != run) {
      tally.count(tally.coalesced, () -> new Coalesced(name, key));
    }
    return flight;
  }

  /// @return whether there was anything to do
  private boolean start(LoadRun<K, V> run) {
    if (run.isEmpty()) {
      return false;
    }
    try {
      home.loads.execute(run);
    } catch (RuntimeException e) {
      // An executor that is full or closed must not leave callers waiting for ever.
      run.fail(e);
    }
    return true;
  }

  @Override
  public Map<K, V> getAll(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader) {
    Map<K, Entry<V>> found = new LinkedHashMap<>();
    Map<K, Flight<K, V>> open = new LinkedHashMap<>();
    LoadRun<K, V> run = new LoadRun<>(this, loader);
    for (K key : new LinkedHashSet<>(keys)) {
      Entry<V> entry = l1.getIfPresent(key);
      if (entry != null && answersNow(key, entry, loader)) {
        found.put(key, entry);
      } else {
        open.put(key, joined(key, entry, run));
      }
    }
    start(run);
    open.forEach((key, flight) -> found.put(key, flight.await()));
    Map<K, V> values = new LinkedHashMap<>();
    for (K key : keys) {
      Entry<V> entry = found.get(key);
      if (entry != null && entry.value != null) {
        values.put(key, entry.value);
      }
    }
    return values;
  }

  @Override
  public CompletableFuture<V> getAsync(K key, AsyncLoader<? super K, ? extends V> loader) {
    BulkLoader<K, V> blocking = keys -> one(key, result(loader.load(key)));
    Entry<V> entry = l1.getIfPresent(key);
    if (entry != null && answersNow(key, entry, blocking)) {
      return CompletableFuture.completedFuture(entry.value);
    }
    Flight<K, V> flight = flight(key, entry, blocking);
    return CompletableFuture.supplyAsync(() -> flight.await().value, WAITING);
  }

  /// Throws what the loader's stage failed with, as a loader that blocks would have thrown it.
  private static <V extends @Nullable Object> V result(CompletionStage<V> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  @Override
  public Optional<Cached<V>> peek(K key) {
    Entry<V> entry = l1.getIfPresent(key);
    long now = time.now();
    if (entry != null && entry.fresh(now)) {
      Freshness known = entry.life.failSafe() ? Freshness.STALE_FAILSAFE : Freshness.FRESH;
      return Optional.of(entry.as(known));
    }
    Entry<V> candidate = entry;
    if (link.available()) {
      Flight<K, V> looking = flights.look(key, entry, new LoadRun<>(this, keys -> Map.of()));
      try {
        Entry<V> found = remote.entries(List.of(looking)).get(looking);
        if (found != null && found.fresh(time.now())) {
          flights.land(looking, found, true);
          return Optional.of(found.as(Freshness.FRESH));
        }
        candidate = found == null ? entry : found;
      } finally {
        flights.leave(looking);
      }
    }
    if (candidate == null || !candidate.servable(now)) {
      return Optional.empty();
    }
    Freshness stale = flights.underWay(key) ? Freshness.STALE_REFRESHING : Freshness.STALE_FAILSAFE;
    return Optional.of(candidate.as(stale));
  }

  @Override
  public boolean put(K key, V value, Tags tags) {
    LoadRun<K, V> run = new LoadRun<>(this, keys -> Map.of());
    Flight<K, V> flight = flights.replace(key, tags, run);
    try {
      Entry<V> entry = run.entry(flight, value, 0);
      boolean keep = entry.life.expiresAt() - run.began > 0;
      boolean reached = remote.put(flight, entry, keep);
      flights.land(flight, entry, keep);
      if (!reached) {
        home.endLater(flight.slot);
      }
      return reached;
    } finally {
      flights.fail(flight, new IllegalStateException("the put of key " + key + " failed"));
    }
  }

  @Override
  public boolean invalidate(K key) {
    boolean reached = tellEnd(flights.slot(key));
    flights.end(key);
    return reached;
  }

  @Override
  public boolean invalidateTag(Tag tag) {
    return home.invalidate(Tags.of(List.of(tag)));
  }

  @Override
  public boolean clear() {
    return home.raise(List.of(TieredCaches.generationOf(name)), tally, policy.timeouts().l2());
  }

  @Override
  public Stats stats() {
    return tally.stats(l1.estimatedSize(), link.available());
  }

  @Override
  public String name() {
    return name;
  }

  /// Caffeine forgets what expired only when somebody comes by.
  void sweep() {
    l1.cleanUp();
  }

  /// @return whether L2 heard it, or there is none
  boolean tellEnd(String slot) {
    return home.end(List.of(slot), tally, policy.timeouts().l2());
  }

  /// How long an entry may rely on this process, see `Tether`.
  Duration l1Ttl() {
    if (!link.present()) {
      return policy.ttl();
    }
    return link.available() && !home.tether().hearing() ? policy.degradedTtl() : policy.l1Ttl();
  }

  private static <K, V extends @Nullable Object> BulkLoader<K, V> one(
      Loader<? super K, ? extends V> loader) {
    return keys -> {
      K key = keys.iterator().next();
      return one(key, loader.load(key));
    };
  }

  private static <K, V extends @Nullable Object> Map<K, V> one(K key, V value) {
    Map<K, V> map = new LinkedHashMap<>();
    map.put(key, value);
    return map;
  }

  /// The value of a key, or `null`, in the one place where the compiler has to believe it.
  @SuppressWarnings("NullAway")
  static <K, V extends @Nullable Object> V valueOf(Map<? super K, ? extends V> values, K key) {
    return values.get(key);
  }

  /// A cached `null`.
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  static <V extends @Nullable Object> V nothing() {
    return null;
  }
}
