package dev.backlight.load.exports;

/// Something that the other tool has no words for.
final class UnsayableException extends Exception {

  private static final long serialVersionUID = 1L;

  UnsayableException(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
