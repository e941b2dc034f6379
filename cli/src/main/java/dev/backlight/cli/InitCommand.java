package dev.backlight.cli;

import dev.backlight.cli.Review.Seen;
import dev.backlight.model.StackEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `backlight init`.
@Command(
    name = "init",
    description = "Write a commented backlight.yaml for this project.",
    abbreviateSynopsis = true,
    sortOptions = false,
    optionListHeading = "%nOptions%n",
    parameterListHeading = "%n",
    footerHeading = "%nExamples%n",
    footer = {
      "  backlight init              then read backlight.yaml and set the objective",
      "  backlight init services/api --force"
    })
final class InitCommand implements Callable<Integer> {

  private static final String FILE = "backlight.yaml";

  private final Surroundings surroundings;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PATH",
      defaultValue = ".",
      description = "The project's folder (default: the current one).")
  private Path path = Path.of(".");

  @Option(names = "--force", description = "Overwrite a configuration that is there.")
  private boolean force;

  @Mixin final HelpOption help = new HelpOption();

  InitCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Trouble {
    Path folder = surroundings.resolve(path);
    if (!Files.isDirectory(folder)) {
      throw new Trouble(path + " is not a folder", "Name the project's folder.");
    }
    Path file = folder.resolve(FILE);
    if (Files.exists(file) && !force) {
      throw new Trouble(
          file.getFileName() + " is there already", "Overwrite it with: backlight init --force");
    }
    Seen seen =
        surroundings
            .review()
            .look(
                new Review.Request(
                    folder, _ -> false, Runtime.getRuntime().availableProcessors(), Set.of()),
                Progress.SILENT);
    AtomicFile.write(file, text(seen));
    surroundings
        .terminal()
        .print(
            "%s written%s%nNext: set the objective in it, then run backlight review%n"
                .formatted(FILE, seen.stack().isEmpty() ? "" : " for " + names(seen.stack())));
    return ExitCode.OK;
  }

  private static String names(List<StackEntry> stack) {
    return stack.stream()
        .map(e -> e.version().isEmpty() ? e.name() : e.name() + " " + e.version())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String text(Seen seen) {
    String stack =
        seen.stack().isEmpty()
            ? "# No technology was recognised.\n"
            : seen.stack().stream()
                .map(e ->
                    "#   %-20s %s"
                        .formatted(e.kind().title(), (e.name() + " " + e.version()))
                        .stripTrailing())
                .distinct()
                .collect(Collectors.joining("\n", "# Seen in this project:\n", "\n"));
    return
"""
# Backlight's configuration. Everything is optional; every key is explained here.
# Completion in an editor: backlight schema --config
#
%s
# What 95 %% of the requests should take. Severities are shares of it: a fix that returns
# a third of it is High, all of it Critical. 300ms is a usual start for an API that people
# wait for; a service called by other services wants less.
objective: 300ms

# The rate you expect at peak, per second, minute or hour.
# expectedTraffic: 120/s

# Which files to read. `*` stays within a folder, `**` crosses folders. What Git ignores,
# installed packages and generated files are left out anyway.
# paths:
#   include: [src/**]
#   exclude: [legacy/**, "*_pb2.py"]

# Severity of a rule, or off. All rules: backlight explain --list
# rules:
#   offset-pagination: low
#   no-load-test: off

# When `backlight review` exits with 1. With a baseline, only new findings count
# unless newOnly is false.
budgets:
  critical: 0
#   high: 5
#   newOnly: true
#   score: ">= 6"
#   categories:
#     response: ">= 5"
#   requireEvidence: [load]

# Findings to leave out, each with a reason and, better, an end. In the code the same is
#   # backlight: ignore[n-plus-one-query] at most three rows
# suppressions:
#   - rule: n-plus-one-query
#     path: legacy/**
#     reason: replaced by the new service
#     until: 2027-01-31

# Known findings, written by: backlight baseline
# baseline: .backlight/baseline.json
"""
        .formatted(stack);
  }
}
