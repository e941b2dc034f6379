package dev.backlight.source.walk;

import java.nio.file.Path;

/// A file to read.
///
/// @param path relative to the root of the walk, with `/` between folders on every system
/// @param file where to open it
/// @param size in bytes, at the time of the walk
public record Found(String path, Path file, long size, Kind kind) {

  /// What a file holds, judged by its name.
  public enum Kind {
    PYTHON,
    JAVASCRIPT,
    TYPESCRIPT,
    TSX,
    CSHARP,
    JAVA,
    /// Build files, deployment descriptors, server and application settings, schemas.
    CONFIG
  }
}
