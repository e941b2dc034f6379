package dev.backlight.cache;

import com.github.benmanes.caffeine.cache.Cache;
import dev.backlight.cache.Cells.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The flights that fill L1: at most one per key in this process, registered before anything is
/// read, so that whatever invalidates the key meanwhile finds it. A flight lands under the same
/// lock of the map under which an invalidation removes it: either its value comes first and is
/// removed, or the flight is gone and its value is answered but not kept.
final class Flights<K, V extends @Nullable Object> {

  private static final String SLOT = "e:";

  private final String name;
  private final String prefix;
  private final KeyText<K> keyText;
  private final Function<? super K, Tags> tagsOf;
  private final Cells cells;
  private final Cache<K, Entry<V>> l1;
  private final ConcurrentHashMap<K, Flight<K, V>> byKey = new ConcurrentHashMap<>();
  private final LongAdder ended = new LongAdder();
  private volatile Cell epoch = new Cell();

  Flights(TieredCaches.CacheBuilder<K, V> made, Cells cells, Cache<K, Entry<V>> l1) {
    this.name = made.name;
    this.prefix = SLOT + name + ":";
    this.keyText = made.keyText;
    this.tagsOf = made.tagsOf;
    this.cells = cells;
    this.l1 = l1;
  }

  /// One that nobody can find yet.
  ///
  /// @param more tags in addition to those of the key
  /// @param newerThan see [Flight#newerThan]
  Flight<K, V> unregistered(
      K key, Tags more, LoadRun<K, V> run, long newerThan, @Nullable Entry<V> stale) {
    List<String> counters = new ArrayList<>();
    counters.add(TieredCaches.GLOBAL);
    counters.add(TieredCaches.generationOf(name));
    tagsOf.apply(key).and(more).list().forEach(tag -> counters.add(TieredCaches.counterOf(tag)));
    Flight<K, V> flight =
        new Flight<>(key, slot(key), counters, cells.of(counters), epoch, run, newerThan, stale);
    run.add(flight);
    return flight;
  }

  /// The flight that is under way, or a new one of this run.
  Flight<K, V> join(K key, @Nullable Entry<V> stale, LoadRun<K, V> run) {
    return byKey.compute(
        key,
        (k, known) ->
            known != null && known.joinable()
                ? known
                : unregistered(k, Tags.NONE, run, Long.MIN_VALUE, stale));
  }

  /// A new one ahead of expiry, unless there is one.
  void refresh(K key, Entry<V> entry, LoadRun<K, V> run) {
    byKey.computeIfAbsent(key, k -> unregistered(k, Tags.NONE, run, entry.life.version(), entry));
  }

  /// In the place of whatever is under way: nobody who asks from now on may get its result.
  void replace(Flight<K, V> flight) {
    ended.increment();
    wake(byKey.put(flight.key, flight));
  }

  boolean underWay(K key) {
    return byKey.containsKey(key);
  }

  /// Answers those who wait, and keeps the entry unless the key was invalidated meanwhile.
  void land(Flight<K, V> flight, Entry<V> entry, boolean keep) {
    byKey.computeIfPresent(
        flight.key,
        (key, current) -> {
          if (current != flight) {
            return current;
          }
          if (keep && flight.joinable()) {
            l1.put(key, entry);
          }
          return null;
        });
    flight.result.complete(entry);
  }

  void fail(Flight<K, V> flight, Throwable thrown) {
    byKey.remove(flight.key, flight);
    flight.result.completeExceptionally(thrown);
  }

  /// A count that stays as long as no key of this cache is ended.
  long ended() {
    return ended.sum();
  }

  /// Keeps what was read without being registered, unless a key was ended meanwhile.
  void keep(Flight<K, V> looked, Entry<V> entry, long endedBefore) {
    byKey.compute(
        looked.key,
        (key, flight) -> {
          if (flight == null && looked.joinable() && ended.sum() == endedBefore) {
            l1.put(key, entry);
          }
          return flight;
        });
  }

  /// Ends the entry in this process, and takes its key from whoever is loading it.
  void end(K key) {
    ended.increment();
    byKey.compute(
        key,
        (k, flight) -> {
          l1.invalidate(k);
          wake(flight);
          return null;
        });
  }

  /// As [#end], for a slot that another node named, if it is of this cache. A key that this node
  /// cannot read was never its own.
  void endNamed(String slot) {
    if (!slot.startsWith(prefix)) {
      return;
    }
    K key;
    try {
      key = keyText.read().apply(slot.substring(prefix.length()));
    } catch (RuntimeException e) {
      newEpoch();
      return;
    }
    end(key);
  }

  /// Makes all copies in this process stale, and lets nothing land that was begun before.
  void newEpoch() {
    Cell before = epoch;
    epoch = new Cell();
    cells.kill(before);
  }

  /// The cells of a flight, and those of counters that it did not know.
  List<Cell> cells(List<String> own, Flight<K, V> flight) {
    return Stream.concat(flight.cells.stream(), cells.of(own).stream()).toList();
  }

  String slot(K key) {
    return prefix + keyText.write().apply(key);
  }

  /// Whether it is the name of a slot, or of a counter.
  static boolean isSlot(String name) {
    return name.startsWith(SLOT);
  }

  /// What a run waits for has changed: whoever held the lease of a key has it no more.
  private void wake(@Nullable Flight<K, V> flight) {
    if (flight != null) {
      flight.run.wake();
    }
  }
}
