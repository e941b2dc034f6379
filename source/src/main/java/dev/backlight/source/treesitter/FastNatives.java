package dev.backlight.source.treesitter;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// One library with the core and all grammars, built by `java dev/Natives.java`.
record FastNatives(Path file, SymbolLookup core) implements NativeSource {

  /// Empty where none was built.
  static Optional<FastNatives> in(Path folder, Platform platform) {
    Path file = folder.resolve(platform.fastLibraryName()).toAbsolutePath();
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new FastNatives(file, SymbolLookup.libraryLookup(file, Arena.global())));
    } catch (IllegalArgumentException e) {
      throw new NativesUnavailableException(
          "Cannot load "
              + file
              + ". Delete its folder and run `java dev/Natives.java` again, or set -D"
              + Natives.PROPERTY
              + "=portable.",
          e);
    }
  }

  @Override
  public SymbolLookup grammar(Grammar grammar) {
    return core;
  }

  @Override
  public String toString() {
    return "fast parsers, " + file;
  }
}
