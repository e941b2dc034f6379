package dev.backlight.cli;

/// What the command returns to the shell.
final class ExitCode {

  static final int OK = 0;

  /// A budget is exceeded.
  static final int GATE = 1;

  /// Wrong usage or configuration, or a file that cannot be read or written.
  static final int USAGE = 2;

  /// Evidence that the configuration requires is missing.
  static final int EVIDENCE = 3;

  /// A defect of Backlight.
  static final int INTERNAL = 70;

  private ExitCode() {}
}
