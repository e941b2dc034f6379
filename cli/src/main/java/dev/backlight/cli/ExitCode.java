package dev.backlight.cli;

/// What the command returns to the shell.
public final class ExitCode {

  public static final int OK = 0;

  /// A budget is exceeded.
  public static final int GATE = 1;

  /// Wrong usage or configuration, or a file that cannot be read or written.
  public static final int USAGE = 2;

  /// Evidence that the configuration requires is missing.
  public static final int EVIDENCE = 3;

  /// Ended by Ctrl-C; results are kept.
  public static final int INTERRUPTED = 130;

  /// A defect of Backlight.
  public static final int INTERNAL = 70;

  private ExitCode() {}
}
