package dev.backlight.load.scenario;

import java.util.List;

/// Tasks to choose from, what is done before and after, and how long to think between them.
public record TaskSet(
    Order order, Think think, List<Step> onStart, List<Step> onStop, List<Task> tasks) {

  public enum Order {
    /// Drawn by weight each time.
    RANDOM,
    /// One after the other, again and again.
    SEQUENTIAL
  }
}
