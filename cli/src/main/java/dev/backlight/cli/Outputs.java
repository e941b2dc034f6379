package dev.backlight.cli;

import dev.backlight.model.Report;
import dev.backlight.report.Format;
import dev.backlight.report.ReportOptions;

/// Writes reports: the seam to the room that knows the formats.
public interface Outputs {

  String text(Report report, Format format, ReportOptions options) throws Trouble;

  /// The JSON schema of the JSON format.
  String schema() throws Trouble;
}
