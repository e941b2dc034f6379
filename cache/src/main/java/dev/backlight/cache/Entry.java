package dev.backlight.cache;

import dev.backlight.cache.Cached.Freshness;
import dev.backlight.cache.Cells.Cell;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// A value in L1 and how long it may be served. All times are [Time#now] and compared by
/// difference, because they overflow.
///
/// Three ends: at `quietUntil` a hit begins to think about renewal, at `freshUntil` a caller has to
/// wait for a new value, at `staleUntil` not even a failing loader brings it back. Its cells can
/// end it at any time, and its epoch makes it stale.
///
/// What nearly every hit looks at is in the entry itself and fits a line of the processor's cache;
/// the rest is its [Life].
final class Entry<V extends @Nullable Object> {

  /// A draw of `-ln(u)` beyond this happens once in 400 million hits; nobody has to draw earlier.
  private static final double HIGHEST_DRAW = 20;

  final V value;
  final Life life;
  private final long quietUntil;

  /// The count of [Cells#endings] at which all of it was found alive. Races are harmless: it only
  /// ever holds such a count.
  private long aliveAt = -1;

  /// @param version see [Cached#version]
  /// @param loadNanos how long its load took
  /// @param freshUntil for this node; at most `expiresAt`
  /// @param expiresAt the end of its time to live, the same on all nodes
  /// @param failSafe whether it covers for a load that failed
  /// @param cells taken before anything of it was read, as the epoch
  record Life(
      long version,
      long loadNanos,
      long freshUntil,
      long expiresAt,
      long staleUntil,
      boolean failSafe,
      Cell epoch,
      List<Cell> cells) {}

  private Entry(V value, Life life, long quietUntil) {
    this.value = value;
    this.life = life;
    this.quietUntil = earlier(quietUntil, life.freshUntil);
  }

  /// The other parameters are those of [Life].
  ///
  /// @param flight whose epoch it has
  static <V extends @Nullable Object> Entry<V> loaded(
      Flight<?, V> flight,
      V value,
      long version,
      long loadNanos,
      long freshUntil,
      long expiresAt,
      List<Cell> cells) {
    CachePolicy policy = flight.run.cache.policy;
    Life life =
        new Life(
            version,
            loadNanos,
            earlier(freshUntil, expiresAt),
            expiresAt,
            expiresAt + policy.failSafe().max().toNanos(),
            false,
            flight.epoch,
            cells);
    long early = (long) (HIGHEST_DRAW * policy.refreshAhead() * loadNanos);
    return new Entry<>(value, life, expiresAt - early);
  }

  /// Fresh, and too far from its end to think about a renewal: the path of nearly all hits.
  ///
  /// @param endings the count of [Cells#endings], read before
  boolean quiet(long now, long endings) {
    return now - quietUntil < 0 && (aliveAt == endings || foundAlive(endings));
  }

  private boolean foundAlive(long endings) {
    boolean alive = life.epoch.alive() && valid();
    if (alive) {
      aliveAt = endings;
    }
    return alive;
  }

  boolean fresh(long now) {
    return now - life.freshUntil < 0 && life.epoch.alive() && valid();
  }

  /// Better than an error.
  boolean servable(long now) {
    return now - life.staleUntil < 0 && valid();
  }

  /// Nothing that it depends on was invalidated.
  private boolean valid() {
    return Cells.alive(life.cells);
  }

  /// XFetch: renew now if `now - loadTime * beta * ln(random)` is past the end.
  boolean drawsRefresh(long now, double beta) {
    double draw = -Math.log(1 - ThreadLocalRandom.current().nextDouble());
    return now - quietUntil >= 0
        && beta > 0
        && draw * beta * life.loadNanos >= life.expiresAt - now;
  }

  /// The same value, served for a while because its successor could not be loaded; never quietly.
  Entry<V> failSafe(long now, long until, Cell epoch) {
    Life covering =
        new Life(
            life.version,
            life.loadNanos,
            earlier(until, life.staleUntil),
            life.expiresAt,
            life.staleUntil,
            true,
            epoch,
            life.cells);
    return new Entry<>(value, covering, now);
  }

  /// The same value, which nobody tries to renew for a while.
  Entry<V> quietFor(long until) {
    return new Entry<>(value, life, until);
  }

  Cached<V> as(Freshness freshness) {
    return new Cached<>(value, freshness, life.version);
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }
}
