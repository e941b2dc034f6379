package dev.backlight.cache;

import dev.backlight.cache.RemoteTier.Write;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Stores values under the versions that were read before they were made.
///
/// @param token of the lease, or empty for what the application puts
record Publication<K, V extends @Nullable Object>(
    TwoLevelCache<K, V> cache, String token, Map<String, Long> versions) {

  /// Stores what was loaded, all values at once.
  ///
  /// @return what was refused; neither what L2 did not answer nor what has no right to be stored
  Set<Flight<K, V>> publish(Map<Flight<K, V>, Entry<V>> entries) {
    Map<Flight<K, V>, byte[]> encoded = new LinkedHashMap<>();
    entries.forEach(
        (flight, entry) -> encode(flight, entry).ifPresent(bytes -> encoded.put(flight, bytes)));
    if (encoded.isEmpty()) {
      return Set.of();
    }
    Set<Flight<K, V>> refused = ConcurrentHashMap.newKeySet();
    cache.ask(
        "store",
        tier -> {
          List<CompletableFuture<Void>> stores =
              encoded.entrySet().stream()
                  .map(one ->
                      tier.setIfVersion(write(one.getKey(), ""), one.getValue())
                          .thenAccept(stored -> {
                            if (!stored) {
                              refused.add(one.getKey());
                            }
                          })
                          .toCompletableFuture())
                  .toList();
          return CompletableFuture.allOf(stores.toArray(CompletableFuture[]::new))
              .thenApply(done -> true);
        });
    return Set.copyOf(refused);
  }

  Write write(Flight<K, V> flight, String message) {
    return new Write(
        flight.slot,
        token,
        versionsOf(flight),
        cache.policy.retention(),
        cache.counterTtl(),
        message);
  }

  /// Empty for what must not be kept and for what the codec cannot write.
  Optional<byte[]> encode(Flight<K, V> flight, Entry<V> entry) {
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
        cache.failed("encode", e);
        return Optional.empty();
      }
    }
    Envelope envelope =
        new Envelope(
            entry.value == null,
            entry.life.version(),
            cache.time.epochMillis() + left / 1_000_000,
            entry.life.loadNanos(),
            cache.codec.schema(),
            versionsOf(flight),
            List.of(payload));
    return Optional.of(envelope.write());
  }

  private Map<String, Long> versionsOf(Flight<K, V> flight) {
    Map<String, Long> own = new LinkedHashMap<>();
    flight.counters.forEach(counter -> own.put(counter, versions.getOrDefault(counter, -1L)));
    return own;
  }
}
