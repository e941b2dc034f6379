package dev.backlight.load.prove;

/// A service did not come up; the message says what happened and how it ended.
public final class StartException extends Exception {

  private static final long serialVersionUID = 1L;

  public StartException(String message) {
    super(message);
  }
}
