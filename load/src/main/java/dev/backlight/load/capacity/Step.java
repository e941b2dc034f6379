package dev.backlight.load.capacity;

import java.util.List;

/// A rate held for some seconds, without those in which it settled. Figures leave out seconds in
/// which the generator did not keep up.
public record Step(double rate, List<Second> seconds) {

  /// More void seconds than this share make a step void.
  private static final double TOLERATED_VOID_SHARE = 0.34;

  public Step {
    seconds = List.copyOf(seconds);
  }

  public boolean isVoid() {
    long bad = seconds.stream().filter(Second::isVoid).count();
    return seconds.isEmpty() || bad > TOLERATED_VOID_SHARE * seconds.size();
  }

  /// The cap on requests in flight was reached.
  boolean piledUp() {
    return seconds.stream().anyMatch(Second::capHit);
  }

  List<Second> valid() {
    return seconds.stream().filter(second -> !second.isVoid()).toList();
  }

  public double length() {
    return seconds.stream().mapToDouble(Second::seconds).sum();
  }

  public double achievedPerSecond() {
    return completed() / Math.max(valid().stream().mapToDouble(Second::seconds).sum(), 1e-9);
  }

  long completed() {
    return valid().stream().mapToLong(Second::completed).sum();
  }

  long intended() {
    return valid().stream().mapToLong(Second::intended).sum();
  }

  public double meanInFlight() {
    return valid().stream().mapToInt(Second::inFlight).average().orElse(0);
  }

  /// Of the requests, how many did not keep a part of the objective.
  public double badShare(int part) {
    long bad = valid().stream().mapToLong(second -> second.bad().get(part)).sum();
    return completed() == 0 ? 1 : (double) bad / completed();
  }

  public double medianMillis() {
    double[] medians = valid().stream().mapToDouble(Second::p50Millis).sorted().toArray();
    return medians.length == 0 ? 0 : medians[medians.length / 2];
  }
}
