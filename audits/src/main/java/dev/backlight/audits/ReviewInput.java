package dev.backlight.audits;

import dev.backlight.model.LoadTests;
import dev.backlight.model.Report.EvidenceSource;
import dev.backlight.model.Report.Numbers;
import dev.backlight.model.Report.RouteEntry;
import dev.backlight.model.Rule;
import dev.backlight.model.Sighting;
import dev.backlight.model.StackEntry;
import java.time.LocalDate;
import java.util.List;

/// Everything that is judged. `rules` are those that ran; `routes` and `numbers` have their counts
/// of findings and suppressions filled in by the judge.
public record ReviewInput(
    RunInfo run,
    Policy policy,
    Baseline baseline,
    List<Rule> rules,
    List<Sighting> sightings,
    List<Ignore> ignores,
    List<StackEntry> stack,
    List<RouteEntry> routes,
    Numbers numbers,
    List<EvidenceSource> evidence,
    LoadTests load,
    SourceText source) {

  /// The run, as in the report. `today` decides which suppressions have expired.
  public record RunInfo(
      String toolVersion,
      String project,
      String commit,
      String branch,
      boolean dirty,
      String startedAt,
      long durationMs,
      LocalDate today,
      List<String> warnings) {}
}
