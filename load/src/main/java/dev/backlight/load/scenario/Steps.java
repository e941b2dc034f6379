package dev.backlight.load.scenario;

import java.util.List;

/// Several steps in the place of one.
public final class Steps {

  private Steps() {}

  static Step one(Place place, List<Step> steps) {
    return steps.size() == 1
        ? steps.getFirst()
        : new Step.If(place, Expression.truth(true), List.copyOf(steps), List.of());
  }
}
