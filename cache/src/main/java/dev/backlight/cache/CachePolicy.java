package dev.backlight.cache;

import java.time.Duration;

/// How long values of a cache live, and what may be done when they cannot be renewed. Begin with
/// [#ttl(Duration)] and change what has to differ.
///
/// @param ttl time to live of a value, counted from the beginning of its load
/// @param l1Ttl how long a node relies on its own copy before it asks L2 again; what a node that is
///   cut off may serve an invalidated value for. At most `ttl`. Without L2, `ttl` counts instead
/// @param degradedTtl takes the place of `l1Ttl` while this node cannot hear invalidations although
///   L2 answers. At most `l1Ttl`
/// @param negativeTtl time to live of a cached `null`; zero does not cache it
/// @param jitter share of a time to live by which it is shortened at random, so that what was
///   loaded together does not expire together; 0 to 0.9. Never added: a time to live is a promise
/// @param refreshAhead the beta of XFetch: a hit renews a value in the background before it
///   expires, the likelier the closer its end and the longer its last load. 0 is off, 1 is the
///   paper's optimum, more is earlier; at most 100. Vattani, Chierichetti, Lowenstein, "Optimal
///   Probabilistic Cache Stampede Prevention", VLDB 2015
/// @param failSafe when a stale value may cover
/// @param timeouts how long anybody waits
/// @param maxWeight how much L1 holds: entries, or what [TieredCaches.CacheBuilder#weigher] says
public record CachePolicy(
    Duration ttl,
    Duration l1Ttl,
    Duration degradedTtl,
    Duration negativeTtl,
    double jitter,
    double refreshAhead,
    FailSafe failSafe,
    Timeouts timeouts,
    long maxWeight) {

  private static final Duration LONGEST = Duration.ofDays(365);

  /// @param max how long after its time to live a value may be served when its successor cannot be
  ///   loaded. Zero is off. What was invalidated is never served
  /// @param retryAfter after a failed load that a stale value covered: when the next caller tries
  public record FailSafe(Duration max, Duration retryAfter) {
    public FailSafe {
      within("failSafe", Duration.ZERO, max, LONGEST);
      within("retryAfter", Duration.ZERO, retryAfter, LONGEST);
    }
  }

  /// @param soft how long a caller waits for a load while there is a stale value to fall back on
  /// @param hard how long a caller waits at most, and how long a load may publish its result
  /// @param l2 how long anybody waits for one answer of L2
  public record Timeouts(Duration soft, Duration hard, Duration l2) {
    public Timeouts {
      within("soft timeout", Duration.ZERO, soft, LONGEST);
      within("hard timeout", Duration.ofNanos(1), hard, LONGEST);
      within("l2 timeout", Duration.ofNanos(1), l2, LONGEST);
    }
  }

  public CachePolicy {
    within("ttl", Duration.ofNanos(1), ttl, LONGEST);
    within("l1Ttl", Duration.ofNanos(1), l1Ttl, ttl);
    within("degradedTtl", Duration.ofNanos(1), degradedTtl, l1Ttl);
    within("negativeTtl", Duration.ZERO, negativeTtl, LONGEST);
    within("jitter", 0.0, jitter, 0.9);
    within("refreshAhead", 0.0, refreshAhead, 100.0);
    within("maxWeight", 1L, maxWeight, Long.MAX_VALUE);
  }

  /// The defaults: L1 for 30 s at most, 5 s when deaf, `null` for 30 s, 10 % jitter, XFetch with
  /// beta 1, no stale values, loads of up to 30 s, 50 ms for L2, 10,000 entries.
  public static CachePolicy ttl(Duration ttl) {
    Duration l1Ttl = least(ttl, Duration.ofSeconds(30));
    return new CachePolicy(
        ttl,
        l1Ttl,
        least(l1Ttl, Duration.ofSeconds(5)),
        l1Ttl,
        0.1,
        1,
        new FailSafe(Duration.ZERO, Duration.ofSeconds(1)),
        new Timeouts(Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofMillis(50)),
        10_000);
  }

  /// Shortens `degradedTtl` with it if need be.
  public CachePolicy withL1Ttl(Duration l1) {
    return ages(l1, least(degradedTtl, l1), negativeTtl);
  }

  public CachePolicy withDegradedTtl(Duration degraded) {
    return ages(l1Ttl, degraded, negativeTtl);
  }

  public CachePolicy withNegativeTtl(Duration negative) {
    return ages(l1Ttl, degradedTtl, negative);
  }

  public CachePolicy withJitter(double share) {
    return renewed(share, refreshAhead, maxWeight);
  }

  public CachePolicy withRefreshAhead(double beta) {
    return renewed(jitter, beta, maxWeight);
  }

  public CachePolicy withMaxWeight(long most) {
    return renewed(jitter, refreshAhead, most);
  }

  public CachePolicy withFailSafe(Duration max) {
    return failing(new FailSafe(max, failSafe.retryAfter), timeouts);
  }

  public CachePolicy withRetryAfter(Duration pause) {
    return failing(new FailSafe(failSafe.max, pause), timeouts);
  }

  public CachePolicy withTimeouts(Duration soft, Duration hard) {
    return failing(failSafe, new Timeouts(soft, hard, timeouts.l2));
  }

  public CachePolicy withL2Timeout(Duration l2) {
    return failing(failSafe, new Timeouts(timeouts.soft, timeouts.hard, l2));
  }

  private CachePolicy ages(Duration l1, Duration deaf, Duration none) {
    return new CachePolicy(
        ttl, l1, deaf, none, jitter, refreshAhead, failSafe, timeouts, maxWeight);
  }

  private CachePolicy renewed(double share, double beta, long most) {
    return new CachePolicy(
        ttl, l1Ttl, degradedTtl, negativeTtl, share, beta, failSafe, timeouts, most);
  }

  private CachePolicy failing(FailSafe cover, Timeouts waits) {
    return new CachePolicy(
        ttl, l1Ttl, degradedTtl, negativeTtl, jitter, refreshAhead, cover, waits, maxWeight);
  }

  /// How long an entry is kept at all, fresh or stale.
  Duration retention() {
    return ttl.plus(failSafe.max);
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static <T extends Comparable<T>> void within(String name, T least, T value, T most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(name + " is " + least + " to " + most + ", not " + value);
    }
  }
}
