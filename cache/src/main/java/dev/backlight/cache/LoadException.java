package dev.backlight.cache;

/// A value could not be had: the loader threw a checked exception (the cause), or took longer than
/// [CachePolicy.Timeouts#hard]. What a loader throws unchecked, callers get as it was thrown.
public final class LoadException extends RuntimeException {

  private static final long serialVersionUID = 1;

  LoadException(String message) {
    super(message);
  }

  LoadException(String message, Throwable cause) {
    super(message, cause);
  }
}
