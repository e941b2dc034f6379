package dev.backlight.source.treesitter;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;

/// Parses files of one grammar. Not thread-safe: one parser per thread at a time; it holds native
/// memory until it is closed.
///
/// The size of a file is the caller's to limit. tree-sitter ends the process where the machine has
/// no memory left, and needs up to some three hundred bytes per byte of source (nothing but
/// brackets).
public final class SyntaxParser implements AutoCloseable {

  /// Enough for any file that a person wrote; damaged files can take minutes without a limit.
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(5);

  private final Functions functions;
  private final Arena arena;
  private final MemorySegment parser;
  private final Optional<UpcallParse> upcallParse;
  private final Flattening flattening;
  private boolean closed;

  private SyntaxParser(Natives natives, Grammar grammar) {
    Language language = natives.language(grammar);
    this.functions = natives.functions();
    this.arena = Arena.ofShared();
    this.flattening = new Flattening(functions, language, arena);
    try {
      this.upcallParse =
          functions.hasOwn() ? Optional.empty() : Optional.of(new UpcallParse(functions, arena));
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
    try (Arena lent = Arena.ofConfined()) {
      MemorySegment tree = tree(lent.allocateFrom(JAVA_BYTE, utf8), saturatedNanos(limit));
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
    }
  }

  private MemorySegment tree(MemorySegment text, long limitNanos) throws Throwable {
    if (upcallParse.isPresent()) {
      return upcallParse.get().parse(parser, text, limitNanos);
    }
    return (MemorySegment)
        Functions.OWN_PARSE.invokeExact(
            functions.ownParse, parser, text, (int) text.byteSize(), limitNanos);
  }

  private static long saturatedNanos(Duration limit) {
    return limit.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0
        ? Long.MAX_VALUE
        : limit.toNanos();
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
