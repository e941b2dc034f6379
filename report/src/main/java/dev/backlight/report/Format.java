package dev.backlight.report;

import java.util.Locale;

/// How a report can be written.
public enum Format {
  /// For people at a terminal: code frames, bars, the gate.
  PRETTY,
  /// One line per finding, which every tool that reads compiler messages takes.
  CONCISE,
  /// The product; every other format is made from it.
  JSON,
  /// One self-contained page.
  HTML,
  /// For comments and step summaries.
  MARKDOWN,
  /// SARIF 2.1.0, for code scanning.
  SARIF,
  JUNIT,
  /// GitLab's code quality JSON.
  GITLAB,
  /// Workflow commands that GitHub turns into annotations.
  GITHUB;

  /// As on the command line.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
