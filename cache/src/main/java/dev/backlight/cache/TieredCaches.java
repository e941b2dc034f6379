package dev.backlight.cache;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.backlight.cache.TieredCache.Stats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/// The caches of a service, which share one L2, their tags and their fate. One per service.
///
/// ```java
/// try (TieredCaches caches = TieredCaches.builder().redis("redis://localhost").build()) {
///   TieredCache<Long, Product> products =
///       caches.cache("products", Long.class, Product.class)
///           .policy(CachePolicy.ttl(Duration.ofMinutes(15)))
///           .taggedBy(id -> Tags.of("product:" + id))
///           .build();
///   Product product = products.get(42L, database::product);
/// }
/// ```
public final class TieredCaches implements AutoCloseable {

  /// The counter that everything depends on.
  static final String GLOBAL = "v:all";

  private static final Duration CONNECTING = Duration.ofSeconds(2);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration POLL = Duration.ofMillis(50);

  final Cells cells = new Cells();
  final RemoteLink link;
  final Recovery recovery;
  final Time time;
  final Tally tally;
  final Executor loads;
  final Semaphore loadsWithoutL2;
  final @Nullable Consumer<CacheEvent> listener;

  /// How long runs that were denied a lease wait at most before they ask again.
  final Duration poll;

  private final @Nullable Tether tether;
  private final Map<String, TwoLevelCache<?, ?>> caches = new ConcurrentHashMap<>();
  private final Thread ticking;
  private volatile long coarse;

  private TieredCaches(Builder made) {
    this.time = made.time;
    this.poll = made.poll;
    this.loads = made.loads;
    this.loadsWithoutL2 = new Semaphore(made.loadsWithoutL2);
    this.listener = made.listener;
    this.tally = new Tally("*", listener);
    RemoteTier tier = made.l2 == null ? null : made.l2.apply(made.namespace);
    this.link = new RemoteLink(tier, tally);
    this.recovery = new Recovery(time);
    this.coarse = time.now();
    this.tether = tier == null ? null : new Tether(this, tier, made.heartbeat);
    this.ticking = Thread.ofVirtual().name("backlight-cache-tick").start(this::tick);
    if (tether != null) {
      tether.start(CONNECTING);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /// Begins a cache of values that are written as JSON.
  ///
  /// @param name of letters, digits, `-`, `_` and `.`; a part of every name in L2 and in metrics
  /// @param keys a string, number, UUID, enum or record
  public <K, V> CacheBuilder<K, V> cache(String name, Class<K> keys, Class<V> values) {
    return cache(name, keys, ValueCodec.json(values));
  }

  /// As [#cache(String, Class, Class)], with another codec.
  public <K, V extends @Nullable Object> CacheBuilder<K, V> cache(
      String name, Class<K> keys, ValueCodec<V> codec) {
    return new CacheBuilder<>(this, name, KeyText.of(keys), codec);
  }

  /// The caches that were built, by name.
  public Map<String, TieredCache<?, ?>> all() {
    return Map.copyOf(caches);
  }

  /// Ends every entry with one of the tags, in all caches: one step in L2.
  ///
  /// @return as for [TieredCache#invalidate]
  public boolean invalidate(Tags tags) {
    List<String> counters = tags.list().stream().map(TieredCaches::counterOf).toList();
    return counters.isEmpty() || raise(counters, tally, patience());
  }

  /// Whether L2 is used now.
  public boolean l2Available() {
    return link.available();
  }

  /// Invalidations that wait for L2 to come back.
  public int pendingInvalidations() {
    return recovery.size();
  }

  /// Lets go of L2. The caches answer from L1 and their loaders from then on.
  @Override
  public void close() {
    ticking.interrupt();
    if (tether != null) {
      tether.close();
    }
  }

  static String counterOf(Tag tag) {
    return "v:t:" + tag.name();
  }

  static String generationOf(String cache) {
    return "v:c:" + cache;
  }

  Tether tether() {
    return Objects.requireNonNull(tether, "without L2 there is nobody to talk to");
  }

  /// A clock that stands still between two ticks: precise enough to reclaim memory, and free.
  long coarseNanos() {
    return coarse;
  }

  /// Raises counters in L2 and ends what depends on them here.
  boolean raise(List<String> counters, Tally on, Duration timeout) {
    boolean reached = end(counters, on, timeout);
    counters.forEach(cells::kill);
    return reached;
  }

  /// Ends slots and counters in L2 and tells the other nodes, now or as soon as L2 can be reached.
  ///
  /// @return whether L2 heard it, or there is none
  boolean end(List<String> names, Tally on, Duration timeout) {
    boolean reached =
        tether == null
            || link.ask("invalidate", timeout, on, to -> tether.end(to, names)).isPresent();
    if (!reached) {
      names.forEach(this::endLater);
    }
    return reached;
  }

  /// For longer than anything that depends on it is kept.
  void endLater(String name) {
    recovery.add(name, longest(CachePolicy::retention, Duration.ZERO));
  }

  /// What another node ended, ended here.
  void ended(String name) {
    if (!Flights.isSlot(name)) {
      cells.kill(name);
      return;
    }
    caches.values().forEach(cache -> cache.flights.endNamed(name));
  }

  void freed(String slot) {
    caches.values().forEach(cache -> cache.flights.freed(slot));
  }

  /// Something may have been missed: no copy in this process counts any more.
  void coherenceLost(String reason) {
    caches.values().forEach(cache -> cache.flights.newEpoch());
    tally.tell(() -> new CacheEvent.CoherenceLost(tally.cache, reason));
  }

  /// How long an answer of L2 may take that no single cache asks for.
  Duration patience() {
    return longest(policy -> policy.timeouts().l2(), Duration.ofMillis(50));
  }

  private Duration longest(Function<CachePolicy, Duration> of, Duration otherwise) {
    return caches.values().stream()
        .map(cache -> of.apply(cache.policy))
        .max(Duration::compareTo)
        .orElse(otherwise);
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(TICK);
        coarse = time.now();
        caches.values().forEach(TwoLevelCache::sweep);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <K, V extends @Nullable Object> TieredCache<K, V> add(CacheBuilder<K, V> made) {
    TwoLevelCache<K, V> cache = new TwoLevelCache<>(this, made);
    if (caches.putIfAbsent(made.name, cache) != null) {
      throw new IllegalArgumentException("there is a cache '" + made.name + "' already");
    }
    return cache;
  }

  /// How the caches of a service are set up.
  public static final class Builder {

    private @Nullable Function<String, RemoteTier> l2;
    private String namespace = "backlight";
    private Duration heartbeat = Duration.ofSeconds(1);
    private Executor loads = work -> Thread.ofVirtual().name("backlight-cache-load").start(work);
    private int loadsWithoutL2 = 32;
    private @Nullable Consumer<CacheEvent> listener;
    private Time time = Time.SYSTEM;
    private Duration poll = POLL;

    private Builder() {}

    /// Redis 6.2 or later as L2. Without it there is only L1.
    public Builder redis(String redisUrl) {
      l2 = within -> RemoteTier.redis(redisUrl, within);
      return this;
    }

    /// Another L2 than Redis. It is closed with the caches.
    public Builder remote(RemoteTier remote) {
      l2 = within -> remote;
      return this;
    }

    /// Before every name in Redis. Services that use the same caches have the same namespace.
    public Builder namespace(String value) {
      namespace = value;
      return this;
    }

    /// How often this node says that it lives, and how soon it notices that it is deaf (twice
    /// that). 10 ms or more; the default is 1 s.
    public Builder heartbeat(Duration interval) {
      if (interval.compareTo(Duration.ofMillis(10)) < 0) {
        throw new IllegalArgumentException("a heartbeat is at least 10 ms, not " + interval);
      }
      heartbeat = interval;
      return this;
    }

    /// Where loaders run. The default is a new virtual thread for each.
    public Builder loads(Executor executor) {
      loads = executor;
      return this;
    }

    /// How many loads run at a time while L2 is down, so that the database does not follow it. The
    /// default is 32.
    public Builder loadsWithoutL2(int most) {
      if (most < 1) {
        throw new IllegalArgumentException("at least one load has to be allowed, not " + most);
      }
      loadsWithoutL2 = most;
      return this;
    }

    public Builder listener(Consumer<CacheEvent> to) {
      listener = to;
      return this;
    }

    Builder time(Time value) {
      time = value;
      return this;
    }

    Builder poll(Duration most) {
      poll = most;
      return this;
    }

    /// Waits up to 2 s for L2. If it is not there by then, the caches do without until it is.
    public TieredCaches build() {
      return new TieredCaches(this);
    }
  }

  /// How one cache is set up.
  public static final class CacheBuilder<K, V extends @Nullable Object> {

    final String name;
    final KeyText<K> keyText;
    final ValueCodec<V> codec;
    CachePolicy policy = CachePolicy.ttl(Duration.ofMinutes(5));
    Function<? super K, Tags> tagsOf = key -> Tags.NONE;
    @Nullable ToIntBiFunction<? super K, ? super V> weigher;

    private final TieredCaches home;

    private CacheBuilder(TieredCaches home, String name, KeyText<K> keyText, ValueCodec<V> codec) {
      if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
        throw new IllegalArgumentException(
            "a cache is named by letters, digits, '-', '_' and '.', not '" + name + "'");
      }
      this.home = home;
      this.name = name;
      this.keyText = keyText;
      this.codec = codec;
    }

    /// The default is [CachePolicy#ttl(Duration)] of 5 minutes.
    public CacheBuilder<K, V> policy(CachePolicy value) {
      policy = value;
      return this;
    }

    /// The tags of every entry. They follow from the key alone, because their versions are read
    /// before the value is loaded.
    public CacheBuilder<K, V> taggedBy(Function<? super K, Tags> tags) {
      tagsOf = tags;
      return this;
    }

    /// What an entry weighs, for [CachePolicy#maxWeight]; 0 or more, 1 by default.
    public CacheBuilder<K, V> weigher(ToIntBiFunction<? super K, ? super V> value) {
      weigher = value;
      return this;
    }

    public TieredCache<K, V> build() {
      return home.add(this);
    }
  }

  /// Meters of Micrometer, under the names that its other caches use where there are any, for the
  /// caches that have been built when it is bound. They are kept as long as the registry. The only
  /// class that needs Micrometer to be there.
  @SuppressWarnings("exports")
  public record Meters(TieredCaches caches) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
      caches
          .all()
          .values()
          .forEach(cache -> {
            count(registry, cache, "cache.gets", Stats::l1Hits, "tier", "l1", "result", "hit");
            count(registry, cache, "cache.gets", Stats::l2Hits, "tier", "l2", "result", "hit");
            count(registry, cache, "cache.gets", Stats::misses, "tier", "all", "result", "miss");
            count(registry, cache, "cache.loads", Stats::loads);
            count(registry, cache, "cache.load.failures", Stats::loadFailures);
            count(registry, cache, "cache.coalesced", Stats::coalesced);
            count(registry, cache, "cache.stale", Stats::staleServed);
            count(registry, cache, "cache.refreshes", Stats::refreshes);
            count(registry, cache, "cache.refused", Stats::refused);
            count(registry, cache, "cache.l2.errors", Stats::l2Errors);
            gauge(registry, "cache.size", () -> cache.stats().l1Size(), "cache", cache.name());
            TimeGauge.builder("cache.load.duration", () -> cache.stats().loadNanos(), NANOSECONDS)
                .tags("cache", cache.name())
                .strongReference(true)
                .register(registry);
          });
      gauge(registry, "cache.l2.available", () -> caches.l2Available() ? 1 : 0);
      gauge(registry, "cache.l2.pending", caches::pendingInvalidations);
    }

    private static void count(
        MeterRegistry registry,
        TieredCache<?, ?> cache,
        String name,
        ToDoubleFunction<Stats> value,
        String... tags) {
      FunctionCounter.builder(name, cache, c -> value.applyAsDouble(c.stats()))
          .tags("cache", cache.name())
          .tags(tags)
          .register(registry);
    }

    private static void gauge(
        MeterRegistry registry, String name, Supplier<Number> value, String... tags) {
      Gauge.builder(name, value).tags(tags).strongReference(true).register(registry);
    }
  }
}
