package dev.backlight.cache;

import dev.backlight.cache.Said.Thing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Invalidations that L2 has not heard. Until it has, this node takes nothing from L2 that one of
/// them ends.
///
/// One entry per slot or counter, at most 10,000; beyond that there is only one left, which ends
/// everything. An invalidation is forgotten when what it ends has expired of itself.
final class Recovery {

  private static final int MOST = 10_000;
  private static final int BATCH = 500;

  private final Time time;
  private final Map<String, Pending> pending = new LinkedHashMap<>();
  private volatile boolean empty = true;
  private boolean everything;

  Recovery(Time time) {
    this.time = time;
  }

  /// @param slot whether it is a slot, or a counter
  private record Pending(String name, boolean slot, Thing thing, long until) {}

  /// What to repeat: slots to empty, counters to raise, things to say.
  record Replay(List<String> slots, List<String> counters, List<Thing> things) {}

  /// An operation on L2 that repeats some invalidations.
  @FunctionalInterface
  interface Sender {
    boolean send(Replay replay) throws InterruptedException;
  }

  boolean isEmpty() {
    return empty;
  }

  synchronized int size() {
    return everything ? MOST : pending.size();
  }

  void addSlot(String slot, Thing.Key thing, Duration retention) {
    add(new Pending(slot, true, thing, time.now() + retention.toNanos()));
  }

  void addCounter(String counter, Duration retention) {
    add(new Pending(counter, false, new Thing.Counter(counter), time.now() + retention.toNanos()));
  }

  private synchronized void add(Pending one) {
    empty = false;
    if (everything) {
      return;
    }
    pending.remove(one.name);
    if (pending.size() >= MOST) {
      forgetExpired();
    }
    if (pending.size() >= MOST) {
      pending.clear();
      everything = true;
    } else {
      pending.put(one.name, one);
    }
  }

  /// Whether what L2 holds in the slot, under these counters, is known to be over.
  boolean covers(String slot, Collection<String> counters) {
    if (empty) {
      return false;
    }
    synchronized (this) {
      return everything
          || pending.containsKey(slot)
          || counters.stream().anyMatch(pending::containsKey);
    }
  }

  /// Repeats all in batches, until one fails.
  ///
  /// @return how many were repeated, or -1 if some are left
  int replay(Sender sender) throws InterruptedException {
    int replayed = 0;
    while (true) {
      List<Pending> batch = batch();
      boolean all = isEverything();
      if (batch.isEmpty() && !all) {
        return replayed;
      }
      if (!sender.send(all ? EVERYTHING : replay(batch))) {
        return -1;
      }
      replayed += all ? 1 : batch.size();
      done(batch, all);
    }
  }

  private static final Replay EVERYTHING =
      new Replay(
          List.of(), List.of(TieredCaches.GLOBAL), List.of(new Thing.Counter(TieredCaches.GLOBAL)));

  private static Replay replay(List<Pending> batch) {
    List<String> slots = batch.stream().filter(Pending::slot).map(Pending::name).toList();
    List<String> counters = batch.stream().filter(one -> !one.slot()).map(Pending::name).toList();
    return new Replay(slots, counters, batch.stream().map(Pending::thing).toList());
  }

  private synchronized boolean isEverything() {
    return everything;
  }

  private synchronized List<Pending> batch() {
    forgetExpired();
    return new ArrayList<>(pending.values().stream().limit(BATCH).toList());
  }

  private synchronized void done(List<Pending> batch, boolean all) {
    if (all) {
      everything = false;
    }
    batch.forEach(one -> pending.remove(one.name, one));
    empty = pending.isEmpty() && !everything;
  }

  private void forgetExpired() {
    long now = time.now();
    Iterator<Pending> each = pending.values().iterator();
    while (each.hasNext()) {
      if (now - each.next().until >= 0) {
        each.remove();
      }
    }
    empty = pending.isEmpty() && !everything;
  }
}
