package dev.backlight.load.prove;

/// Makes one run of a version from a fresh start and measures it.
public interface Trial {

  RunFigures run(Version version) throws StartException, InterruptedException;

  /// Ends the run under way soon; what it returns is not used.
  default void stop() {}
}
