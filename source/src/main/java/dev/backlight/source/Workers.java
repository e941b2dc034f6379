package dev.backlight.source;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs independent tasks on a fixed number of threads with stacks deep enough for the deepest
/// program that the front ends let through.
public final class Workers {

  private static final long STACK_BYTES = 64L << 20;

  private final int threads;

  public Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads);
    }
    this.threads = threads;
  }

  /// Runs a task for each element and waits. The first error is thrown here once all have stopped.
  public <T> void run(List<T> elements, Consumer<T> task) {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Runnable work =
        () -> {
          try {
            for (int i = next.getAndIncrement(); i < elements.size(); i = next.getAndIncrement()) {
              task.accept(elements.get(i));
            }
          } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            next.set(elements.size());
          }
        };
    List<Thread> helpers = new ArrayList<>();
    for (int i = 0; i < Math.min(threads, elements.size()); i++) {
      Thread thread = new Thread(null, work, "backlight-" + i, STACK_BYTES);
      thread.setDaemon(true);
      thread.start();
      helpers.add(thread);
    }
    helpers.forEach(Workers::join);
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure.get());
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
