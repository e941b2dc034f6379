package dev.backlight.cache;

import java.util.List;
import java.util.concurrent.CompletionStage;

/// A tier that does what another does; the tests' way to break one thing of it.
class Forwarding implements RemoteTier {

  final RemoteTier to;

  Forwarding(RemoteTier to) {
    this.to = to;
  }

  @Override
  public CompletionStage<List<byte[]>> mget(List<String> names) {
    return to.mget(names);
  }

  @Override
  public CompletionStage<Leases> lease(LeaseRequest request) {
    return to.lease(request);
  }

  @Override
  public CompletionStage<Boolean> setIfVersion(Write write, byte[] value) {
    return to.setIfVersion(write, value);
  }

  @Override
  public CompletionStage<Void> release(List<String> slots, String token) {
    return to.release(slots, token);
  }

  @Override
  public CompletionStage<Void> invalidate(
      List<String> slots, List<String> counters, String message) {
    return to.invalidate(slots, counters, message);
  }

  @Override
  public CompletionStage<String> beat(String message, String raise) {
    return to.beat(message, raise);
  }

  @Override
  public void subscribe(Listener listener) {
    to.subscribe(listener);
  }

  @Override
  public void close() {
    to.close();
  }

  /// A listener that passes on what it hears.
  static class Ear implements Listener {

    private final Listener listener;

    Ear(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void heard(String message) {
      listener.heard(message);
    }

    @Override
    public void connected() {
      listener.connected();
    }

    @Override
    public void freed(String slot) {
      listener.freed(slot);
    }
  }
}
