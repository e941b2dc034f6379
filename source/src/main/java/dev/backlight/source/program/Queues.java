package dev.backlight.source.program;

import java.util.regex.Pattern;

/// Methods that keep what they are given for a thread of their own.
public final class Queues {

  private static final Pattern NAME =
      Pattern.compile(
          "(?i)(en)?_?queue\\w*|\\w*(in_?background|fire_?and_?forget)\\w*"
              + "|\\w*(run_?in_?(executor|thread|pool|worker)|to_?thread|executor_?job)\\w*");

  private Queues() {}

  /// Whether a method does so by its name: `QueueTask`, `runInBackground`, `run_in_executor`.
  public static boolean keeps(String method) {
    return NAME.matcher(method).matches();
  }
}
