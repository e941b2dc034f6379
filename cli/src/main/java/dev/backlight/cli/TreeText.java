package dev.backlight.cli;

import dev.backlight.audits.SourceText;
import dev.backlight.source.walk.Found;
import dev.backlight.source.walk.Walk;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The text of a tree's files, read when asked for; the last few are kept. Not thread-safe.
final class TreeText implements SourceText {

  private static final int KEPT = 64;

  private final Map<String, Found> files = new HashMap<>();
  private final Map<String, Optional<String>> kept = new LinkedHashMap<>();

  TreeText(Walk walk) {
    walk.files().forEach(found -> files.put(found.path(), found));
  }

  @Override
  public Optional<String> text(String path) {
    Optional<String> known = kept.get(path);
    if (known != null) {
      return known;
    }
    Optional<String> read = read(path);
    if (kept.size() >= KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
    kept.put(path, read);
    return read;
  }

  /// Whether only spaces stand before a column of a line, both from 1.
  boolean blankBefore(String path, int line, int column) {
    return text(path)
        .flatMap(text -> text.lines().skip(line - 1L).findFirst())
        .map(found -> found.substring(0, Math.min(column - 1, found.length())).isBlank())
        .orElse(false);
  }

  private Optional<String> read(String path) {
    Found found = files.get(path);
    if (found == null) {
      return Optional.empty();
    }
    return switch (dev.backlight.source.walk.SourceText.read(found)) {
      case dev.backlight.source.walk.SourceText.Text text -> Optional.of(text.decoded());
      case dev.backlight.source.walk.SourceText.Unreadable _ -> Optional.empty();
    };
  }
}
