package dev.backlight.cache;

/// Leaves L2 alone when it fails too often. It opens after 5 failures among the last 10 operations
/// and is closed by a heartbeat that was answered: no caller is ever the one to try.
final class Breaker {

  private static final int LAST_TEN = (1 << 10) - 1;
  private static final int FAILURES = 5;

  /// A bit for each of the last operations, set if it failed.
  private volatile int failures;

  private volatile boolean open;

  boolean open() {
    return open;
  }

  /// The path of nearly all operations, which takes no lock while nothing has failed.
  void succeeded() {
    if (failures != 0) {
      note(0);
    }
  }

  /// @return whether it was this failure that opened it
  boolean failed() {
    return note(1);
  }

  synchronized void close() {
    open = false;
    failures = 0;
  }

  private synchronized boolean note(int failure) {
    int noted = (failures << 1 | failure) & LAST_TEN;
    failures = noted;
    boolean opens = !open && Integer.bitCount(noted) >= FAILURES;
    if (opens) {
      open = true;
    }
    return opens;
  }
}
