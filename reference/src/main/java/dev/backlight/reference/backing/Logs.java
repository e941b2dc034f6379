package dev.backlight.reference.backing;

import java.util.logging.Level;
import java.util.logging.Logger;

/// What a process of the shop logs: a line per event of its own, and only warnings of its
/// libraries.
public final class Logs {

  /// Loggers are collected when nobody holds them, and their levels with them.
  private static final Logger ROOT = Logger.getLogger("");

  private static final Logger SHOP = Logger.getLogger("shop");

  private Logs() {}

  public static void quiet() {
    System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tT %4$s %5$s%6$s%n");
    ROOT.setLevel(Level.WARNING);
    SHOP.setLevel(Level.INFO);
  }
}
