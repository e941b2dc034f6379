package dev.backlight.load.capacity;

import dev.backlight.load.scenario.Threshold;
import dev.backlight.load.scenario.ThresholdReader;
import java.util.ArrayList;
import java.util.List;

/// What a service must keep: `p99<50ms`, or `p95 < 300 ms, errors < 0.5 %`.
///
/// Each part becomes a share of requests that may be bad: with p99 one in a hundred may take
/// longer. Unless errors have a part of their own, a failed request counts as one that took too
/// long.
public record Objective(List<Part> parts, String text) {

  /// `limitNanos` is [#ERRORS] for the share of failed requests.
  public record Part(String text, long limitNanos, double allowedShare) {

    static final long ERRORS = Long.MAX_VALUE;

    public boolean isAboutErrors() {
      return limitNanos == ERRORS;
    }
  }

  public Objective {
    parts = List.copyOf(parts);
  }

  /// Throws IllegalArgumentException, with what is accepted, for anything else.
  public static Objective parse(String text) {
    List<Part> parts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      parts.add(part(part.strip()));
    }
    return new Objective(parts, text.strip());
  }

  private static Part part(String text) {
    Threshold threshold = ThresholdReader.parse("", text);
    if (threshold.below() && threshold.bound() > 0) {
      if (threshold.metric() instanceof Threshold.Percentile(double percent) && percent < 100) {
        return new Part(text, Math.round(threshold.bound() * 1e6), 1 - percent / 100);
      }
      if (threshold.metric() instanceof Threshold.Errors) {
        return new Part(text, Part.ERRORS, threshold.bound());
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no objective; write it as p99<50ms, or p95<300ms, errors<0.5%");
  }

  /// The longest time that any part speaks of, in seconds; 1 where none does.
  double longestSeconds() {
    return parts.stream()
        .filter(part -> !part.isAboutErrors())
        .mapToDouble(part -> part.limitNanos() / 1e9)
        .max()
        .orElse(1);
  }

  boolean judgesErrors() {
    return parts.stream().anyMatch(Part::isAboutErrors);
  }
}
