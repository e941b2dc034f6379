package dev.backlight.load.scenario;

/// Where something stands: a file, a line and a column, both from 1.
public record Place(String file, int line, int column) {

  /// What was not read from a file.
  public static final Place NOWHERE = new Place("", 0, 0);

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
