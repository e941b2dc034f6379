package dev.backlight.cache;

import java.util.Arrays;

/// Leaves L2 alone when it fails too often. It opens after 5 failures among the last 10 operations
/// and is closed by a heartbeat that was answered: no caller is ever the one to try.
final class Breaker {

  private static final int WINDOW = 10;
  private static final int FAILURES = 5;

  private final boolean[] failed = new boolean[WINDOW];
  private int next;
  private int failures;
  private volatile boolean anyFailure;
  private volatile boolean open;

  boolean open() {
    return open;
  }

  /// The path of nearly all operations, which takes no lock while nothing has failed.
  void succeeded() {
    if (anyFailure) {
      note(false);
    }
  }

  /// @return whether it was this failure that opened it
  boolean failed() {
    anyFailure = true;
    return note(true);
  }

  synchronized void close() {
    open = false;
    clear();
  }

  private synchronized boolean note(boolean failure) {
    failures += (failure ? 1 : 0) - (failed[next] ? 1 : 0);
    failed[next] = failure;
    next = (next + 1) % WINDOW;
    if (failures == 0) {
      clear();
    }
    if (failures >= FAILURES && !open) {
      open = true;
      return true;
    }
    return false;
  }

  private void clear() {
    Arrays.fill(failed, false);
    failures = 0;
    next = 0;
    anyFailure = false;
  }
}
