package dev.backlight.load.scenario;

/// A mistake in a scenario; the message names file, line and column and says what was meant.
public final class ScenarioException extends Exception {

  private static final long serialVersionUID = 1L;

  public ScenarioException(String message) {
    super(message);
  }
}
