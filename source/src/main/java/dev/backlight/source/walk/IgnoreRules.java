package dev.backlight.source.walk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The ignore files in force in one folder: its own, then those of the folders above, then
/// `.git/info/exclude`. The nearest that has an opinion decides. Immutable.
///
/// The user's global ignore file has no say: a project's findings depend on the project only. Files
/// that Git tracks in spite of a rule are ignored all the same.
final class IgnoreRules {

  static final IgnoreRules NONE = new IgnoreRules(List.of());

  /// Longer ignore files are read up to here.
  private static final int MAX_FILE_BYTES = 1 << 20;

  private static final String FILE_NAME = ".gitignore";

  /// @param depth how many names of a path lie above the file's folder
  private record Level(IgnoreFile file, int depth) {}

  /// Nearest first.
  private final List<Level> levels;

  private IgnoreRules(List<Level> levels) {
    this.levels = levels;
  }

  /// Reads the folder's own `.gitignore` where it has one.
  IgnoreRules within(Path folder, int depth) {
    return with(folder.resolve(FILE_NAME), depth);
  }

  /// Reads `.git/info/exclude` of the top folder of a repository.
  static IgnoreRules ofRepository(Path top) {
    return NONE.with(top.resolve(".git").resolve("info").resolve("exclude"), 0);
  }

  /// @param path all names from the top of the repository on
  boolean ignored(List<String> path, boolean folder) {
    for (Level level : levels) {
      switch (level.file().verdict(path.subList(level.depth(), path.size()), folder)) {
        case IGNORED -> {
          return true;
        }
        case INCLUDED -> {
          return false;
        }
        case SILENT -> {}
      }
    }
    return false;
  }

  private IgnoreRules with(Path file, int depth) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return this;
    }
    IgnoreFile rules;
    try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = stream.readNBytes(MAX_FILE_BYTES);
      rules = IgnoreFile.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      // As Git does: a file that cannot be read ignores nothing.
      return this;
    }
    if (rules.isEmpty()) {
      return this;
    }
    return new IgnoreRules(
        Stream.concat(Stream.of(new Level(rules, depth)), levels.stream()).toList());
  }
}
