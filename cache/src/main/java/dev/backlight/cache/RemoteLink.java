package dev.backlight.cache;

import dev.backlight.cache.CacheEvent.BreakerOpen;
import dev.backlight.cache.CacheEvent.L2Error;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The only way to L2: nobody waits longer than a timeout, nobody sees an exception, and while the
/// breaker is open nobody waits at all. An empty answer means that L2 has to be done without.
final class RemoteLink {

  private final @Nullable RemoteTier tier;
  private final Breaker breaker = new Breaker();
  private final Tally everybody;

  RemoteLink(@Nullable RemoteTier tier, Tally everybody) {
    this.tier = tier;
    this.everybody = everybody;
  }

  boolean present() {
    return tier != null;
  }

  boolean available() {
    return tier != null && !breaker.open();
  }

  /// One operation on behalf of a cache.
  <T> Optional<T> ask(
      String operation,
      Duration timeout,
      Tally tally,
      Function<RemoteTier, CompletionStage<T>> ask) {
    if (breaker.open()) {
      return Optional.empty();
    }
    Optional<T> answer = attempt(operation, timeout, tally, ask);
    if (answer.isPresent()) {
      breaker.succeeded();
    }
    return answer;
  }

  /// The heartbeat's way, which an open breaker does not bar.
  <T> Optional<T> probe(Duration timeout, Function<RemoteTier, CompletionStage<T>> ask) {
    return attempt("heartbeat", timeout, everybody, ask);
  }

  private <T> Optional<T> attempt(
      String operation,
      Duration timeout,
      Tally tally,
      Function<RemoteTier, CompletionStage<T>> ask) {
    if (tier == null) {
      return Optional.empty();
    }
    try {
      CompletableFuture<T> answer = ask.apply(tier).toCompletableFuture();
      return Optional.of(answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      String reason = reason(e);
      tally.count(tally.l2Errors, () -> new L2Error(tally.cache, operation, reason));
      if (breaker.failed()) {
        everybody.tell(() -> new BreakerOpen(everybody.cache, reason));
      }
      return Optional.empty();
    }
  }

  /// @return whether it was open
  boolean close() {
    boolean open = breaker.open();
    breaker.close();
    return open;
  }

  private static String reason(Exception e) {
    Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
    if (cause instanceof TimeoutException) {
      return "no answer in time";
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
