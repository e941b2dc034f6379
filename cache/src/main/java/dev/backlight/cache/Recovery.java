package dev.backlight.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Invalidations that L2 has not heard. Until it has, this node takes nothing from L2 that one of
/// them ends.
///
/// At most 10,000 slots and counters; beyond that there is only one left, the counter that
/// everything depends on. An invalidation is forgotten when what it ends has expired of itself.
final class Recovery {

  private static final int MOST = 10_000;
  private static final int BATCH = 500;
  private static final long NEVER = Long.MAX_VALUE / 2;

  private final Time time;

  /// What has ended, and when it will have expired of itself.
  private final Map<String, Long> pending = new ConcurrentHashMap<>();

  Recovery(Time time) {
    this.time = time;
  }

  int size() {
    return pending.size();
  }

  synchronized void add(String name, Duration retention) {
    pending.put(name, time.now() + retention.toNanos());
    if (pending.size() > MOST) {
      forgetExpired();
    }
    if (pending.size() > MOST) {
      pending.put(TieredCaches.GLOBAL, time.now() + NEVER);
      pending.keySet().retainAll(Set.of(TieredCaches.GLOBAL));
    }
  }

  /// Whether what L2 holds in the slot, under these counters, is known to be over.
  boolean covers(String slot, Collection<String> counters) {
    return !pending.isEmpty()
        && (pending.containsKey(slot) || counters.stream().anyMatch(pending::containsKey));
  }

  /// Repeats all in batches, until one fails.
  ///
  /// @param send tells L2 some of them
  /// @return how many were repeated, or -1 if some are left
  int replay(Predicate<Set<String>> send) {
    int replayed = 0;
    for (Map<String, Long> batch = batch(); !batch.isEmpty(); batch = batch()) {
      if (!send.test(batch.keySet())) {
        return -1;
      }
      replayed += batch.size();
      // What was added again while it was repeated stays.
      batch.forEach(pending::remove);
    }
    return replayed;
  }

  private synchronized Map<String, Long> batch() {
    forgetExpired();
    Map<String, Long> batch = new HashMap<>();
    pending.entrySet().stream()
        .limit(BATCH)
        .forEach(one -> batch.put(one.getKey(), one.getValue()));
    return batch;
  }

  private void forgetExpired() {
    long now = time.now();
    pending.values().removeIf(until -> now - until >= 0);
  }
}
