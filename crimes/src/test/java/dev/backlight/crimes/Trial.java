package dev.backlight.crimes;

import dev.backlight.model.Sighting;
import dev.backlight.source.Codebase;
import dev.backlight.source.walk.SourceWalk;
import dev.backlight.source.walk.WalkException;
import dev.backlight.source.walk.WalkLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Lays programs out as files and judges them.
final class Trial {

  private Trial() {}

  /// Sightings of one crime, or of all if `crime` is empty, in a tree of files by path.
  static List<Sighting> of(Map<String, String> files, String crime) {
    try {
      Path folder = Files.createTempDirectory("trial");
      try {
        for (Map.Entry<String, String> file : files.entrySet()) {
          Path path = folder.resolve(file.getKey());
          Files.createDirectories(path.getParent());
          Files.writeString(path, file.getValue());
        }
        return judge(folder).stream()
            .filter(s -> crime.isEmpty() || s.rule().equals(crime))
            .toList();
      } finally {
        try (Stream<Path> all = Files.walk(folder)) {
          all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Sighting> judge(Path folder) {
    try {
      Codebase codebase =
          Codebase.read(
              SourceWalk.of(folder, WalkLimits.DEFAULT, path -> false),
              1,
              Codebase.Progress.SILENT);
      Crimes.Verdict verdict = Crimes.judge(Scene.of(codebase, 1), 1);
      if (!verdict.failures().isEmpty()) {
        throw new AssertionError(verdict.failures());
      }
      return verdict.sightings();
    } catch (WalkException e) {
      throw new AssertionError(e);
    }
  }
}
