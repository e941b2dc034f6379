package dev.backlight.cli;

import dev.backlight.model.Report;

/// Writes reports: the seam to the room that knows the formats.
public interface Outputs {

  /// How text on a terminal looks; `all` shows every finding instead of the costliest.
  record Look(boolean color, int columns, boolean all) {}

  String text(Report report, Format format, Look look) throws Trouble;

  /// The JSON schema of the JSON format.
  String schema() throws Trouble;
}
