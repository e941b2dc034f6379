package dev.backlight.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Writes a file whole or not at all: into a neighbour first, then renamed.
public final class AtomicFile {

  private AtomicFile() {}

  /// Writes UTF-8, creating the folder where it is missing. What stood there before stays whenever
  /// the writing fails.
  public static void write(Path file, String text) throws Trouble {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new Trouble("cannot write " + file + ": it is a folder", "Name a file.");
    }
    try {
      Files.createDirectories(folder);
      Path temporary = Files.createTempFile(folder, ".backlight-", ".tmp");
      temporary.toFile().deleteOnExit();
      try {
        Files.writeString(temporary, text);
        openToReaders(temporary);
        move(temporary, target);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw trouble(file, e);
    }
  }

  /// Temporary files are private; a report is as readable as any new file.
  private static void openToReaders(Path file) {
    boolean done = file.toFile().setReadable(true, false);
    assert done || !Files.exists(file);
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Trouble trouble(Path file, IOException e) {
    String reason =
        e instanceof FileSystemException named && named.getReason() != null
            ? named.getReason()
            : String.valueOf(e.getMessage());
    if (e instanceof AccessDeniedException) {
      return new Trouble(
          "cannot write " + file + ": permission denied",
          "Make the folder writable, or name another file.");
    }
    boolean full = reason.contains("No space left") || reason.contains("quota");
    return new Trouble(
        "cannot write " + file + ": " + reason,
        full ? "Free some space; nothing was half-written." : "Name another file.");
  }
}
