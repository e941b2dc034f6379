package dev.backlight.load.scenario;

/// What must hold for a run to pass: `p95 < 300ms`, of one task or (`task` empty) of all requests.
/// Times are in milliseconds, shares from 0 to 1, rates per second.
public record Threshold(String task, Metric metric, boolean below, double bound, String text) {

  /// What is measured.
  public sealed interface Metric {}

  /// A percentile of response time; 100 is the longest.
  public record Percentile(double percent) implements Metric {}

  public record Mean() implements Metric {}

  /// Failed requests of all.
  public record Errors() implements Metric {}

  /// Successful requests per second.
  public record Rate() implements Metric {}

  /// Checks passed of all.
  public record Checks() implements Metric {}
}
