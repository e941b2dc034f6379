package dev.backlight.cache;

import dev.backlight.cache.Cells.Cell;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads entries of L2 and judges them. An entry counts if this node can read it and each counter
/// it depends on still has the version it was loaded under. A counter that is absent is unknown,
/// and what depends on it a miss: two absences are never equal.
final class RemoteRead<K, V extends @Nullable Object> {

  private final TwoLevelCache<K, V> cache;
  private final long began;

  /// @param began when the reader began, from which L1's time to live counts
  RemoteRead(TwoLevelCache<K, V> cache, long began) {
    this.cache = cache;
    this.began = began;
  }

  /// What L2 has, fresh or stale, by one MGET of all entries and counters.
  Map<Flight<K, V>, Entry<V>> entries(List<Flight<K, V>> wanted) {
    Set<String> names = new LinkedHashSet<>();
    wanted.forEach(flight -> names.add(flight.slot));
    wanted.forEach(flight -> names.addAll(flight.counters));
    Map<String, byte[]> values = read(new ArrayList<>(names));
    if (values.isEmpty()) {
      return Map.of();
    }
    Map<String, Long> versions = new HashMap<>();
    Map<Flight<K, V>, Entry<V>> found = new HashMap<>();
    for (Flight<K, V> flight : wanted) {
      flight.counters.forEach(counter -> version(counter, values, versions));
      Entry<V> entry = judge(flight, values.getOrDefault(flight.slot, new byte[0]), versions);
      if (entry != null) {
        found.put(flight, entry);
      }
    }
    return found;
  }

  /// @param versions of counters as far as they are known
  /// @return null for a miss
  @Nullable Entry<V> judge(Flight<K, V> flight, byte[] bytes, Map<String, Long> versions) {
    if (bytes.length == 0) {
      return null;
    }
    Optional<Envelope> read = Envelope.read(bytes);
    if (read.isEmpty() || !read.get().schema().equals(cache.codec.schema())) {
      return null;
    }
    Envelope envelope = read.get();
    Set<String> counters = envelope.versions().keySet();
    if (!counters.containsAll(flight.counters)
        || cache.home.recovery.covers(flight.slot, counters)) {
      return null;
    }
    // Tags that only this entry has, given to `put`: their cells first, then their versions.
    List<String> own = counters.stream().filter(name -> !flight.counters.contains(name)).toList();
    List<Cell> cells = own.isEmpty() ? flight.cells : cache.flights.cells(own, flight);
    Map<String, Long> known = new HashMap<>(versions);
    if (!own.isEmpty()) {
      Map<String, byte[]> values = read(own);
      own.forEach(counter -> version(counter, values, known));
    }
    return known.entrySet().containsAll(envelope.versions().entrySet())
        ? opened(flight, envelope, cells)
        : null;
  }

  private @Nullable Entry<V> opened(Flight<K, V> flight, Envelope envelope, List<Cell> cells) {
    V value;
    try {
      value = envelope.isNull() ? TwoLevelCache.nothing() : cache.codec.decode(envelope.bytes());
    } catch (Exception e) {
      cache.failed("decode", e);
      return null;
    }
    // By this node's clock, but never longer than its own policy allows from now.
    long left = (envelope.expiresAt() - cache.time.epochMillis()) * 1_000_000;
    long expiresAt = cache.time.now() + Math.min(left, cache.policy.ttl().toNanos());
    return Entry.loaded(
        flight,
        cache.policy,
        value,
        envelope.loadedAt(),
        envelope.loadNanos(),
        began + cache.l1Ttl().toNanos(),
        expiresAt,
        cells);
  }

  private Map<String, byte[]> read(List<String> names) {
    Optional<List<byte[]>> answer = cache.ask("mget", tier -> tier.mget(names));
    if (answer.isEmpty()) {
      return Map.of();
    }
    Map<String, byte[]> values = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), answer.get().get(i));
    }
    return values;
  }

  /// What is not in L2 is not known, whatever was.
  private static void version(
      String counter, Map<String, byte[]> values, Map<String, Long> versions) {
    byte[] text = values.getOrDefault(counter, new byte[0]);
    if (text.length == 0) {
      versions.remove(counter);
    } else {
      versions.put(counter, Long.valueOf(new String(text, StandardCharsets.UTF_8)));
    }
  }
}
