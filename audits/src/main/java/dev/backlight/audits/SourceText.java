package dev.backlight.audits;

import java.util.Optional;

/// The reviewed files' text by path, for excerpts, keys and diffs; empty for a file that is gone or
/// not text.
@FunctionalInterface
public interface SourceText {

  SourceText NONE = _ -> Optional.empty();

  Optional<String> text(String path);
}
