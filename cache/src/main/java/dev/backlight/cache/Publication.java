package dev.backlight.cache;

import dev.backlight.cache.RemoteTier.Write;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Stores what was loaded under the versions that were read before, all values at once.
final class Publication<K, V extends @Nullable Object> {

  private final TwoLevelCache<K, V> cache;
  private final String token;
  private final Map<String, Long> versions;

  Publication(TwoLevelCache<K, V> cache, String token, Map<String, Long> versions) {
    this.cache = cache;
    this.token = token;
    this.versions = versions;
  }

  /// @return whether each was stored; nothing for what L2 did not answer, or what has no right to
  ///   be stored
  Map<Flight<K, V>, Boolean> publish(Map<Flight<K, V>, Entry<V>> entries) {
    Map<Flight<K, V>, byte[]> encoded = new LinkedHashMap<>();
    entries.forEach((flight, entry) ->
        encode(entry, flight.counters).ifPresent(bytes -> encoded.put(flight, bytes)));
    List<Flight<K, V>> order = List.copyOf(encoded.keySet());
    if (order.isEmpty()) {
      return Map.of();
    }
    Optional<List<Boolean>> answer =
        cache.ask(
            "store",
            tier -> {
              List<CompletableFuture<Boolean>> stores =
                  order.stream()
                      .map(flight ->
                          tier.setIfVersion(
                                  write(flight.slot, flight.counters, ""),
                                  encoded.getOrDefault(flight, new byte[0]))
                              .toCompletableFuture())
                      .toList();
              return all(stores);
            });
    Map<Flight<K, V>, Boolean> accepted = new HashMap<>();
    answer.ifPresent(stored -> {
      for (int i = 0; i < order.size(); i++) {
        accepted.put(order.get(i), stored.get(i));
      }
    });
    return accepted;
  }

  Write write(String slot, List<String> counters, String message) {
    Duration retention = cache.policy.retention();
    return new Write(
        slot,
        token,
        counters,
        counters.stream().map(counter -> versions.getOrDefault(counter, -1L)).toList(),
        retention,
        cache.counterTtl(),
        message);
  }

  /// Empty for what must not be kept and for what the codec cannot write.
  Optional<byte[]> encode(Entry<V> entry, List<String> counters) {
    long left = entry.life.expiresAt() - cache.time.now();
    if (left <= 0) {
      return Optional.empty();
    }
    byte[] payload = {};
    if (entry.value != null) {
      try {
        payload = cache.codec.encode(entry.value);
      } catch (Exception e) {
        // A codec is somebody else's code; the value is still good for this process.
        cache.tally.count(
            cache.tally.l2Errors,
            () -> new CacheEvent.L2Error(cache.name(), "encode", String.valueOf(e.getMessage())));
        return Optional.empty();
      }
    }
    Envelope envelope =
        new Envelope(
            entry.life.version(),
            cache.time.epochMillis() + left / 1_000_000,
            entry.life.loadNanos(),
            entry.value == null,
            cache.codec.schema(),
            counters,
            counters.stream().map(counter -> versions.getOrDefault(counter, -1L)).toList(),
            List.of(payload));
    return Optional.of(envelope.write());
  }

  private static CompletionStage<List<Boolean>> all(List<CompletableFuture<Boolean>> stores) {
    return CompletableFuture.allOf(stores.toArray(CompletableFuture[]::new))
        .thenApply(done -> stores.stream().map(CompletableFuture::join).toList());
  }
}
