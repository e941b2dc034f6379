package dev.backlight.load.http;

/// A header as sent or received; names compare without case.
public record Header(String name, String value) {

  public Header {
    if (name.isEmpty() || breaksLines(name) || breaksLines(value)) {
      throw new IllegalArgumentException("not a header: '" + name + ": " + value + "'");
    }
  }

  public boolean is(String otherName) {
    return name.equalsIgnoreCase(otherName);
  }

  private static boolean breaksLines(String text) {
    return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.indexOf('\0') >= 0;
  }
}
