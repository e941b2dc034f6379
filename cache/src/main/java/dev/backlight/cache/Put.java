package dev.backlight.cache;

import dev.backlight.cache.RemoteTier.LeaseRequest;
import dev.backlight.cache.RemoteTier.Leases;
import dev.backlight.cache.Said.Thing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One value that the application gives: it ends every lease on its key, and is told to the others
/// as an invalidation.
final class Put<K, V extends @Nullable Object> {

  private static final int ATTEMPTS = 3;

  private final TwoLevelCache<K, V> cache;
  private final Flight<K, V> flight;
  private final Thing.Key thing;
  private final Entry<V> entry;

  Put(TwoLevelCache<K, V> cache, Flight<K, V> flight, V value, Thing.Key thing) {
    this.cache = cache;
    this.flight = flight;
    this.thing = thing;
    this.entry = flight.run.entry(flight, value, 0);
  }

  /// @return whether L2 has it, or there is none
  boolean run() {
    boolean keep = entry.life.expiresAt() - flight.run.began > 0;
    boolean reached = !cache.link.present();
    for (int attempt = 0; attempt < ATTEMPTS && !reached && cache.link.available(); attempt++) {
      reached = keep ? stored() : ended();
    }
    cache.flights.land(flight, entry, keep);
    return reached;
  }

  /// False if a tag was invalidated at the same moment, or L2 did not answer.
  private boolean stored() {
    LeaseRequest versionsOnly =
        new LeaseRequest(List.of(), "", Duration.ofSeconds(1), flight.counters, cache.counterTtl());
    Optional<Leases> read = cache.ask("versions", tier -> tier.lease(versionsOnly));
    if (read.isEmpty()) {
      return false;
    }
    Map<String, Long> versions = new HashMap<>();
    for (int i = 0; i < flight.counters.size(); i++) {
      versions.put(flight.counters.get(i), read.get().versions().get(i));
    }
    Publication<K, V> publication = new Publication<>(cache, "", versions);
    Optional<byte[]> bytes = publication.encode(entry, flight.counters);
    if (bytes.isEmpty()) {
      return ended();
    }
    return cache
        .ask(
            "put",
            tier ->
                cache.say(
                    List.of(thing),
                    said ->
                        tier.setIfVersion(
                            publication.write(flight.slot, flight.counters, said), bytes.get())))
        .orElse(false);
  }

  /// A value that must not be kept leaves nothing behind.
  private boolean ended() {
    return cache.tell(
        "put",
        List.of(thing),
        (tier, said) -> tier.invalidate(List.of(flight.slot), List.of(), said));
  }
}
