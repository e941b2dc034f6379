package dev.backlight.load.engine;

import java.util.function.Supplier;

/// Users of one kind; `weight` is their share relative to the other populations.
public record Population(String name, double weight, Supplier<Behaviour> behaviour) {

  public Population {
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException(name + " has the weight " + weight);
    }
  }
}
