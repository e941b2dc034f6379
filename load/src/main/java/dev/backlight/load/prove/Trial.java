package dev.backlight.load.prove;

import java.util.List;

/// Makes one run of a version from a fresh start and measures it.
public interface Trial {

  RunFigures run(Version version) throws StartException, InterruptedException;

  /// A run of each, in this order: where both can be up at once, in slices by turns, so that what
  /// disturbs the machine for longer than a slice disturbs both; else one after the other.
  default List<RunFigures> pair(Version first, Version second)
      throws StartException, InterruptedException {
    return List.of(run(first), run(second));
  }

  /// What could not be measured, in whole sentences.
  default List<String> notes() {
    return List.of();
  }

  /// Ends the run under way soon; what it returns is not used.
  default void stop() {}
}
