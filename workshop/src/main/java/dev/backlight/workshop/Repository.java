package dev.backlight.workshop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// This repository's own tree.
record Repository(Path root) {

  /// The repository around a folder: the nearest one up that has the launcher and a `pom.xml`.
  static Repository around(Path folder) {
    for (Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("backlight")) && Files.exists(at.resolve("pom.xml"))) {
        return new Repository(at);
      }
    }
    throw new IllegalStateException("not inside Backlight's repository: " + folder);
  }

  /// What Git tracks or would track, with `/`, sorted; not what is ignored or deleted.
  List<String> files() {
    try {
      Process git =
          new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
              .directory(root.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (git.waitFor() != 0) {
        throw new IllegalStateException("git ls-files failed in " + root);
      }
      return Arrays.stream(names.split("\0", -1))
          .filter(name -> !name.isEmpty() && Files.isRegularFile(root.resolve(name)))
          .distinct()
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String text(String file) {
    try {
      return Files.readString(root.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }
}
