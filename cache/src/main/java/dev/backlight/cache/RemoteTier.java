package dev.backlight.cache;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// The store that processes share, reduced to what a cache needs of it. [#redis] is the real one.
///
/// It knows three kinds of names: _slots_ hold entries, _leases_ give one loader the right to
/// publish into a slot, and _counters_ are the versions of tags. An absent value is an empty array:
/// neither an entry nor a counter is ever empty.
///
/// Every method returns at once. Implementations do not retry and do not time out: that is the
/// caller's. They may forget anything at any time, except that a lease or counter that is forgotten
/// has to be absent and must not come back with an older value.
public interface RemoteTier extends AutoCloseable {

  /// Reads slots and counters together, in the order of the names.
  CompletionStage<List<byte[]>> mget(List<String> names);

  /// For every slot: takes its lease if nobody holds it, and reads it. For every counter: reads it,
  /// and gives it a random version if it is absent. All of it in one step. When a lease that was
  /// denied to somebody is given up, everybody hears [Listener#freed].
  CompletionStage<Leases> lease(LeaseRequest request);

  /// Stores a value if the lease is still held by the token and every counter still has its
  /// version, and ends the lease either way. All of it in one step.
  CompletionStage<Boolean> setIfVersion(Write write, byte[] value);

  /// Gives leases back that were not used.
  CompletionStage<Void> release(List<String> slots, String token);

  /// Empties the slots, ends their leases, raises the counters and tells the others. All of it in
  /// one step.
  CompletionStage<Void> invalidate(List<String> slots, List<String> counters, String message);

  /// Tells the others that this node lives.
  ///
  /// @param raise the counter to raise if the store was restarted, replaced or emptied
  /// @return an identity that changes exactly then
  CompletionStage<String> beat(String message, String raise);

  /// Hears everything that is published from now on, including by this node. A second call replaces
  /// the listener, and the connection with it.
  void subscribe(Listener listener);

  @Override
  void close();

  /// Redis 6.2 or later, by one URL such as `redis://user:password@localhost:6379/0`. It connects
  /// in the background and as often as need be.
  ///
  /// @param namespace before every name, so that applications can share a Redis
  static RemoteTier redis(String url, String namespace) {
    return new RedisTier(url, namespace);
  }

  /// Called on a thread of the tier, which must not be kept waiting.
  interface Listener {

    void heard(String message);

    /// Listening begins, or begins again: what was said before may have been missed.
    void connected();

    /// Somebody was denied the lease of this slot, and its holder has given it up, with a value or
    /// without. Whoever does not listen has to ask again.
    default void freed(String slot) {}
  }

  /// @param token whose lease it will be
  /// @param leaseTtl how long a holder has for its load
  /// @param counterTtl how long a new counter lives at least
  record LeaseRequest(
      List<String> slots,
      String token,
      Duration leaseTtl,
      List<String> counters,
      Duration counterTtl) {}

  /// @param granted for each slot
  /// @param entries for each slot, empty if absent
  /// @param versions of each counter
  record Leases(List<Boolean> granted, List<byte[]> entries, Map<String, Long> versions) {}

  /// @param token of the lease; empty to write without one and end whoever holds it
  /// @param versions of the counters it depends on
  /// @param ttl of the slot
  /// @param counterTtl how long the counters live at least from now
  /// @param message told to the others if it is not empty
  record Write(
      String slot,
      String token,
      Map<String, Long> versions,
      Duration ttl,
      Duration counterTtl,
      String message) {}
}
