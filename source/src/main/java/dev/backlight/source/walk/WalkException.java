package dev.backlight.source.walk;

/// The root cannot be walked; the message says why in one sentence.
public final class WalkException extends Exception {

  private static final long serialVersionUID = 1L;

  WalkException(String message) {
    super(message);
  }

  WalkException(String message, Throwable cause) {
    super(message, cause);
  }
}
