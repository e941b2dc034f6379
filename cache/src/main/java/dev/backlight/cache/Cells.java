package dev.backlight.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;

/// The counters as this process sees them: one cell for each that an entry of L1 depends on.
///
/// An entry keeps the cells that were there before its load began. Invalidating kills the cell, and
/// with it, at once and without looking for them, every entry and every load that holds it; who
/// comes later gets a new cell. So a hit asks a field instead of a map, and an invalidation that
/// overtakes a load needs no case of its own.
final class Cells {

  private final Cache<String, Cell> cells = Caffeine.newBuilder().weakValues().build();

  Cell of(String counter) {
    return cells.get(counter, name -> new Cell());
  }

  Cell[] of(List<String> counters) {
    return counters.stream().map(this::of).toArray(Cell[]::new);
  }

  void kill(String counter) {
    Cell cell = cells.asMap().remove(counter);
    if (cell != null) {
      cell.kill();
    }
  }

  /// Alive until it is killed, once.
  static final class Cell {

    private volatile boolean dead;

    boolean alive() {
      return !dead;
    }

    void kill() {
      dead = true;
    }
  }
}
