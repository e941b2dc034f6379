package dev.backlight.cli;

import dev.backlight.audits.Baseline;
import dev.backlight.model.Finding;
import dev.backlight.model.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `backlight baseline`.
@Command(
    name = "baseline",
    description = "Write down today's findings, so that a gate sees only new ones.",
    abbreviateSynopsis = true,
    sortOptions = false,
    optionListHeading = "%nOptions%n",
    parameterListHeading = "%n",
    footerHeading = "%nExamples%n",
    footer = {
      "  backlight baseline                     writes .backlight/baseline.json; commit it",
      "  backlight review --fail-on medium      then fails on new findings only",
      "",
      "Known findings still count in the score. To silence one for good, write a comment",
      "  # backlight: ignore[crime-id] reason",
      "above it, or a suppression in backlight.yaml."
    })
final class BaselineCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final ReviewOptions options = new ReviewOptions();

  @Mixin final HelpOption help = new HelpOption();

  BaselineCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Trouble {
    Reviewing reviewing = new Reviewing(surroundings, options);
    Path file = reviewing.baselinePath();
    Baseline before =
        Files.exists(file) ? BaselineFile.read(file, reviewing.shown(file)) : Baseline.NONE;
    Report report = reviewing.report(Progress.SILENT, before);
    List<Finding> findings =
        report.findings().stream()
            .filter(f -> !(f.status() instanceof Finding.Status.Suppressed))
            .toList();
    AtomicFile.write(file, BaselineFile.text(findings));
    if (!options.quiet) {
      long fresh = findings.stream().filter(f -> f.status() instanceof Finding.Status.New).count();
      long gone = before.entries().size() - (findings.size() - fresh);
      surroundings
          .terminal()
          .print(
              "%s: %d findings, %d new, %d gone%n"
                  .formatted(reviewing.shown(file), findings.size(), fresh, gone));
    }
    return ExitCode.OK;
  }
}
