package dev.backlight.cache;

import dev.backlight.cache.Cached.Freshness;
import dev.backlight.cache.Cells.Cell;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// A value in L1 and how long it may be served. All times are [Time#now] and compared by
/// difference, because they overflow.
///
/// Three ends: at `quietUntil` a hit begins to think about renewal, at `freshUntil` a caller has to
/// wait for a new value, at `staleUntil` not even a failing loader brings it back. Its cells can
/// end it at any time, and its epoch makes it stale.
final class Entry<V extends @Nullable Object> {

  /// A draw of `-ln(u)` beyond this happens once in 400 million hits; nobody has to draw earlier.
  private static final double HIGHEST_DRAW = 20;

  final V value;
  final long version;
  final long loadNanos;
  final long quietUntil;
  final long freshUntil;
  final long expiresAt;
  final long staleUntil;
  final boolean failSafe;
  final Cell epoch;
  private final Cell[] cells;

  private Entry(
      V value,
      long version,
      long loadNanos,
      Ends ends,
      boolean failSafe,
      Cell epoch,
      Cell[] cells) {
    this.value = value;
    this.version = version;
    this.loadNanos = loadNanos;
    this.quietUntil = ends.quietUntil;
    this.freshUntil = ends.freshUntil;
    this.expiresAt = ends.expiresAt;
    this.staleUntil = ends.staleUntil;
    this.failSafe = failSafe;
    this.epoch = epoch;
    this.cells = cells;
  }

  private record Ends(long quietUntil, long freshUntil, long expiresAt, long staleUntil) {}

  /// @param version see [Cached#version]
  /// @param loadNanos how long its load took
  /// @param freshUntil for this node; at most `expiresAt`
  /// @param expiresAt the end of its time to live, the same on all nodes
  /// @param cells taken before anything of it was read, as the epoch
  static <V extends @Nullable Object> Entry<V> loaded(
      V value,
      long version,
      long loadNanos,
      double refreshAhead,
      long freshUntil,
      long expiresAt,
      long staleUntil,
      Cell epoch,
      Cell[] cells) {
    long early = (long) (HIGHEST_DRAW * refreshAhead * loadNanos);
    long quietUntil = earlier(freshUntil, expiresAt - early);
    Ends ends = new Ends(quietUntil, earlier(freshUntil, expiresAt), expiresAt, staleUntil);
    return new Entry<>(value, version, loadNanos, ends, false, epoch, cells);
  }

  /// Fresh, and too far from its end to think about a renewal: the path of nearly all hits.
  boolean quiet(long now) {
    return now - quietUntil < 0 && epoch.alive() && valid();
  }

  boolean fresh(long now) {
    return now - freshUntil < 0 && epoch.alive() && valid();
  }

  /// Better than an error.
  boolean servable(long now) {
    return now - staleUntil < 0 && valid();
  }

  /// Nothing that it depends on was invalidated.
  boolean valid() {
    for (Cell cell : cells) {
      if (!cell.alive()) {
        return false;
      }
    }
    return true;
  }

  /// XFetch: renew now if `now - loadTime * beta * ln(random)` is past the end.
  boolean drawsRefresh(long now, double beta) {
    double draw = -Math.log(1 - ThreadLocalRandom.current().nextDouble());
    return beta > 0 && draw * beta * loadNanos >= expiresAt - now;
  }

  /// The same value, served for a while because its successor could not be loaded.
  Entry<V> failSafe(long until, Cell currentEpoch) {
    Ends ends = new Ends(quietUntil, earlier(until, staleUntil), expiresAt, staleUntil);
    return new Entry<>(value, version, loadNanos, ends, true, currentEpoch, cells);
  }

  /// The same value, which nobody tries to renew for a while.
  Entry<V> quietFor(long until) {
    Ends ends = new Ends(earlier(until, freshUntil), freshUntil, expiresAt, staleUntil);
    return new Entry<>(value, version, loadNanos, ends, failSafe, epoch, cells);
  }

  Cached<V> as(Freshness freshness) {
    return new Cached<>(value, freshness, version);
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }
}
