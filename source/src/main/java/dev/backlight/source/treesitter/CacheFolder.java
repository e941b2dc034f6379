package dev.backlight.source.treesitter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;

/// Where native libraries are kept between runs: `$XDG_CACHE_HOME/backlight`, `%LOCALAPPDATA%`, or
/// `~/.cache/backlight`. Every file in it has its version in its path and is never changed.
record CacheFolder(Path path) {

  /// What the fast library is built from: its text names the folder, so that a new version of any
  /// part is a new folder. `dev/Natives.java` computes the same.
  static final String RECIPE = "natives.txt";

  private static final int HASH_LENGTH = 12;

  static CacheFolder ofUser(Map<String, String> environment, Properties system) {
    for (String name : new String[] {"XDG_CACHE_HOME", "LOCALAPPDATA"}) {
      String value = environment.getOrDefault(name, "");
      if (!value.isBlank()) {
        return new CacheFolder(Path.of(value).resolve("backlight"));
      }
    }
    return new CacheFolder(Path.of(system.getProperty("user.home", "."), ".cache", "backlight"));
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

  private static String recipeHash() {
    try (InputStream recipe = CacheFolder.class.getResourceAsStream(RECIPE)) {
      if (recipe == null) {
        throw new IllegalStateException("the jar lacks its resource " + RECIPE);
      }
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(recipe.readAllBytes());
      return HexFormat.of().formatHex(hash).substring(0, HASH_LENGTH);
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("cannot read the resource " + RECIPE, e);
    }
  }
}
