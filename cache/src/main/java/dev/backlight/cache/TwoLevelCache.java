package dev.backlight.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.backlight.cache.CacheEvent.Coalesced;
import dev.backlight.cache.CacheEvent.Hit;
import dev.backlight.cache.CacheEvent.StaleServed;
import dev.backlight.cache.CacheEvent.Tier;
import dev.backlight.cache.Cached.Freshness;
import dev.backlight.cache.Cells.Cell;
import dev.backlight.cache.Said.Thing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// L1, and the flights that fill it.
///
/// A hit is one look-up in Caffeine, one reading of the clock, and a few fields. Everything else
/// goes through a flight: at most one per key in this process, registered before anything is read,
/// so that whatever invalidates the key meanwhile finds it. A flight lands under the same lock of
/// the map under which an invalidation removes it: either its value comes first and is removed, or
/// the flight is gone and its value is answered but not kept.
final class TwoLevelCache<K, V extends @Nullable Object> implements TieredCache<K, V> {

  final CachePolicy policy;
  final ValueCodec<V> codec;
  final Tally tally;
  final RemoteLink link;
  final Recovery recovery;
  final Time time;
  final Semaphore loadsWithoutL2;

  private final String name;
  private final KeyText<K> keyText;
  private final Function<? super K, Tags> tagsOf;
  private final TieredCaches home;
  private final Executor loads;
  private final Cache<K, Entry<V>> l1;
  private final ConcurrentHashMap<K, Flight<K, V>> flights = new ConcurrentHashMap<>();
  private final LongAdder ended = new LongAdder();
  private final AtomicLong endings;
  private volatile Cell epoch = new Cell();

  TwoLevelCache(TieredCaches home, TieredCaches.CacheBuilder<K, V> made) {
    this.home = home;
    this.name = made.name;
    this.policy = made.policy;
    this.codec = made.codec;
    this.keyText = made.keyText;
    this.tagsOf = made.tagsOf;
    this.tally = new Tally(home.listener);
    this.link = home.link;
    this.recovery = home.recovery;
    this.time = home.time;
    this.endings = home.cells.endings;
    this.loads = home.loads;
    this.loadsWithoutL2 = home.loadsWithoutL2;
    Caffeine<Object, Object> bounded =
        Caffeine.newBuilder()
            .ticker(home::coarseNanos)
            .expireAfterWrite(policy.retention().plus(policy.retryAfter()));
    var weigher = made.weigher;
    this.l1 =
        weigher == null
            ? bounded.maximumSize(policy.maxWeight()).build()
            : bounded
                .maximumWeight(policy.maxWeight())
                .<K, Entry<V>>weigher((key, entry) -> weigher.applyAsInt(key, entry.value))
                .build();
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
    if (entry != null && answersNow(key, entry, loader)) {
      return entry;
    }
    return await(flight(key, entry, loader));
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
      refresh(key, entry, loader);
    }
    return true;
  }

  private void refresh(K key, Entry<V> entry, BulkLoader<K, ? extends V> loader) {
    LoadRun<K, V> run = new LoadRun<>(this, loader);
    flights.computeIfAbsent(key, k -> newFlight(k, run, entry.life.version(), entry));
    if (!run.isEmpty()) {
      tally.refreshes.increment();
      start(run);
    }
  }

  /// The flight that is under way, or a new one.
  private Flight<K, V> flight(K key, @Nullable Entry<V> stale, BulkLoader<K, ? extends V> loader) {
    LoadRun<K, V> run = new LoadRun<>(this, loader);
    Flight<K, V> flight = register(key, stale, run);
    if (run.isEmpty()) {
      tally.count(tally.coalesced, () -> new Coalesced(name, key));
    } else {
      start(run);
    }
    return flight;
  }

  private Flight<K, V> register(K key, @Nullable Entry<V> stale, LoadRun<K, V> run) {
    return flights.compute(
        key,
        (k, known) ->
            known != null && known.joinable() ? known : newFlight(k, run, Long.MIN_VALUE, stale));
  }

  private Flight<K, V> newFlight(
      K key, LoadRun<K, V> run, long newerThan, @Nullable Entry<V> stale) {
    List<String> counters = counters(tagsOf.apply(key));
    Flight<K, V> flight =
        new Flight<>(key, slot(key), counters, cellsOf(counters), epoch, run, newerThan, stale);
    run.add(flight);
    return flight;
  }

  private void start(LoadRun<K, V> run) {
    try {
      loads.execute(run);
    } catch (RuntimeException e) {
      // An executor that is full or closed must not leave callers waiting for ever.
      run.abandon(e);
    }
  }

  private Entry<V> await(Flight<K, V> flight) {
    LoadRun<?, ?> outer = LoadRun.CURRENT.isBound() ? LoadRun.CURRENT.get() : null;
    if (outer == null) {
      return awaited(flight);
    }
    outer.awaiting = flight.run;
    try {
      refuseCycle(outer, flight);
      return awaited(flight);
    } finally {
      outer.awaiting = null;
    }
  }

  /// A loader that waits, through others or not, for its own result would wait until the timeout.
  private void refuseCycle(LoadRun<?, ?> outer, Flight<K, V> flight) {
    LoadRun<?, ?> run = flight.run;
    for (int steps = 0; run != null && steps < 1_000; steps++) {
      if (run == outer) {
        throw new IllegalStateException(
            "the loader of cache '" + name + "' waits for itself at key " + flight.key);
      }
      run = run.awaiting;
    }
  }

  private Entry<V> awaited(Flight<K, V> flight) {
    long hard = policy.hardTimeout().toNanos();
    long soft = Math.min(hard, policy.softTimeout().toNanos() - (time.now() - flight.run.began));
    try {
      try {
        return flight.result.get(Math.max(0, soft), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        Entry<V> stale = flight.stale;
        if (stale != null && stale.servable(time.now())) {
          return servedStale(flight.key, stale);
        }
        return flight.result.get(hard - Math.max(0, soft), TimeUnit.NANOSECONDS);
      }
    } catch (TimeoutException e) {
      throw new LoadException(
          "cache '"
              + name
              + "': key "
              + flight.key
              + " was not loaded within "
              + policy.hardTimeout());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadException("interrupted while waiting for key " + flight.key, e);
    } catch (ExecutionException e) {
      throw thrown(flight.key, e.getCause());
    }
  }

  private Entry<V> servedStale(K key, Entry<V> stale) {
    tally.count(tally.staleServed, () -> new StaleServed(name, key, Freshness.STALE_REFRESHING));
    return stale;
  }

  private RuntimeException thrown(K key, @Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException unchecked
        ? unchecked
        : new LoadException(
            "cache '" + name + "': loading key " + key + " failed",
            cause == null ? new IllegalStateException("no cause") : cause);
  }

  @Override
  public Map<K, V> getAll(Collection<? extends K> keys, BulkLoader<K, ? extends V> loader) {
    Map<K, Entry<V>> found = new LinkedHashMap<>();
    Map<K, Flight<K, V>> waiting = new LinkedHashMap<>();
    LoadRun<K, V> run = new LoadRun<>(this, loader);
    for (K key : new LinkedHashSet<>(keys)) {
      Entry<V> entry = l1.getIfPresent(key);
      if (entry != null && answersNow(key, entry, loader)) {
        found.put(key, entry);
      } else {
        Flight<K, V> flight = register(key, entry, run);
        waiting.put(key, flight);
        if (flight.run != run) {
          tally.count(tally.coalesced, () -> new Coalesced(name, key));
        }
      }
    }
    if (!run.isEmpty()) {
      start(run);
    }
    waiting.forEach((key, flight) -> found.put(key, await(flight)));
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
    BulkLoader<K, V> waiting = keys -> one(key, loader.load(key).toCompletableFuture().get());
    Entry<V> entry = l1.getIfPresent(key);
    if (entry != null && answersNow(key, entry, waiting)) {
      return CompletableFuture.completedFuture(entry.value);
    }
    Flight<K, V> flight = flight(key, entry, waiting);
    CompletableFuture<Entry<V>> answer = flight.result.copy();
    Entry<V> stale = flight.stale;
    if (stale != null && stale.servable(time.now())) {
      answer =
          answer.completeOnTimeout(stale, policy.softTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }
    return answer
        .orTimeout(policy.hardTimeout().toNanos(), TimeUnit.NANOSECONDS)
        .handle((result, thrown) -> settled(key, result, thrown));
  }

  private V settled(K key, Entry<V> result, @Nullable Throwable thrown) {
    if (thrown == null) {
      return result.value;
    }
    Throwable cause = thrown instanceof CompletionException c ? c.getCause() : thrown;
    throw cause instanceof TimeoutException
        ? new LoadException(
            "cache '" + name + "': key " + key + " was not loaded within " + policy.hardTimeout())
        : thrown(key, cause);
  }

  @Override
  public Optional<Cached<V>> peek(K key) {
    Entry<V> entry = l1.getIfPresent(key);
    long now = time.now();
    if (entry != null && entry.fresh(now)) {
      return Optional.of(entry.as(entry.life.failSafe() ? Freshness.STALE_FAILSAFE : Freshness.FRESH));
    }
    Entry<V> candidate = entry;
    if (link.available()) {
      long endedBefore = ended.sum();
      LoadRun<K, V> run = new LoadRun<>(this, keys -> Map.of());
      Flight<K, V> looking = newFlight(key, run, Long.MIN_VALUE, entry);
      Entry<V> remote = new RemoteRead<>(this, run.began).entries(List.of(looking)).get(looking);
      if (remote != null && remote.fresh(time.now())) {
        keep(looking, remote, endedBefore);
        return Optional.of(remote.as(Freshness.FRESH));
      }
      candidate = remote == null ? entry : remote;
    }
    if (candidate == null || !candidate.servable(now)) {
      return Optional.empty();
    }
    boolean refreshing = flights.containsKey(key);
    return Optional.of(
        candidate.as(refreshing ? Freshness.STALE_REFRESHING : Freshness.STALE_FAILSAFE));
  }

  /// Keeps what was read without a flight, unless any key of this cache was ended meanwhile.
  private void keep(Flight<K, V> looked, Entry<V> entry, long endedBefore) {
    flights.compute(
        looked.key,
        (key, flight) -> {
          if (flight == null && looked.joinable() && ended.sum() == endedBefore) {
            l1.put(key, entry);
          }
          return flight;
        });
  }

  @Override
  public boolean put(K key, V value, Tags tags) {
    LoadRun<K, V> run = new LoadRun<>(this, keys -> Map.of());
    List<String> counters = counters(tagsOf.apply(key).and(tags));
    Flight<K, V> flight =
        new Flight<>(key, slot(key), counters, cellsOf(counters), epoch, run, Long.MIN_VALUE, null);
    // In the place of whatever is under way: nobody who asks from now on may get its result.
    ended.increment();
    flights.put(key, flight);
    Thing.Key thing = new Thing.Key(name, keyText(key));
    try {
      boolean reached = new Put<>(this, flight, value, thing).run();
      if (!reached) {
        recovery.addSlot(flight.slot, thing, policy.retention());
      }
      return reached;
    } finally {
      fail(flight, new IllegalStateException("the put of key " + key + " failed"));
    }
  }

  @Override
  public boolean invalidate(K key) {
    String slot = slot(key);
    Thing.Key thing = new Thing.Key(name, keyText(key));
    boolean reached =
        tell(
            "invalidate",
            List.of(thing),
            (tier, said) -> tier.invalidate(List.of(slot), List.of(), said));
    if (!reached) {
      recovery.addSlot(slot, thing, policy.retention());
    }
    end(key);
    return reached;
  }

  @Override
  public boolean invalidateTag(Tag tag) {
    return home.invalidate(Tags.of(List.of(tag)));
  }

  @Override
  public boolean clear() {
    return home.raise(List.of(TieredCaches.generationOf(name)), tally, name, policy.l2Timeout());
  }

  @Override
  public CacheStats stats() {
    return tally.stats(l1.estimatedSize(), link.available());
  }

  @Override
  public String name() {
    return name;
  }

  /// Not of `GLOBAL`, which only L2 knows: a node that hears of it ends the caches one by one.
  private List<Cell> cellsOf(List<String> counters) {
    return home.cells.of(counters.subList(1, counters.size()));
  }

  /// The cells of a flight, and those of counters that it did not know.
  List<Cell> cells(List<String> counters, Flight<K, V> flight) {
    List<Cell> cells = new ArrayList<>(flight.cells);
    counters.stream()
        .filter(counter -> !flight.counters.contains(counter))
        .forEach(counter -> cells.add(home.cells.of(counter)));
    return List.copyOf(cells);
  }

  /// Answers those who wait, and keeps the entry unless the key was invalidated meanwhile.
  void land(Flight<K, V> flight, Entry<V> entry, boolean keep) {
    flights.computeIfPresent(
        flight.key,
        (key, current) -> {
          if (current != flight) {
            return current;
          }
          if (keep && flight.joinable()) {
            l1.put(key, entry);
          }
          return null;
        });
    flight.result.complete(entry);
  }

  void fail(Flight<K, V> flight, Throwable thrown) {
    flights.remove(flight.key, flight);
    flight.result.completeExceptionally(thrown);
  }

  /// Ends the entry in this process, and takes its key from whoever is loading it.
  void end(K key) {
    ended.increment();
    flights.compute(
        key,
        (k, flight) -> {
          l1.invalidate(k);
          return null;
        });
  }

  /// As [#end], for a name of another node; one that this node cannot read was never its own.
  void endNamed(String text) {
    K key;
    try {
      key = keyText.read().apply(text);
    } catch (RuntimeException e) {
      newEpoch();
      return;
    }
    end(key);
  }

  /// Makes all copies in this process stale, and lets nothing land that was begun before.
  void newEpoch() {
    Cell before = epoch;
    epoch = new Cell();
    home.cells.kill(before);
  }

  /// Caffeine forgets what expired only when somebody comes by.
  void sweep() {
    l1.cleanUp();
  }

  <T> Optional<T> ask(String operation, Function<RemoteTier, CompletionStage<T>> ask) {
    return link.ask(name, operation, policy.l2Timeout(), tally, ask);
  }

  /// @return whether L2 heard it, or there is none
  boolean tell(String operation, List<Thing> things, Saying saying) {
    return !link.present()
        || ask(
                operation,
                tier ->
                    home.tether().say(things, said -> saying.say(tier, said).thenApply(d -> true)))
            .isPresent();
  }

  /// An operation on L2 that also tells the other nodes.
  @FunctionalInterface
  interface Saying {
    CompletionStage<?> say(RemoteTier tier, String said);
  }

  <T> CompletionStage<T> say(List<Thing> things, Function<String, CompletionStage<T>> operation) {
    return home.tether().say(things, operation);
  }

  /// How long an entry may rely on this process, see `Tether`.
  Duration l1Ttl() {
    if (!link.present()) {
      return policy.ttl();
    }
    return link.available() && !home.tether().hearing() ? policy.degradedTtl() : policy.l1Ttl();
  }

  /// Longer than any entry or load that depends on a counter.
  Duration counterTtl() {
    return policy.retention().plus(policy.hardTimeout()).plusMinutes(1);
  }

  private String slot(K key) {
    return "e:" + name + ":" + keyText(key);
  }

  private String keyText(K key) {
    return keyText.write().apply(key);
  }

  private List<String> counters(Tags tags) {
    List<String> counters = new ArrayList<>(2 + tags.list().size());
    counters.add(TieredCaches.GLOBAL);
    counters.add(TieredCaches.generationOf(name));
    tags.forEach(tag -> counters.add(TieredCaches.counterOf(tag)));
    return counters;
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
