package dev.backlight.report;

import dev.backlight.model.Severity;

/// Colours of the terminal: middle tones of the 256 that read on light and dark backgrounds. Every
/// colour goes with a word or a sign, so that nothing is lost without.
record Ink(boolean on) {

  private static final int POOR = 197;
  private static final int FAIR = 172;
  private static final int GOOD = 35;
  private static final int MUTED = 245;
  private static final int LINK = 32;

  String bold(String text) {
    return wrap("1", text);
  }

  String muted(String text) {
    return colour(MUTED, text);
  }

  String link(String text) {
    return colour(LINK, text);
  }

  String good(String text) {
    return colour(GOOD, text);
  }

  String poor(String text) {
    return colour(POOR, text);
  }

  /// In the colour of a score out of 10.
  String score(double outOfTen, String text) {
    return colour(outOfTen >= 8 ? GOOD : outOfTen >= 5 ? FAIR : POOR, text);
  }

  String severity(Severity severity, String text) {
    return wrap("1;38;5;" + tone(severity), text);
  }

  private static int tone(Severity severity) {
    return switch (severity) {
      case CRITICAL -> POOR;
      case HIGH -> 208;
      case MEDIUM -> 178;
      case LOW -> 74;
    };
  }

  /// The sign that goes with a severity.
  static String sign(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "◆";
      case HIGH -> "▲";
      case MEDIUM -> "■";
      case LOW -> "●";
    };
  }

  private String colour(int tone, String text) {
    return wrap("38;5;" + tone, text);
  }

  private String wrap(String code, String text) {
    return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
