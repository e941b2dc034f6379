package dev.backlight.load.measure;

import com.fasterxml.jackson.annotation.JsonIgnore;

/// One second of a run. `second` counts from the start of the run, `phase` is the one at its end.
///
/// `intended` arrivals should have started in it, `started` did; `completed` (of them `failed`)
/// ended in it and are in `response`, from their intended start. `late` started more than the
/// tolerated lag after they should have; `capHits` found the cap on requests in flight reached.
/// `users` and `inFlight` are those at its end. `voidReason` says why the generator did not keep
/// up; empty when it did.
public record Window(
    int second,
    String phase,
    boolean warmUp,
    double seconds,
    int users,
    int inFlight,
    long intended,
    long started,
    long completed,
    long failed,
    long late,
    long capHits,
    Distribution response,
    double cpuShare,
    String voidReason) {

  public double ratePerSecond() {
    return seconds > 0 ? completed / seconds : 0;
  }

  @JsonIgnore
  public boolean isVoid() {
    return !voidReason.isEmpty();
  }
}
