package dev.backlight.cache;

import java.time.Duration;

/// How long values of a cache live, and what may be done when they cannot be renewed. Begin with
/// [#ttl(Duration)] and change what has to differ.
///
/// @param ttl time to live of a value, counted from the beginning of its load
/// @param l1Ttl how long a node relies on its own copy before it asks L2 again; what a node that is
///   cut off may serve an invalidated value for. At most `ttl`. Without L2, `ttl` counts instead
/// @param jitter share of a time to live by which it is shortened at random, so that what was
///   loaded together does not expire together; 0 to 0.9. Never added: a time to live is a promise
/// @param refreshAhead the beta of XFetch: a hit renews a value in the background before it
///   expires, the likelier the closer its end and the longer its last load. 0 is off, 1 is the
///   paper's optimum, more is earlier. Vattani, Chierichetti, Lowenstein, "Optimal Probabilistic
///   Cache Stampede Prevention", VLDB 2015
/// @param failSafeMax how long after its time to live a value may be served when its successor
///   cannot be loaded. Zero is off. What was invalidated is never served
/// @param retryAfter after a failed load that a stale value covered: when the next caller tries
/// @param softTimeout how long a caller waits for a load while there is a stale value to fall back
///   on
/// @param hardTimeout how long a caller waits at most, and how long a load may publish its result
/// @param l2Timeout how long anybody waits for one answer of L2
/// @param negativeTtl time to live of a cached `null`; zero does not cache it
/// @param degradedTtl takes the place of `l1Ttl` while this node cannot hear invalidations although
///   L2 answers. At most `l1Ttl`
/// @param maxWeight how much L1 holds: entries, or what [TieredCaches.CacheBuilder#weigher] says
public record CachePolicy(
    Duration ttl,
    Duration l1Ttl,
    double jitter,
    double refreshAhead,
    Duration failSafeMax,
    Duration retryAfter,
    Duration softTimeout,
    Duration hardTimeout,
    Duration l2Timeout,
    Duration negativeTtl,
    Duration degradedTtl,
    long maxWeight) {

  private static final Duration LONGEST = Duration.ofDays(365);

  public CachePolicy {
    positive("ttl", ttl);
    positive("l1Ttl", l1Ttl);
    positive("hardTimeout", hardTimeout);
    positive("l2Timeout", l2Timeout);
    positive("degradedTtl", degradedTtl);
    notNegative("failSafeMax", failSafeMax);
    notNegative("retryAfter", retryAfter);
    notNegative("softTimeout", softTimeout);
    notNegative("negativeTtl", negativeTtl);
    if (l1Ttl.compareTo(ttl) > 0) {
      throw new IllegalArgumentException("l1Ttl " + l1Ttl + " is longer than ttl " + ttl);
    }
    if (degradedTtl.compareTo(l1Ttl) > 0) {
      throw new IllegalArgumentException(
          "degradedTtl " + degradedTtl + " is longer than l1Ttl " + l1Ttl);
    }
    if (!(jitter >= 0 && jitter <= 0.9)) {
      throw new IllegalArgumentException("jitter is 0 to 0.9, not " + jitter);
    }
    if (!(refreshAhead >= 0 && refreshAhead <= 100)) {
      throw new IllegalArgumentException("refreshAhead is 0 to 100, not " + refreshAhead);
    }
    if (maxWeight < 1) {
      throw new IllegalArgumentException("maxWeight is at least 1, not " + maxWeight);
    }
  }

  /// The defaults: L1 for 30 s at most, 10 % jitter, XFetch with beta 1, no stale values, loads of
  /// up to 30 s, 50 ms for L2, `null` for 30 s, 5 s when deaf, 10,000 entries.
  public static CachePolicy ttl(Duration ttl) {
    Duration l1Ttl = least(ttl, Duration.ofSeconds(30));
    return new CachePolicy(
        ttl,
        l1Ttl,
        0.1,
        1,
        Duration.ZERO,
        Duration.ofSeconds(1),
        Duration.ofMillis(100),
        Duration.ofSeconds(30),
        Duration.ofMillis(50),
        l1Ttl,
        least(l1Ttl, Duration.ofSeconds(5)),
        10_000);
  }

  /// Shortens `degradedTtl` with it if need be.
  public CachePolicy withL1Ttl(Duration value) {
    Duration degraded = least(degradedTtl, value);
    return new CachePolicy(
        ttl,
        value,
        jitter,
        refreshAhead,
        failSafeMax,
        retryAfter,
        softTimeout,
        hardTimeout,
        l2Timeout,
        negativeTtl,
        degraded,
        maxWeight);
  }

  public CachePolicy withJitter(double value) {
    return new CachePolicy(
        ttl,
        l1Ttl,
        value,
        refreshAhead,
        failSafeMax,
        retryAfter,
        softTimeout,
        hardTimeout,
        l2Timeout,
        negativeTtl,
        degradedTtl,
        maxWeight);
  }

  public CachePolicy withRefreshAhead(double value) {
    return new CachePolicy(
        ttl,
        l1Ttl,
        jitter,
        value,
        failSafeMax,
        retryAfter,
        softTimeout,
        hardTimeout,
        l2Timeout,
        negativeTtl,
        degradedTtl,
        maxWeight);
  }

  public CachePolicy withFailSafe(Duration max) {
    return new CachePolicy(
        ttl,
        l1Ttl,
        jitter,
        refreshAhead,
        max,
        retryAfter,
        softTimeout,
        hardTimeout,
        l2Timeout,
        negativeTtl,
        degradedTtl,
        maxWeight);
  }

  public CachePolicy withRetryAfter(Duration value) {
    return new CachePolicy(
        ttl,
        l1Ttl,
        jitter,
        refreshAhead,
        failSafeMax,
        value,
        softTimeout,
        hardTimeout,
        l2Timeout,
        negativeTtl,
        degradedTtl,
        maxWeight);
  }

  public CachePolicy withTimeouts(Duration soft, Duration hard) {
    return new CachePolicy(
        ttl,
        l1Ttl,
        jitter,
        refreshAhead,
        failSafeMax,
        retryAfter,
        soft,
        hard,
        l2Timeout,
        negativeTtl,
        degradedTtl,
        maxWeight);
  }

  public CachePolicy withL2Timeout(Duration value) {
    return new CachePolicy(
        ttl,
        l1Ttl,
        jitter,
        refreshAhead,
        failSafeMax,
        retryAfter,
        softTimeout,
        hardTimeout,
        value,
        negativeTtl,
        degradedTtl,
        maxWeight);
  }

  public CachePolicy withNegativeTtl(Duration value) {
    return new CachePolicy(
        ttl,
        l1Ttl,
        jitter,
        refreshAhead,
        failSafeMax,
        retryAfter,
        softTimeout,
        hardTimeout,
        l2Timeout,
        value,
        degradedTtl,
        maxWeight);
  }

  public CachePolicy withDegradedTtl(Duration value) {
    return new CachePolicy(
        ttl,
        l1Ttl,
        jitter,
        refreshAhead,
        failSafeMax,
        retryAfter,
        softTimeout,
        hardTimeout,
        l2Timeout,
        negativeTtl,
        value,
        maxWeight);
  }

  public CachePolicy withMaxWeight(long value) {
    return new CachePolicy(
        ttl,
        l1Ttl,
        jitter,
        refreshAhead,
        failSafeMax,
        retryAfter,
        softTimeout,
        hardTimeout,
        l2Timeout,
        negativeTtl,
        degradedTtl,
        value);
  }

  /// How long an entry is kept at all, fresh or stale.
  Duration retention() {
    return ttl.plus(failSafeMax);
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static void positive(String name, Duration value) {
    notNegative(name, value);
    if (value.isZero()) {
      throw new IllegalArgumentException(name + " is zero");
    }
  }

  private static void notNegative(String name, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + " is 0 to " + LONGEST + ", not " + value);
    }
  }
}
