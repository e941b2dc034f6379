package dev.backlight.load.measure;

import com.fasterxml.jackson.annotation.JsonIgnore;

/// A phase as it happened. `startSecond` counts from the start of the run. `offeredPerSecond` is
/// the mean rate of intended arrivals, 0 for closed phases. `voidReason` is empty where the
/// generator kept up.
public record PhaseResult(
    String name,
    Model model,
    boolean warmUp,
    double startSecond,
    double seconds,
    long intended,
    double offeredPerSecond,
    double meanInFlight,
    String voidReason) {

  /// What makes the load.
  public enum Model {
    CLOSED,
    OPEN
  }

  @JsonIgnore
  public boolean isVoid() {
    return !voidReason.isEmpty();
  }
}
