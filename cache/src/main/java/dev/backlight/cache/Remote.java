package dev.backlight.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.backlight.cache.CacheEvent.L2Error;
import dev.backlight.cache.Cells.Cell;
import dev.backlight.cache.RemoteTier.LeaseRequest;
import dev.backlight.cache.RemoteTier.Leases;
import dev.backlight.cache.RemoteTier.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What one cache has in L2: reads entries and judges them, takes leases, stores.
///
/// An entry counts if this node can read it and each counter it depends on still has the version it
/// was loaded under. A counter that is absent is unknown, and what depends on it a miss: two
/// absences are never equal.
final class Remote<K, V extends @Nullable Object> {

  private static final int ATTEMPTS = 3;
  private static final byte[] ABSENT = {};

  private final TwoLevelCache<K, V> cache;

  Remote(TwoLevelCache<K, V> cache) {
    this.cache = cache;
  }

  /// What is there, fresh or stale, by one MGET of all entries and counters.
  Map<Flight<K, V>, Entry<V>> entries(List<Flight<K, V>> wanted) {
    Map<String, byte[]> values =
        read(
            wanted.stream()
                .flatMap(flight -> Stream.concat(Stream.of(flight.slot), flight.counters.stream()))
                .distinct()
                .toList());
    Map<String, Long> versions = versions(values);
    Map<Flight<K, V>, Entry<V>> found = new HashMap<>();
    for (Flight<K, V> flight : wanted) {
      Entry<V> entry = judge(flight, values.getOrDefault(flight.slot, ABSENT), versions);
      if (entry != null) {
        found.put(flight, entry);
      }
    }
    return found;
  }

  /// @param versions of counters as far as they are known
  /// @return null for a miss
  @Nullable Entry<V> judge(Flight<K, V> flight, byte[] bytes, Map<String, Long> versions) {
    Envelope envelope = Envelope.read(bytes).orElse(null);
    if (envelope == null || !envelope.schema().equals(cache.codec.schema())) {
      return null;
    }
    Set<String> counters = envelope.versions().keySet();
    if (!counters.containsAll(flight.counters)
        || cache.home.recovery.covers(flight.slot, counters)) {
      return null;
    }
    // Tags that only this entry has, given to `put`: their cells first, then their versions.
    List<String> own = counters.stream().filter(name -> !flight.counters.contains(name)).toList();
    List<Cell> cells = flight.cells;
    Map<String, Long> known = versions;
    if (!own.isEmpty()) {
      cells = Stream.concat(cells.stream(), cache.home.cells.of(own).stream()).toList();
      known = new HashMap<>(versions);
      known.keySet().removeAll(own);
      known.putAll(versions(read(own)));
    }
    if (!known.entrySet().containsAll(envelope.versions().entrySet())) {
      return null;
    }
    V value;
    try {
      value = envelope.isNull() ? TwoLevelCache.nothing() : cache.codec.decode(envelope.bytes());
    } catch (Exception e) {
      failed("decode", e);
      return null;
    }
    // By this node's clock, but never longer than its own policy allows from now.
    long left = (envelope.expiresAt() - cache.time.epochMillis()) * 1_000_000;
    long expiresAt = cache.time.now() + Math.min(left, cache.policy.ttl().toNanos());
    long relyUntil = flight.run.began + cache.l1Ttl().toNanos();
    return Entry.loaded(
        flight, value, envelope.loadedAt(), envelope.loadNanos(), relyUntil, expiresAt, cells);
  }

  /// Asks for the leases of all, and reads once more what is there.
  Optional<Leases> lease(String token, List<Flight<K, V>> wanted) {
    if (wanted.stream().anyMatch(f -> cache.home.recovery.covers(f.slot, f.counters))) {
      return Optional.empty();
    }
    List<String> counters =
        wanted.stream().flatMap(flight -> flight.counters.stream()).distinct().toList();
    Duration end = cache.policy.timeouts().hard();
    LeaseRequest request = new LeaseRequest(slots(wanted), token, end, counters, counterTtl());
    return ask("lease", tier -> tier.lease(request));
  }

  /// Gives back what was leased in vain.
  void release(String token, List<Flight<K, V>> leased) {
    if (!leased.isEmpty()) {
      ask("release", tier -> tier.release(slots(leased), token).thenApply(done -> true));
    }
  }

  /// Stores what was loaded under these versions, all values at once.
  ///
  /// @return what was refused; neither what L2 did not answer nor what has no right to be stored
  Set<Flight<K, V>> publish(
      String token, Map<String, Long> versions, Map<Flight<K, V>, Entry<V>> entries) {
    Map<Flight<K, V>, byte[]> encoded = new LinkedHashMap<>();
    entries.forEach((flight, entry) ->
        encode(flight, entry, versions).ifPresent(bytes -> encoded.put(flight, bytes)));
    release(token, entries.keySet().stream().filter(f -> !encoded.containsKey(f)).toList());
    if (encoded.isEmpty()) {
      return Set.of();
    }
    Set<Flight<K, V>> refused = ConcurrentHashMap.newKeySet();
    ask(
        "store",
        tier -> {
          List<CompletableFuture<Boolean>> stores = new ArrayList<>();
          encoded.forEach((flight, bytes) ->
              stores.add(
                  tier.setIfVersion(write(flight, token, versions, ""), bytes)
                      .thenApply(stored -> stored || refused.add(flight))
                      .toCompletableFuture()));
          return CompletableFuture.allOf(stores.toArray(CompletableFuture[]::new))
              .thenApply(done -> true);
        });
    return Set.copyOf(refused);
  }

  /// Stores what the application gives: it ends every lease on its key, and is told to the others
  /// as an invalidation.
  ///
  /// @param keep whether it has a time to live
  /// @return whether L2 has it, or there is none
  boolean put(Flight<K, V> flight, Entry<V> entry, boolean keep) {
    boolean reached = !cache.link.present();
    for (int attempt = 0; attempt < ATTEMPTS && !reached && cache.link.available(); attempt++) {
      reached = keep ? stored(flight, entry) : cache.tellEnd(flight.slot);
    }
    return reached;
  }

  /// False if a tag was invalidated at the same moment, or L2 did not answer.
  private boolean stored(Flight<K, V> flight, Entry<V> entry) {
    LeaseRequest versionsOnly =
        new LeaseRequest(List.of(), "", Duration.ofSeconds(1), flight.counters, counterTtl());
    Optional<Leases> read = ask("versions", tier -> tier.lease(versionsOnly));
    if (read.isEmpty()) {
      return false;
    }
    Map<String, Long> versions = read.get().versions();
    Optional<byte[]> bytes = encode(flight, entry, versions);
    if (bytes.isEmpty()) {
      // A value that cannot be kept leaves nothing behind.
      return cache.tellEnd(flight.slot);
    }
    Function<RemoteTier, CompletionStage<Boolean>> put =
        tier ->
            cache
                .home
                .tether()
                .say(
                    List.of(flight.slot),
                    said -> tier.setIfVersion(write(flight, "", versions, said), bytes.get()));
    return ask("put", put).orElse(false);
  }

  private Write write(
      Flight<K, V> flight, String token, Map<String, Long> versions, String message) {
    return new Write(
        flight.slot,
        token,
        versionsOf(flight, versions),
        cache.policy.retention(),
        counterTtl(),
        message);
  }

  /// Empty for what must not be kept and for what the codec cannot write.
  private Optional<byte[]> encode(Flight<K, V> flight, Entry<V> entry, Map<String, Long> versions) {
    long left = entry.life.expiresAt() - cache.time.now();
    if (left <= 0) {
      return Optional.empty();
    }
    try {
      // What the application's code throws is no reason not to use the value in this process.
      byte[] payload = entry.value == null ? ABSENT : cache.codec.encode(entry.value);
      Envelope envelope =
          new Envelope(
              entry.value == null,
              entry.life.version(),
              cache.time.epochMillis() + left / 1_000_000,
              entry.life.loadNanos(),
              cache.codec.schema(),
              versionsOf(flight, versions),
              List.of(payload));
      return Optional.of(envelope.write());
    } catch (Exception e) {
      failed("encode", e);
      return Optional.empty();
    }
  }

  private static Map<String, Long> versionsOf(Flight<?, ?> flight, Map<String, Long> versions) {
    Map<String, Long> own = new LinkedHashMap<>();
    flight.counters.forEach(counter -> own.put(counter, versions.getOrDefault(counter, -1L)));
    return own;
  }

  private Map<String, byte[]> read(List<String> names) {
    Map<String, byte[]> values = new HashMap<>();
    ask("mget", tier -> tier.mget(names))
        .ifPresent(answer -> {
          for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), answer.get(i));
          }
        });
    return values;
  }

  /// Of all counters that are there.
  private static Map<String, Long> versions(Map<String, byte[]> values) {
    Map<String, Long> versions = new HashMap<>();
    values.forEach((name, text) -> {
      if (!Flights.isSlot(name) && text.length > 0) {
        versions.put(name, Long.valueOf(new String(text, UTF_8)));
      }
    });
    return versions;
  }

  private List<String> slots(List<Flight<K, V>> of) {
    return of.stream().map(flight -> flight.slot).toList();
  }

  private <T> Optional<T> ask(String operation, Function<RemoteTier, CompletionStage<T>> ask) {
    return cache.link.ask(operation, cache.policy.timeouts().l2(), cache.tally, ask);
  }

  /// A codec failed, which is somebody else's code.
  private void failed(String operation, Exception e) {
    cache.tally.count(
        cache.tally.l2Errors,
        () -> new L2Error(cache.name(), operation, String.valueOf(e.getMessage())));
  }

  /// Longer than any entry or load that depends on a counter.
  private Duration counterTtl() {
    return cache.policy.retention().plus(cache.policy.timeouts().hard()).plusMinutes(1);
  }
}
