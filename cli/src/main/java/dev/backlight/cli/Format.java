package dev.backlight.cli;

import java.util.Locale;

/// How a report can be written.
enum Format {
  PRETTY,
  CONCISE,
  JSON,
  HTML,
  MARKDOWN,
  SARIF,
  JUNIT,
  GITLAB,
  GITHUB;

  /// As on the command line.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
