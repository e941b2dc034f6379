package dev.backlight.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// The counters as this process sees them: one cell for each that an entry of L1 depends on.
///
/// An entry keeps the cells that were there before its load began. Invalidating kills the cell, and
/// with it, at once and without looking for them, every entry and every load that holds it; who
/// comes later gets a new cell. So a hit asks a field instead of a map, and an invalidation that
/// overtakes a load needs no case of its own.
///
/// Most hits do not even ask the fields: `endings` counts every kill after it was done, so an entry
/// whose cells were alive at a count is valid for as long as the count stays.
final class Cells {

  /// How many cells have been killed, read on every hit.
  final AtomicLong endings = new AtomicLong();

  private final Cache<String, Cell> cells = Caffeine.newBuilder().weakValues().build();

  Cell of(String counter) {
    return cells.get(counter, name -> new Cell());
  }

  List<Cell> of(List<String> counters) {
    return counters.stream().map(this::of).toList();
  }

  static boolean alive(List<Cell> cells) {
    for (Cell cell : cells) {
      if (cell.dead) {
        return false;
      }
    }
    return true;
  }

  void kill(String counter) {
    Cell cell = cells.asMap().remove(counter);
    if (cell != null) {
      kill(cell);
    }
  }

  /// First the cell and then the count: who reads the new count sees the cell dead.
  void kill(Cell cell) {
    cell.dead = true;
    endings.incrementAndGet();
  }

  /// Alive until it is killed, once.
  static final class Cell {

    private volatile boolean dead;

    boolean alive() {
      return !dead;
    }
  }
}
