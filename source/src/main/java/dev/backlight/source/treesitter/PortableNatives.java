package dev.backlight.source.treesitter;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.net.URL;
import java.nio.file.Path;
import java.util.zip.CRC32;

/// The libraries inside the published jars of `io.github.bonede`. Each is written to the cache
/// once, under a name with its checksum.
final class PortableNatives implements NativeSource {

  private static final String CORE_ARTIFACT = "tree-sitter";

  private final CacheFolder cache;
  private final Platform platform;
  private final SymbolLookup core;

  PortableNatives(CacheFolder cache, Platform platform) {
    this.cache = cache;
    this.platform = platform;
    this.core = load(CORE_ARTIFACT);
  }

  @Override
  public SymbolLookup core() {
    return core;
  }

  @Override
  public SymbolLookup grammar(Grammar grammar) {
    return load(CORE_ARTIFACT + "-" + grammar.packageSuffix());
  }

  @Override
  public String toString() {
    return "portable parsers, " + cache.portableNatives(platform);
  }

  private SymbolLookup load(String artifact) {
    String name = platform.portableLibraryName(artifact);
    URL resource = PortableNatives.class.getResource("/lib/" + name);
    if (resource == null) {
      throw new NativesUnavailableException(
          "The class path has no " + name + ". Build the parsers with `java dev/Natives.java`.");
    }
    byte[] library = read(resource);
    var checksum = new CRC32();
    checksum.update(library);
    Path target =
        cache
            .portableNatives(platform)
            .resolve("%08x-%s".formatted(checksum.getValue(), name))
            .toAbsolutePath();
    Path file = cache.keep(target, library);
    try {
      return SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new NativesUnavailableException(
          "Cannot load "
              + file
              + ": the published parsers need the GNU C library and a cache folder that files can"
              + " be executed from. Set XDG_CACHE_HOME to such a folder, or build the parsers with"
              + " `java dev/Natives.java`.",
          e);
    }
  }

  private static byte[] read(URL resource) {
    try (InputStream stream = resource.openStream()) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new NativesUnavailableException("Cannot read " + resource + ": " + e, e);
    }
  }
}
