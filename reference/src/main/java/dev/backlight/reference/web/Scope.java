package dev.backlight.reference.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// Structured concurrency: tasks run on virtual threads, and all of them have ended when the scope
/// is closed. The first failure, or the deadline, interrupts the others.
public final class Scope implements AutoCloseable {

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<Future<?>> ended = new LinkedBlockingQueue<>();
  private final Duration deadline;
  private final long endNanos;
  private int running;

  private Scope(Duration deadline) {
    this.deadline = deadline;
    this.endNanos = System.nanoTime() + deadline.toNanos();
  }

  public static Scope within(Duration deadline) {
    return new Scope(deadline);
  }

  /// Runs `task` for each element, at most `width` of them at once, and gives the results in the
  /// order of the elements.
  public static <E, R> List<R> each(List<E> elements, int width, Duration deadline, Task<E, R> task)
      throws Exception {
    try (Scope scope = within(deadline)) {
      AtomicInteger next = new AtomicInteger();
      List<Future<List<Done<R>>>> workers = new ArrayList<>();
      for (int worker = 0; worker < Math.min(width, elements.size()); worker++) {
        workers.add(scope.fork(() -> work(elements, next, task)));
      }
      scope.join();
      return workers.stream()
          .flatMap(worker -> worker.resultNow().stream())
          .sorted(Comparator.comparingInt(Done::index))
          .map(Done::result)
          .toList();
    }
  }

  /// Starts a task; `resultNow()` has its result after [#join].
  public <R> Future<R> fork(Callable<R> task) {
    FutureTask<R> future =
        new FutureTask<>(task) {
          @Override
          protected void done() {
            ended.add(this);
          }
        };
    executor.execute(future);
    running++;
    return future;
  }

  /// Waits for all of them, or for the first that fails.
  ///
  /// @throws TimeoutException when they have not all ended by the deadline
  public void join() throws Exception {
    for (; running > 0; running--) {
      Future<?> task = ended.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (task == null) {
        throw new TimeoutException("not done within " + deadline);
      }
      try {
        task.get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
  }

  /// Interrupts what still runs and waits for its end.
  @Override
  public void close() {
    executor.shutdownNow();
    executor.close();
  }

  private static <E, R> List<Done<R>> work(List<E> elements, AtomicInteger next, Task<E, R> task)
      throws Exception {
    List<Done<R>> done = new ArrayList<>();
    for (int i = next.getAndIncrement(); i < elements.size(); i = next.getAndIncrement()) {
      done.add(new Done<>(i, task.on(elements.get(i))));
    }
    return done;
  }

  /// What is done for one element.
  @FunctionalInterface
  public interface Task<E, R> {
    R on(E element) throws Exception;
  }

  private record Done<R>(int index, R result) {}
}
