package dev.backlight.source.walk;

import java.nio.file.Path;
import java.util.List;

/// What a walk found. The same tree gives the same walk.
///
/// @param root the folder that all paths are relative to
/// @param files sorted by path
/// @param skipped sorted by path; without what Git or the configuration ignores
/// @param ignored how many files and folders `.gitignore` left out; a folder counts once
/// @param excluded how many files and folders the configuration left out; a folder counts once
public record Walk(Path root, List<Found> files, List<Skipped> skipped, int ignored, int excluded) {

  public Walk {
    files = List.copyOf(files);
    skipped = List.copyOf(skipped);
  }

  /// How many files or folders were left out for `reason`.
  public long count(Skipped.Reason reason) {
    return skipped.stream().filter(s -> s.reason() == reason).count();
  }

  /// Whether a limit ended the walk early.
  public boolean incomplete() {
    return count(Skipped.Reason.LIMIT) > 0;
  }
}
