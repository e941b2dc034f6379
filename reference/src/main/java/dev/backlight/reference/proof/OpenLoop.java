package dev.backlight.reference.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/// The simplest honest generator: one pacing thread and asynchronous calls.
record OpenLoop(Visitor visitor) implements Generator {

  @Override
  public Result run(IntFunction<Call> call, double callsPerSecond, Duration duration)
      throws InterruptedException {
    ConcurrentLinkedQueue<Done> done = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<?>> pending = new ArrayList<>();
    long intervalNanos = (long) (1e9 / callsPerSecond);
    int calls = (int) (duration.toNanos() / intervalNanos);
    long startNanos = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      long dueNanos = startNanos + i * intervalNanos;
      waitUntil(dueNanos);
      pending.add(
          visitor
              .sendAsync(call.apply(i))
              .exceptionally(_ -> 0)
              .thenAccept(status -> done.add(new Done(status, System.nanoTime() - dueNanos))));
      if (i % 1_000 == 0) {
        pending.removeIf(CompletableFuture::isDone);
      }
    }
    pending.forEach(CompletableFuture::join);
    Map<Integer, Long> statuses = new TreeMap<>();
    List<Long> nanos = new ArrayList<>();
    for (Done each : done) {
      statuses.merge(each.status, 1L, Long::sum);
      nanos.add(each.nanos);
    }
    return new Result(Latencies.of(nanos), statuses);
  }

  private static void waitUntil(long dueNanos) throws InterruptedException {
    while (System.nanoTime() < dueNanos) {
      LockSupport.parkNanos(dueNanos - System.nanoTime());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private record Done(int status, long nanos) {}
}
