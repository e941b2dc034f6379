package dev.backlight.source.treesitter;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/// The parse of a library without `backlight.c`: the parser asks Java for the text and whether time
/// is up. An exception in [#read] or [#stop] would end the process, so nothing in them can throw.
final class UpcallParse {

  private static final StructLayout POINT = MemoryLayout.structLayout(JAVA_INT, JAVA_INT);

  /// `TSInput`: `payload`, `read`, `encoding`, `decode`.
  private static final StructLayout INPUT =
      MemoryLayout.structLayout(ADDRESS, ADDRESS, JAVA_INT, MemoryLayout.paddingLayout(4), ADDRESS);

  /// `TSParseOptions`: `payload`, `progress_callback`.
  private static final StructLayout OPTIONS = MemoryLayout.structLayout(ADDRESS, ADDRESS);

  private static final long INPUT_READ = 8;
  private static final long OPTIONS_PROGRESS = 8;

  /// `const char *read(void *payload, uint32_t byte, TSPoint position, uint32_t *bytes_read)`.
  private static final FunctionDescriptor READ =
      FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, POINT, ADDRESS.withTargetLayout(JAVA_INT));

  /// `bool progress_callback(TSParseState *state)`; true stops the parse.
  private static final FunctionDescriptor PROGRESS = FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS);

  private static final MethodHandle PARSE =
      Functions.slow(FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, INPUT, OPTIONS));

  private final Functions functions;
  private final MemorySegment input;
  private final MemorySegment options;
  private MemorySegment text = MemorySegment.NULL;
  private long startNanos;
  private long limitNanos;

  UpcallParse(Functions functions, Arena arena) throws ReflectiveOperationException {
    this.functions = functions;
    this.input = arena.allocate(INPUT);
    this.options = arena.allocate(OPTIONS);
    var lookup = MethodHandles.lookup();
    var read = lookup.bind(this, "read", READ.toMethodType());
    var stop = lookup.bind(this, "stop", PROGRESS.toMethodType());
    var linker = Functions.linker();
    input.set(ADDRESS, INPUT_READ, linker.upcallStub(read, READ, arena));
    options.set(ADDRESS, OPTIONS_PROGRESS, linker.upcallStub(stop, PROGRESS, arena));
  }

  /// Returns NULL where time ran out.
  MemorySegment parse(MemorySegment parser, MemorySegment utf8, long nanos) throws Throwable {
    text = utf8;
    startNanos = System.nanoTime();
    limitNanos = nanos;
    try {
      return (MemorySegment)
          PARSE.invokeExact(functions.parserParse, parser, MemorySegment.NULL, input, options);
    } finally {
      text = MemorySegment.NULL;
    }
  }

  /// Hands over all the rest of the text at once.
  @SuppressWarnings("unused") // called by the native parser
  private MemorySegment read(
      MemorySegment payload, int from, MemorySegment point, MemorySegment length) {
    long offset = Math.min(Integer.toUnsignedLong(from), text.byteSize());
    length.set(JAVA_INT, 0, (int) (text.byteSize() - offset));
    return text.asSlice(offset);
  }

  /// The parser asks after every hundred steps.
  @SuppressWarnings("unused") // called by the native parser
  private boolean stop(MemorySegment state) {
    return System.nanoTime() - startNanos > limitNanos;
  }
}
