package dev.backlight.load.capacity;

import java.util.List;

/// A rate held for some seconds, without those in which it settled.
public record Step(double rate, List<Second> seconds) {

  /// More void seconds than this share make a step void.
  private static final double TOLERATED_VOID_SHARE = 0.1;

  public Step {
    seconds = List.copyOf(seconds);
  }

  public boolean isVoid() {
    long bad = seconds.stream().filter(Second::isVoid).count();
    return seconds.isEmpty() || bad > TOLERATED_VOID_SHARE * seconds.size();
  }

  public double length() {
    return seconds.stream().mapToDouble(Second::seconds).sum();
  }

  public double achievedPerSecond() {
    return completed() / Math.max(length(), 1e-9);
  }

  long completed() {
    return seconds.stream().mapToLong(Second::completed).sum();
  }

  long intended() {
    return seconds.stream().mapToLong(Second::intended).sum();
  }

  public double meanInFlight() {
    return seconds.stream().mapToInt(Second::inFlight).average().orElse(0);
  }

  /// Of the requests, how many did not keep a part of the objective.
  public double badShare(int part) {
    long bad = seconds.stream().mapToLong(second -> second.bad().get(part)).sum();
    return completed() == 0 ? 1 : (double) bad / completed();
  }

  public double medianMillis() {
    double[] medians = seconds.stream().mapToDouble(Second::p50Millis).sorted().toArray();
    return medians.length == 0 ? 0 : medians[medians.length / 2];
  }
}
