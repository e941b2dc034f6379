package dev.backlight.cache;

import com.github.benmanes.caffeine.cache.Cache;
import dev.backlight.cache.Cells.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
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
  private Flight<K, V> made(K key, Tags more, LoadRun<K, V> run, @Nullable Entry<V> stale) {
    List<String> counters = new ArrayList<>();
    counters.add(TieredCaches.GLOBAL);
    counters.add(TieredCaches.generationOf(name));
    tagsOf.apply(key).and(more).list().forEach(tag -> counters.add(TieredCaches.counterOf(tag)));
    Flight<K, V> flight =
        new Flight<>(key, slot(key), counters, cells.of(counters), epoch, run, stale);
    run.add(flight);
    return flight;
  }

  /// The flight that is under way, or a new one of this run.
  Flight<K, V> join(K key, @Nullable Entry<V> stale, LoadRun<K, V> run) {
    return byKey.compute(
        key,
        (k, known) -> known != null && known.joinable() ? known : made(k, Tags.NONE, run, stale));
  }

  /// A new one ahead of expiry, unless there is one.
  void refresh(K key, Entry<V> entry, LoadRun<K, V> run) {
    byKey.computeIfAbsent(
        key,
        k -> {
          Flight<K, V> flight = made(k, Tags.NONE, run, entry);
          flight.newerThan = entry.life.version();
          return flight;
        });
  }

  /// One that reads and does not load, registered if there is no other.
  Flight<K, V> look(K key, @Nullable Entry<V> stale, LoadRun<K, V> run) {
    Flight<K, V> flight = made(key, Tags.NONE, run, stale);
    flight.shared = false;
    byKey.putIfAbsent(key, flight);
    return flight;
  }

  /// In the place of whatever is under way: nobody who asks from now on may get its result.
  Flight<K, V> replace(K key, Tags more, LoadRun<K, V> run) {
    Flight<K, V> flight = made(key, more, run, null);
    wake(byKey.put(key, flight));
    return flight;
  }

  boolean underWay(K key) {
    Flight<K, V> flight = byKey.get(key);
    return flight != null && flight.shared;
  }

  /// Answers those who wait, and keeps the entry unless the key was invalidated meanwhile.
  void land(Flight<K, V> flight, Entry<V> entry, boolean keep) {
    byKey.computeIfPresent(
        flight.key,
        (key, current) -> {
          if (current != flight) {
            return current;
          }
          if (keep && flight.alive()) {
            l1.put(key, entry);
          }
          return null;
        });
    flight.result.complete(entry);
  }

  /// Answers nobody.
  void leave(Flight<K, V> flight) {
    byKey.remove(flight.key, flight);
  }

  void fail(Flight<K, V> flight, Throwable thrown) {
    leave(flight);
    flight.result.completeExceptionally(thrown);
  }

  /// Ends the entry in this process, and takes its key from whoever is loading it.
  void end(K key) {
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
    ifOwn(slot, this::end);
  }

  /// Somebody gave up the lease of this slot, for which a flight may be waiting.
  void freed(String slot) {
    ifOwn(slot, key -> wake(byKey.get(key)));
  }

  private void ifOwn(String slot, Consumer<K> then) {
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
    then.accept(key);
  }

  /// Makes all copies in this process stale, and lets nothing land that was begun before.
  void newEpoch() {
    Cell before = epoch;
    epoch = new Cell();
    cells.kill(before);
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
