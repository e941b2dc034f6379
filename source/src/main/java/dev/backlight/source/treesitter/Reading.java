package dev.backlight.source.treesitter;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// What the native parser asks Java during a parse: the text, and whether time is up. An exception
/// in here would end the process, so there is nothing that can throw.
final class Reading {

  private MemorySegment text = MemorySegment.NULL;
  private long startNanos;
  private long limitNanos;

  void begin(MemorySegment text, Duration limit) {
    this.text = text;
    this.startNanos = System.nanoTime();
    this.limitNanos = saturatedNanos(limit);
  }

  void end() {
    text = MemorySegment.NULL;
  }

  /// Hands over all the rest of the text at once.
  MemorySegment read(MemorySegment payload, int from, MemorySegment point, MemorySegment length) {
    long offset = Math.min(Integer.toUnsignedLong(from), text.byteSize());
    length.set(JAVA_INT, 0, (int) (text.byteSize() - offset));
    return text.asSlice(offset);
  }

  /// The parser asks after every hundred steps.
  boolean stop(MemorySegment state) {
    return System.nanoTime() - startNanos > limitNanos;
  }

  private static long saturatedNanos(Duration limit) {
    return limit.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0
        ? Long.MAX_VALUE
        : limit.toNanos();
  }
}
