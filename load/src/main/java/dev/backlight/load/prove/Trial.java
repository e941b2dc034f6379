package dev.backlight.load.prove;

/// Makes one run of a version from a fresh start and measures it.
public interface Trial {

  RunFigures run(Version version) throws StartException, InterruptedException;
}
