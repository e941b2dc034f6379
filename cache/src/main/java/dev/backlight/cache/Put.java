package dev.backlight.cache;

import dev.backlight.cache.RemoteTier.LeaseRequest;
import dev.backlight.cache.RemoteTier.Leases;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One value that the application gives: it ends every lease on its key, and is told to the others
/// as an invalidation.
record Put<K, V extends @Nullable Object>(
    TwoLevelCache<K, V> cache, Flight<K, V> flight, Entry<V> entry) {

  private static final int ATTEMPTS = 3;

  /// @return whether L2 has it, or there is none
  boolean run() {
    boolean keep = entry.life.expiresAt() - flight.run.began > 0;
    boolean reached = !cache.link.present();
    for (int attempt = 0; attempt < ATTEMPTS && !reached && cache.link.available(); attempt++) {
      reached = keep ? stored() : cache.tellEnd(flight.slot);
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
    Publication<K, V> publication = new Publication<>(cache, "", read.get().versions());
    Optional<byte[]> bytes = publication.encode(flight, entry);
    if (bytes.isEmpty()) {
      // A value that cannot be kept leaves nothing behind.
      return cache.tellEnd(flight.slot);
    }
    return cache
        .ask(
            "put",
            tier ->
                cache
                    .home
                    .tether()
                    .say(
                        List.of(flight.slot),
                        said -> tier.setIfVersion(publication.write(flight, said), bytes.get())))
        .orElse(false);
  }
}
