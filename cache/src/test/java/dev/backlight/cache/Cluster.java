package dev.backlight.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Nodes that share a store in memory, and a clock that a test moves.
@SuppressWarnings("NullAway") // A codec of strings serves a cache of strings and null.
final class Cluster implements AutoCloseable {

  static final CachePolicy POLICY =
      CachePolicy.ttl(Duration.ofMinutes(10))
          .withL1Ttl(Duration.ofSeconds(30))
          .withJitter(0)
          .withL2Timeout(Duration.ofSeconds(5));

  final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
  final MemoryTier.Store store = new MemoryTier.Store(nanos::get);
  final List<CacheEvent> events = new CopyOnWriteArrayList<>();
  private final List<TieredCaches> nodes = new ArrayList<>();

  void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  Time time() {
    return new Time(nanos::get, () -> 1_700_000_000_000L + nanos.get() / 1_000_000);
  }

  TieredCaches node() {
    return node(UnaryOperator.identity());
  }

  /// A node whose way to the store is tampered with.
  TieredCaches node(UnaryOperator<RemoteTier> tampered) {
    return node(tampered, builder -> {});
  }

  TieredCaches node(UnaryOperator<RemoteTier> tampered, Consumer<TieredCaches.Builder> more) {
    TieredCaches.Builder builder =
        TieredCaches.builder()
            .remote(tampered.apply(new MemoryTier(store)))
            .heartbeat(Duration.ofMillis(10))
            .listener(events::add)
            .time(time());
    more.accept(builder);
    TieredCaches node = builder.build();
    nodes.add(node);
    return node;
  }

  /// A node without L2.
  TieredCaches alone() {
    TieredCaches node = TieredCaches.builder().listener(events::add).time(time()).build();
    nodes.add(node);
    return node;
  }

  static TieredCache<String, @Nullable String> strings(TieredCaches node) {
    return strings(node, POLICY);
  }

  /// Every key has its own name as a tag, and the tag `all`.
  static TieredCache<String, @Nullable String> strings(TieredCaches node, CachePolicy policy) {
    return node.<String, @Nullable String>cache(
            "strings", String.class, ValueCodec.json((java.lang.reflect.Type) String.class))
        .policy(policy)
        .taggedBy(key -> Tags.of(key, "all"))
        .build();
  }

  <E extends CacheEvent> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public void close() {
    nodes.forEach(TieredCaches::close);
  }
}
