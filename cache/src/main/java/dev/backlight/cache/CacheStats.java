package dev.backlight.cache;

/// What a cache did since it was made.
///
/// @param l1Hits answered from this process
/// @param l2Hits answered from the shared store
/// @param misses keys that neither tier had
/// @param loads loads that were begun, in the background too; a bulk load counts once per key
/// @param loadFailures loads that threw
/// @param coalesced callers who waited for a load that somebody else had begun
/// @param staleServed callers who got a value past its time to live
/// @param refreshes loads begun ahead of expiry
/// @param refused results that were not published, because of an invalidation during their load
/// @param l2Errors operations on L2 that failed or took too long
/// @param l1Size entries in this process, about
/// @param loadNanos time spent in loaders
/// @param l2Available whether L2 is used now: there is one and the breaker is closed
public record CacheStats(
    long l1Hits,
    long l2Hits,
    long misses,
    long loads,
    long loadFailures,
    long coalesced,
    long staleServed,
    long refreshes,
    long refused,
    long l2Errors,
    long l1Size,
    long loadNanos,
    boolean l2Available) {

  /// Hits of both tiers among all hits and misses; 1 before the first.
  public double hitRate() {
    long hits = l1Hits + l2Hits;
    return hits + misses == 0 ? 1 : (double) hits / (hits + misses);
  }
}
