package dev.backlight.load.scenario;

/// A mistake in an expression, at a place in its text counted from 0.
public final class SyntaxException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int at;

  SyntaxException(int at, String message) {
    super(message);
    this.at = at;
  }

  public int at() {
    return at;
  }
}
