package dev.backlight.load.engine;

import java.util.function.Supplier;

/// Users of one kind. In a closed phase there are `fixedCount` of them before any others come; with
/// 0, and for all arrivals of open phases, `weight` is their share relative to the other
/// populations.
public record Population(
    String name, double weight, int fixedCount, Supplier<Behaviour> behaviour) {

  public Population {
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException(name + " has the weight " + weight);
    }
    if (fixedCount < 0) {
      throw new IllegalArgumentException(name + " has the count " + fixedCount);
    }
  }

  /// By weight alone.
  public Population(String name, double weight, Supplier<Behaviour> behaviour) {
    this(name, weight, 0, behaviour);
  }
}
