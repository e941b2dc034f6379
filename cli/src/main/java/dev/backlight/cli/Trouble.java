package dev.backlight.cli;

/// Something the user can mend: what is wrong, and what to do about it (may be empty).
public final class Trouble extends Exception {

  private static final long serialVersionUID = 1L;

  private final String remedy;

  public Trouble(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  public String remedy() {
    return remedy;
  }

  /// Both, as printed.
  String text() {
    return remedy.isEmpty()
        ? getMessage() + ""
        : getMessage() + System.lineSeparator() + "  " + remedy;
  }
}
