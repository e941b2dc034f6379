package dev.backlight.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.load.pace.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingTest {

  private static final List<Phase> PHASES =
      List.of(
          Phase.users("warm", 1, Duration.ofSeconds(1)).asWarmUp(),
          Phase.rate("steady", 5, Duration.ofSeconds(1)));

  @Test
  void manyWritersLoseNothing() throws InterruptedException {
    Recording recording = new Recording(PHASES);
    Recording.Writer writer = recording.shared();
    List<Thread> threads = new ArrayList<>();
    int perThread = 20_000;
    for (int t = 0; t < 8; t++) {
      int phase = t % 2;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                Tally tally = writer.tally("task", phase);
                for (int i = 0; i < perThread; i++) {
                  tally.waited(i, i);
                  tally.succeeded();
                  writer.completed(i, true);
                }
                tally.failed("odd");
              }));
    }
    long completed = 0;
    long inWindows = 0;
    for (int i = 0; i < 20; i++) {
      Recording.Interval interval = recording.interval();
      completed += interval.completed();
      inWindows += interval.response().count();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Recording.Interval last = recording.interval();
    assertThat(completed + last.completed()).isEqualTo(8L * perThread);
    assertThat(inWindows + last.response().count()).isEqualTo(8L * perThread);
    assertThat(recording.tasks())
        .hasSize(2)
        .allSatisfy(task -> {
          assertThat(task.ok()).isEqualTo(4L * perThread);
          assertThat(task.errors()).containsEntry("odd", 4L);
          assertThat(task.response().count()).isEqualTo(4L * perThread);
        });
    assertThat(recording.tasks().getFirst().warmUp()).isTrue();
  }

  @Test
  void partsOfOneTaskBecomeOne() {
    Recording recording = new Recording(PHASES);
    for (int i = 0; i < 3; i++) {
      Tally tally = recording.confined().tally("task", 1);
      tally.succeeded();
      tally.waited(1_000_000L * (i + 1), 500_000);
      tally.bytes(10, 5);
    }
    assertThat(recording.tasks())
        .singleElement()
        .satisfies(task -> {
          assertThat(task.ok()).isEqualTo(3);
          assertThat(task.bytesReceived()).isEqualTo(30);
          assertThat(task.response().count()).isEqualTo(3);
        });
  }

  @Test
  void reasonsOfFailureAreBounded() {
    Recording recording = new Recording(PHASES);
    Tally tally = recording.shared().tally("task", 1);
    for (int i = 0; i < 10_000; i++) {
      tally.failed("reason " + i);
    }
    TaskResult result = recording.tasks().getFirst();
    assertThat(result.errors()).hasSizeLessThan(300);
    assertThat(result.failed()).isEqualTo(10_000);
  }

  @Test
  void checksAreCountedByName() {
    Recording recording = new Recording(PHASES);
    recording.check("has id", true);
    recording.check("has id", false);
    recording.check("has id", true);
    assertThat(recording.checks()).containsExactly(new CheckResult("has id", 2, 1));
  }
}
