package dev.backlight.load.engine;

import dev.backlight.load.measure.Window;
import dev.backlight.load.pace.Phase;

/// Hears how a run goes, on a thread of the engine's; it should return soon.
public interface RunListener {

  RunListener NONE = new RunListener() {};

  /// A phase begins.
  default void phase(Phase phase) {}

  /// A second is over.
  default void window(Window window) {}

  /// The run ends because no user got through its start; `reason` says why in a sentence.
  default void deserted(String reason) {}
}
