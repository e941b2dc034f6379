package dev.backlight.cli;

import dev.backlight.model.Report;
import dev.backlight.model.Report.Budget;
import dev.backlight.report.Format;
import dev.backlight.report.ReportOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `backlight review`.
@Command(
    name = "review",
    description = "Review a backend's source: score, findings, costs and fixes.",
    abbreviateSynopsis = true,
    sortOptions = false,
    optionListHeading = "%nOptions%n",
    parameterListHeading = "%n",
    footerHeading = "%nExamples%n",
    footer = {
      "  backlight review                         the current folder, on the terminal",
      "  backlight review src --all               every finding with its code",
      "  backlight review --html out/report.html  a page to click through",
      "  backlight review --fail-on high          for CI: exit 1 on High or Critical",
      "  backlight review --format json | jq .score",
      "  backlight review --case runs/one         with what a load test measured",
      "  backlight review --only n-plus-one-query,missing-timeout",
      "",
      "Exit codes: 0 ok, 1 a budget is exceeded, 2 wrong usage or configuration,",
      "3 required evidence is missing, 70 a defect of Backlight."
    })
final class ReviewCommand implements Callable<Integer> {

  /// In the help, before the options that several commands share.
  private static final int FIRST = -10;

  private static final String EVIDENCE_BUDGET = "evidence ";

  private final Surroundings surroundings;

  @Mixin private final ReviewOptions options = new ReviewOptions();

  @Mixin final HelpOption help = new HelpOption();

  @Option(
      order = FIRST,
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      description = "What goes to standard output: ${COMPLETION-CANDIDATES} (default: pretty).")
  private Format format = Format.PRETTY;

  @Option(
      order = FIRST,
      names = "--all",
      description = "Show every finding, not only the costliest.")
  private boolean all;

  @Option(order = FIRST, names = "--json", paramLabel = "FILE", description = "Also write JSON.")
  private @Nullable Path json;

  @Option(
      order = FIRST,
      names = "--html",
      paramLabel = "FILE",
      description = "Also write the HTML page.")
  private @Nullable Path html;

  @Option(
      order = FIRST,
      names = "--sarif",
      paramLabel = "FILE",
      description = "Also write SARIF, for code scanning.")
  private @Nullable Path sarif;

  @Option(
      order = FIRST,
      names = "--markdown",
      paramLabel = "FILE",
      description = "Also write Markdown, for a pull request.")
  private @Nullable Path markdown;

  @Option(
      order = FIRST,
      names = "--junit",
      paramLabel = "FILE",
      description = "Also write JUnit XML.")
  private @Nullable Path junit;

  @Option(
      order = FIRST,
      names = "--gitlab",
      paramLabel = "FILE",
      description = "Also write GitLab code quality JSON.")
  private @Nullable Path gitlab;

  ReviewCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Trouble {
    Terminal terminal = surroundings.terminal();
    Reviewing reviewing = new Reviewing(surroundings, options);
    Report report = report(reviewing);
    List<String> written = new ArrayList<>();
    List<Trouble> troubles = writeFiles(report, reviewing, written);
    boolean text = format == Format.PRETTY || format == Format.CONCISE;
    boolean color = text && terminal.color(options.color, terminal.outIsTerminal());
    try {
      terminal.print(
          surroundings
              .outputs()
              .text(
                  report,
                  format,
                  ReportOptions.DEFAULT
                      .withTerminal(color, terminal.columns())
                      .withAll(all)
                      .withWritten(written)));
    } catch (Trouble e) {
      troubles.add(e);
    }
    if (!troubles.isEmpty()) {
      throw together(troubles);
    }
    if (report.numbers().files() == 0) {
      throw new Trouble(
          "no file that Backlight reads in " + options.path,
          "It reads Python, JavaScript, TypeScript, C#, Java and configuration; is the path right?");
    }
    return exitCode(report);
  }

  private Report report(Reviewing reviewing) throws Trouble {
    if (options.quiet) {
      return reviewing.report(Progress.SILENT, reviewing.readBaseline());
    }
    Terminal terminal = surroundings.terminal();
    Paint paint = new Paint(terminal.color(options.color, terminal.errIsTerminal()));
    try (StatusLine progress = new StatusLine(terminal, paint, surroundings::milliseconds)) {
      return reviewing.report(progress, reviewing.readBaseline());
    }
  }

  private List<Trouble> writeFiles(Report report, Reviewing reviewing, List<String> written) {
    List<Trouble> troubles = new ArrayList<>();
    for (Map.Entry<Format, Path> file : files().entrySet()) {
      Path path = surroundings.resolve(file.getValue());
      ReportOptions every = ReportOptions.DEFAULT.withAll(true).withJsonLink(jsonBeside(path));
      try {
        AtomicFile.write(path, surroundings.outputs().text(report, file.getKey(), every));
        written.add(reviewing.shown(path));
        if (!options.quiet && format != Format.PRETTY) {
          surroundings.terminal().say("  %-10s %s".formatted(file.getKey(), reviewing.shown(path)));
        }
      } catch (Trouble e) {
        troubles.add(e);
      }
    }
    return troubles;
  }

  /// The JSON that is written in the same run, as a page at `path` links to it.
  private String jsonBeside(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    if (json == null || folder == null) {
      return "";
    }
    return folder.relativize(surroundings.resolve(json).toAbsolutePath()).toString();
  }

  private Map<Format, Path> files() {
    Map<Format, Path> files = new EnumMap<>(Format.class);
    put(files, Format.JSON, json);
    put(files, Format.HTML, html);
    put(files, Format.SARIF, sarif);
    put(files, Format.MARKDOWN, markdown);
    put(files, Format.JUNIT, junit);
    put(files, Format.GITLAB, gitlab);
    return files;
  }

  private static void put(Map<Format, Path> files, Format format, @Nullable Path path) {
    if (path != null) {
      files.put(format, path);
    }
  }

  private int exitCode(Report report) {
    if (report.gate().passed()) {
      return ExitCode.OK;
    }
    List<Budget> failed = report.gate().budgets().stream().filter(b -> !b.passed()).toList();
    if (!options.quiet && format != Format.PRETTY) {
      surroundings
          .terminal()
          .say(
              failed.stream()
                  .map(b -> "%s %s, budget %s".formatted(b.name(), b.actual(), b.expected()))
                  .collect(Collectors.joining(" · ", "gate failed: ", "")));
    }
    return failed.stream().anyMatch(b -> b.name().startsWith(EVIDENCE_BUDGET))
        ? ExitCode.EVIDENCE
        : ExitCode.GATE;
  }

  private static Trouble together(List<Trouble> troubles) {
    if (troubles.size() == 1) {
      return troubles.getFirst();
    }
    String rest =
        troubles.stream().skip(1).map(Trouble::text).collect(Collectors.joining("\nerror: "));
    return new Trouble(troubles.getFirst().text() + "\nerror: " + rest, "");
  }
}
