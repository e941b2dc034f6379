package dev.backlight.source.treesitter;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.zip.CRC32;

/// Where native libraries are kept between runs: `$XDG_CACHE_HOME/backlight` or
/// `~/.cache/backlight`. Every file in it has its version in its path and is never changed.
record CacheFolder(Path path) {

  /// What the fast library is built from: packages and our own C. The texts name the folder, so
  /// that a new version of any part is a new folder. `dev/Natives.java` computes the same.
  private static final List<String> RECIPE = List.of("natives.txt", "backlight.c");

  static CacheFolder ofUser(Map<String, String> environment, Properties system) {
    String folder = environment.getOrDefault("XDG_CACHE_HOME", "");
    return new CacheFolder(
        folder.isBlank()
            ? Path.of(system.getProperty("user.home", "."), ".cache", "backlight")
            : Path.of(folder, "backlight"));
  }

  Path fastNatives(Platform platform) {
    return path.resolve("natives-" + recipeHash() + "-" + platform);
  }

  Path portableNatives(Platform platform) {
    return path.resolve("portable-" + platform);
  }

  /// Writes the library unless it is there already; two processes may do so at the same time.
  Path keep(Path target, byte[] library) {
    try {
      if (Files.isRegularFile(target) && Files.size(target) == library.length) {
        return target;
      }
      Path folder = Files.createDirectories(target.toAbsolutePath().getParent());
      Path written = Files.createTempFile(folder, "library", ".part");
      try {
        Files.write(written, library);
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException e) {
        return target;
      } finally {
        Files.deleteIfExists(written);
      }
      return target;
    } catch (IOException e) {
      throw new NativesUnavailableException(
          "Cannot write the parser library to "
              + target
              + " ("
              + e
              + "). Set XDG_CACHE_HOME to a folder that can be written and executed from.",
          e);
    }
  }

  /// A checksum, not a digest: it tells versions apart and is there at each start.
  private static String recipeHash() {
    try {
      var checksum = new CRC32();
      for (String part : RECIPE) {
        checksum.update(resource(part));
      }
      return HexFormat.of().toHexDigits((int) checksum.getValue());
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the resources " + RECIPE, e);
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream stream = CacheFolder.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new FileNotFoundException(name);
      }
      return stream.readAllBytes();
    }
  }
}
