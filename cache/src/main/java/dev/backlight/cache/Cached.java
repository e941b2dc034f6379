package dev.backlight.cache;

import org.jspecify.annotations.Nullable;

/// A value that is in the cache, which may be a cached `null`.
///
/// @param freshness whether it may be served as it is
/// @param version when its load began, milliseconds since 1970 by the clock of the node that
///   loaded; of two versions of a key the higher one was loaded later
public record Cached<V extends @Nullable Object>(V value, Freshness freshness, long version) {

  /// How a value stands to its time to live.
  public enum Freshness {
    /// Younger than its time to live.
    FRESH,
    /// Too old; its successor is being loaded, and takes longer than the soft timeout.
    STALE_REFRESHING,
    /// Too old; its successor could not be loaded, and it is better than an error.
    STALE_FAILSAFE
  }
}
