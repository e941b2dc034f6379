package dev.backlight.cli;

/// Colours text, or leaves it as it is.
record Paint(boolean on) {

  private static final String RESET = "\u001b[0m";

  String bold(String text) {
    return with("1", text);
  }

  String faint(String text) {
    return with("2", text);
  }

  String red(String text) {
    return with("31", text);
  }

  String green(String text) {
    return with("32", text);
  }

  String cyan(String text) {
    return with("36", text);
  }

  private String with(String code, String text) {
    return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + RESET : text;
  }
}
