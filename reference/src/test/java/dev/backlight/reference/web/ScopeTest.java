package dev.backlight.reference.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScopeTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void resultsAreInTheOrderOfTheElements() throws Exception {
    List<Integer> elements = IntStream.range(0, 500).boxed().toList();

    assertThat(Scope.each(elements, 7, LONG, i -> i * 2))
        .isEqualTo(elements.stream().map(i -> i * 2).toList());
    assertThat(Scope.each(List.<Integer>of(), 7, LONG, i -> i)).isEmpty();
  }

  @Test
  void neverMoreAtOnceThanTheWidth() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();

    Scope.each(
        IntStream.range(0, 100).boxed().toList(),
        5,
        LONG,
        _ -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          Thread.sleep(1);
          return running.decrementAndGet();
        });

    assertThat(most.get()).isBetween(2, 5);
  }

  @Test
  void theFirstFailureEndsTheOthers() {
    AtomicBoolean interrupted = new AtomicBoolean();

    assertThatThrownBy(() ->
            Scope.each(
                List.of(1, 2),
                2,
                LONG,
                i -> {
                  if (i == 2) {
                    throw new IOException("no");
                  }
                  return waitForever(interrupted);
                }))
        .isInstanceOf(IOException.class)
        .hasMessage("no");
    assertThat(interrupted).isTrue();
  }

  @Test
  void theDeadlineEndsAll() {
    AtomicBoolean interrupted = new AtomicBoolean();

    assertThatThrownBy(
            () -> Scope.each(List.of(1), 2, Duration.ofMillis(20), _ -> waitForever(interrupted)))
        .isInstanceOf(TimeoutException.class);
    assertThat(interrupted).isTrue();
  }

  private static int waitForever(AtomicBoolean interrupted) throws InterruptedException {
    try {
      new CountDownLatch(1).await();
      return 0;
    } catch (InterruptedException e) {
      interrupted.set(true);
      throw e;
    }
  }
}
