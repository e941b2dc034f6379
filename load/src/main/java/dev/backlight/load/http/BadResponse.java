package dev.backlight.load.http;

/// What the server sent cannot be read.
final class BadResponse extends Exception {

  private static final long serialVersionUID = 1L;

  private final Failure kind;

  BadResponse(Failure kind, String detail) {
    super(detail, null, false, false);
    this.kind = kind;
  }

  Failure kind() {
    return kind;
  }
}
