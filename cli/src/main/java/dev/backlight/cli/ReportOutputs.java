package dev.backlight.cli;

import dev.backlight.model.Report;
import dev.backlight.report.JsonReport;
import dev.backlight.report.ReportOptions;
import dev.backlight.report.Reports;

/// Writes reports with the room that knows the formats.
final class ReportOutputs implements Outputs {

  @Override
  public String text(Report report, Format format, Look look) {
    return Reports.text(
        report,
        dev.backlight.report.Format.valueOf(format.name()),
        ReportOptions.DEFAULT.withTerminal(look.color(), look.columns()).withAll(look.all()));
  }

  @Override
  public String schema() {
    return JsonReport.schema();
  }
}
