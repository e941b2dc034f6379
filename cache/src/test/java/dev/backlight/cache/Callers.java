package dev.backlight.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Many callers at the same moment, and waiting for what has to come.
final class Callers {

  private static final ScopedValue<Long> PATIENCE_MILLIS = ScopedValue.newInstance();

  private Callers() {}

  static <T extends @Nullable Object> List<T> together(int count, Callable<T> call)
      throws Exception {
    CountDownLatch ready = new CountDownLatch(count);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        futures.add(
            threads.submit(() -> {
              ready.countDown();
              ready.await();
              return call.call();
            }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(60, TimeUnit.SECONDS));
      }
      return results;
    }
  }

  /// Waits for a state that has to come, however long this machine takes for it.
  static void eventually(String what, Callable<Boolean> holds) throws Exception {
    eventually(what, holds, () -> false);
  }

  /// As above; the failure says what `state` there was instead.
  static void eventually(String what, Callable<Boolean> holds, Callable<?> state) throws Exception {
    for (long i = patienceMillis() / 10; i > 0; i--) {
      if (holds.call()) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("never came: " + what + ", but " + state.call());
  }

  /// Runs what is expected to fail: there, what has to come is not waited for as long.
  static <T extends @Nullable Object> T impatiently(Callable<T> work) throws Exception {
    return ScopedValue.where(PATIENCE_MILLIS, 2_000L).call(work::call);
  }

  static long patienceMillis() {
    return PATIENCE_MILLIS.orElse(30_000L);
  }
}
