package dev.backlight.cli;

import dev.backlight.model.Report;
import dev.backlight.report.Format;
import dev.backlight.report.JsonReport;
import dev.backlight.report.ReportOptions;
import dev.backlight.report.Reports;

/// Writes reports with the room that knows the formats.
final class ReportOutputs implements Outputs {

  @Override
  public String text(Report report, Format format, ReportOptions options) {
    return Reports.text(report, format, options);
  }

  @Override
  public String schema() {
    return JsonReport.schema();
  }
}
