package dev.backlight.load.http;

import java.lang.Thread.Builder.OfVirtual;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.Executor;

/// Virtual threads that are carried by an event loop, so that a user and its connection need no
/// hand-over between processors.
///
/// Java has no public way to choose a carrier yet. The builder that its own tests use is reached
/// when the launcher opens the package (`--add-opens java.base/java.lang=ALL-UNNAMED`). Without,
/// users run on Java's own carriers: the same results for more processor time.
final class LoopThreads {

  private static final Optional<Constructor<?>> BUILDER = builder();

  private LoopThreads() {}

  private static Optional<Constructor<?>> builder() {
    if (!Object.class.getModule().isOpen("java.lang", LoopThreads.class.getModule())) {
      return Optional.empty();
    }
    try {
      Constructor<?> constructor =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      constructor.setAccessible(true);
      return Optional.of(constructor);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return Optional.empty();
    }
  }

  static boolean available() {
    return BUILDER.isPresent();
  }

  static OfVirtual on(Executor loop) {
    if (BUILDER.isPresent()) {
      try {
        return (OfVirtual) BUILDER.get().newInstance(loop);
      } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
        return Thread.ofVirtual();
      }
    }
    return Thread.ofVirtual();
  }
}
