package dev.backlight.model;

/// A region of a file: lines and columns from 1, columns in UTF-16 units, `endColumn` exclusive.
public record Span(int startLine, int startColumn, int endLine, int endColumn) {

  public Span {
    if (startLine < 1 || endLine < startLine || startColumn < 1 || endColumn < 1) {
      throw new IllegalArgumentException(
          "not a span: " + startLine + ":" + startColumn + "-" + endLine + ":" + endColumn);
    }
  }

  /// A whole line, for findings in files that have no finer place.
  public static Span line(int line) {
    return new Span(line, 1, line, 1);
  }
}
