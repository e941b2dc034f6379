package dev.backlight.load.imports;

import dev.backlight.source.code.Expr;

/// One piece of a program that has no translation.
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int offset;

  RefusedException(int offset, String reason) {
    super(reason, null, false, false);
    this.offset = offset;
  }

  RefusedException(Expr at, String reason) {
    this(at.start(), reason);
  }

  /// Where, as a byte offset.
  int offset() {
    return offset;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
