package dev.backlight.reference.web;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Ends a response whose client has stopped reading: a write that takes longer than the patience is
/// interrupted, which closes the socket, so that the writer fails and lets go of what it holds. A
/// client that hangs up needs no guard; its socket fails at once.
public final class StallGuard extends FilterOutputStream {

  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("stall-guard").factory());
  private static final long NOT_WRITING = Long.MAX_VALUE;

  private final Thread writer = Thread.currentThread();
  private final long patienceNanos;
  private final ScheduledFuture<?> check;
  private volatile long sinceNanos = NOT_WRITING;

  /// To be made and used by the thread that writes.
  public StallGuard(OutputStream out, Duration patience) {
    super(out);
    this.patienceNanos = patience.toNanos();
    this.check =
        CLOCK.scheduleWithFixedDelay(
            this::check, patienceNanos, Math.max(patienceNanos / 4, 1), TimeUnit.NANOSECONDS);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    sinceNanos = System.nanoTime();
    try {
      out.write(bytes, offset, length);
    } finally {
      sinceNanos = NOT_WRITING;
    }
  }

  @Override
  public void close() throws IOException {
    check.cancel(false);
    super.close();
  }

  private void check() {
    long since = sinceNanos;
    if (since != NOT_WRITING && System.nanoTime() - since > patienceNanos) {
      writer.interrupt();
    }
  }
}
