package dev.backlight.cli.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Turns Ctrl-C into a graceful end: the virtual machine goes only after results were written.
final class Interruption implements AutoCloseable {

  private static final long GRACE_SECONDS = 3;
  private static final long MOST_SECONDS = 20;

  private final Runnable stop;
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::end, "backlight-interrupted");
  private volatile boolean interrupted;

  /// `stop` asks for an end; when called again, for an end at once.
  Interruption(Runnable stop) {
    this.stop = stop;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void end() {
    interrupted = true;
    stop.run();
    try {
      if (!finished.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
        stop.run();
        boolean written = finished.await(MOST_SECONDS, TimeUnit.SECONDS);
        assert written;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean interrupted() {
    return interrupted;
  }

  /// All results are written.
  @Override
  public void close() {
    finished.countDown();
    if (!interrupted) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The virtual machine is about to go: the hook runs, and has nothing to wait for.
        interrupted = true;
      }
    }
  }
}
