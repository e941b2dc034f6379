package dev.backlight.cli;

import dev.backlight.model.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What `review`, `baseline` and `init` are asked to look at.
final class ReviewOptions {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PATH",
      defaultValue = ".",
      description = "Folder or file to review (default: the current folder).")
  Path path = Path.of(".");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration (default: backlight.yaml in PATH, if it is there).")
  @Nullable Path config;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description =
          "Findings that are known already (default: .backlight/baseline.json in PATH, if it is"
              + " there).")
  @Nullable Path baseline;

  @Option(
      names = "--case",
      paramLabel = "FOLDER",
      description =
          "A load run that 'backlight load --case' kept; may be given several times. Response times"
              + " are scored from it.")
  List<Path> cases = new ArrayList<>();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to read with (default: one per processor).")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--objective",
      paramLabel = "TIME",
      description = "What 95 %% of the requests should take, such as 300ms or 1.5s.")
  @Nullable String objective;

  @Option(
      names = "--only",
      paramLabel = "RULE",
      split = ",",
      description = "Run these rules only; several with commas.")
  List<String> only = new ArrayList<>();

  @Option(
      names = "--skip",
      paramLabel = "RULE",
      split = ",",
      description = "Leave these rules out.")
  List<String> skip = new ArrayList<>();

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description = "Exit with 1 on any finding this bad: critical, high, medium or low.")
  @Nullable Severity failOn;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress and no notes; only the result and errors.")
  boolean quiet;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "auto, always or never (default: auto; NO_COLOR is obeyed).")
  Terminal.Color color = Terminal.Color.AUTO;
}
