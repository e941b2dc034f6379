package dev.backlight.source.treesitter;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.time.Duration;

/// Parses files of one grammar. Not thread-safe: one parser per thread at a time; it holds native
/// memory until it is closed.
///
/// The size of a file is the caller's to limit. tree-sitter ends the process where the machine has
/// no memory left, and needs up to about a hundred bytes per byte of source.
public final class SyntaxParser implements AutoCloseable {

  /// Enough for any file that a person wrote; damaged files can take minutes without a limit.
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(5);

  private final Functions functions;
  private final Arena arena;
  private final MemorySegment parser;
  private final MemorySegment input;
  private final MemorySegment options;
  private final Reading reading;
  private final Flattening flattening;
  private boolean closed;

  private SyntaxParser(Natives natives, Grammar grammar) {
    Language language = natives.language(grammar);
    this.functions = natives.functions();
    this.arena = Arena.ofShared();
    this.reading = new Reading();
    this.flattening = new Flattening(functions, language, arena);
    this.input = arena.allocate(Functions.INPUT);
    this.options = arena.allocate(Functions.OPTIONS);
    var linker = Functions.linker();
    try {
      var lookup = MethodHandles.lookup();
      var read = lookup.bind(reading, "read", Functions.READ.toMethodType());
      var stop = lookup.bind(reading, "stop", Functions.PROGRESS.toMethodType());
      input.set(ADDRESS, Functions.INPUT_READ, linker.upcallStub(read, Functions.READ, arena));
      options.set(
          ADDRESS, Functions.OPTIONS_PROGRESS, linker.upcallStub(stop, Functions.PROGRESS, arena));
      this.parser = (MemorySegment) Functions.TO_ADDRESS.invokeExact(functions.parserNew);
      if (!(boolean)
          Functions.SET_LANGUAGE.invokeExact(
              functions.parserSetLanguage, parser, language.pointer)) {
        throw new IllegalStateException("the tree-sitter core does not know grammar " + grammar);
      }
    } catch (Throwable t) {
      arena.close();
      throw Functions.broken(t);
    }
  }

  /// Loads the native libraries at the first call of the process.
  ///
  /// @throws NativesUnavailableException where there are none for this machine
  public static SyntaxParser open(Grammar grammar) {
    return open(Natives.ofProcess(), grammar);
  }

  static SyntaxParser open(Natives natives, Grammar grammar) {
    return new SyntaxParser(natives, grammar);
  }

  /// Parses UTF-8. No text makes it throw: damaged text gives a tree with errors, bytes that are
  /// not UTF-8 are errors, and what takes longer than `limit` of wall-clock time is given up. The
  /// tree keeps `utf8`, so the caller must not write to it any more.
  public Parsed parse(byte[] utf8, Duration limit) {
    if (closed) {
      throw new IllegalStateException("the parser is closed");
    }
    try (Arena text = Arena.ofConfined()) {
      reading.begin(text.allocateFrom(JAVA_BYTE, utf8), limit);
      MemorySegment tree =
          (MemorySegment)
              Functions.PARSE.invokeExact(
                  functions.parserParse, parser, MemorySegment.NULL, input, options);
      if (tree.equals(MemorySegment.NULL)) {
        Functions.ADDRESS_TO_VOID.invokeExact(functions.parserReset, parser);
        return new Parsed.TimedOut(limit);
      }
      try {
        return new Parsed.Tree(flattening.flatten(tree, utf8));
      } finally {
        Functions.ADDRESS_TO_VOID.invokeExact(functions.treeDelete, tree);
      }
    } catch (Throwable t) {
      throw Functions.broken(t);
    } finally {
      reading.end();
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      Functions.ADDRESS_TO_VOID.invokeExact(functions.parserDelete, parser);
    } catch (Throwable t) {
      throw Functions.broken(t);
    } finally {
      arena.close();
    }
  }
}
