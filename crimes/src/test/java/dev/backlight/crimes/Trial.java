package dev.backlight.crimes;

import dev.backlight.model.Confidence;
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
import java.util.function.Function;
import java.util.stream.Stream;

/// Lays programs out as files and judges them.
final class Trial {

  private Trial() {}

  /// Sightings of one crime, or of all if `crime` is empty, in a tree of files by path.
  static List<Sighting> of(Map<String, String> files, String crime) {
    return in(files, Trial::judge).stream()
        .filter(s -> crime.isEmpty() || s.rule().equals(crime))
        .toList();
  }

  /// Whether a crime is seen in a program of one file.
  static boolean found(String crime, String path, String code) {
    return !Trial.of(Map.of(path, code), crime).isEmpty();
  }

  /// How sure the first sighting of a crime in a program of one file is.
  static Confidence sure(String crime, String path, String code) {
    return Trial.of(Map.of(path, code), crime).stream()
        .map(Sighting::confidence)
        .findFirst()
        .orElseThrow();
  }

  /// What could not be read in a tree of files by path, syntax errors included.
  static List<Codebase.Problem> problems(Map<String, String> files) {
    return in(files, folder -> read(folder).problems());
  }

  private static <T> T in(Map<String, String> files, Function<Path, T> look) {
    try {
      Path folder = Files.createTempDirectory("trial");
      try {
        for (Map.Entry<String, String> file : files.entrySet()) {
          Path path = folder.resolve(file.getKey());
          Files.createDirectories(path.getParent());
          Files.writeString(path, file.getValue());
        }
        return look.apply(folder);
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
    Crimes.Verdict verdict = Crimes.judge(Scene.of(read(folder)), 1);
    if (!verdict.failures().isEmpty()) {
      throw new AssertionError(verdict.failures());
    }
    return verdict.sightings();
  }

  private static Codebase read(Path folder) {
    try {
      return Codebase.read(
          SourceWalk.of(folder, WalkLimits.DEFAULT, path -> false), 1, Codebase.Progress.SILENT);
    } catch (WalkException e) {
      throw new AssertionError(e);
    }
  }
}
