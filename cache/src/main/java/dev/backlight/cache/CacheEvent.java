package dev.backlight.cache;

import java.time.Duration;

/// Something that happened in a cache. Listeners are called on the thread where it happened: they
/// have to be quick, and what they throw is dropped.
public sealed interface CacheEvent {

  /// Of the cache; `*` for what concerns all caches.
  String cache();

  enum Tier {
    L1,
    L2
  }

  record Hit(String cache, Object key, Tier tier) implements CacheEvent {}

  /// Neither tier has a fresh value.
  record Miss(String cache, Object key) implements CacheEvent {}

  /// A load ended, well or not.
  record Load(String cache, Object key, Duration took, boolean succeeded) implements CacheEvent {}

  /// A caller joined a load that somebody else had begun.
  record Coalesced(String cache, Object key) implements CacheEvent {}

  record StaleServed(String cache, Object key, Cached.Freshness freshness) implements CacheEvent {}

  /// A load was not published: its key or one of its tags was invalidated meanwhile.
  record Refused(String cache, Object key) implements CacheEvent {}

  record L2Error(String cache, String operation, String reason) implements CacheEvent {}

  /// L2 is left alone until it answers its heartbeat.
  record BreakerOpen(String cache, String reason) implements CacheEvent {}

  /// L2 answers again.
  ///
  /// @param replayed invalidations that had waited for it
  record Recovered(String cache, int replayed) implements CacheEvent {}

  /// This node may have missed invalidations, so it relies on none of its own copies.
  record CoherenceLost(String cache, String reason) implements CacheEvent {}
}
