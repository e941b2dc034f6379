package dev.backlight.cli.load;

import dev.backlight.cli.AtomicFile;
import dev.backlight.cli.ExitCode;
import dev.backlight.cli.HelpOption;
import dev.backlight.cli.Surroundings;
import dev.backlight.cli.Trouble;
import dev.backlight.load.exports.ExportException;
import dev.backlight.load.exports.Target;
import dev.backlight.load.imports.ImportOptions;
import dev.backlight.load.scenario.EvaluationException;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.ScenarioYaml;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `backlight convert`.
@Command(
    name = "convert",
    description = "Rewrite a load test in another tool's words.",
    abbreviateSynopsis = true,
    sortOptions = false,
    optionListHeading = "%nOptions%n",
    parameterListHeading = "%n",
    footerHeading = "%nExamples%n",
    footer = {
      "  backlight convert locustfile.py                 as a Backlight scenario, on the screen",
      "  backlight convert script.js -o shop.yaml        a k6 script as a scenario",
      "  backlight convert access.log -o traffic.yaml    what production asked for",
      "  backlight convert shop.yaml --to k6 -o shop.js  for others",
      "",
      "What cannot be said in the other words is refused with its place, never dropped."
    })
public final class ConvertCommand implements Callable<Integer> {

  private static final String YAML = "yaml";

  private final Surroundings surroundings;

  @Parameters(index = "0", paramLabel = "FILE", description = "What to convert.")
  private String file = "";

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      description = "yaml (a scenario), k6, locust or hyperfoil (default: yaml).")
  private String to = YAML;

  @Option(
      names = "--from",
      paramLabel = "FORMAT",
      description = "What FILE is written in, where that is not clear.")
  private @Nullable String from;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write; standard output without it.")
  private @Nullable Path output;

  @Option(
      names = "--journeys-only",
      description = "Leave out phases and thresholds, which the other tool may take elsewhere.")
  private boolean journeysOnly;

  @Option(
      names = "--unsafe",
      description = "Of OpenAPI and access logs, also take what changes data.")
  private boolean unsafe;

  @Option(
      names = "--log-format",
      paramLabel = "TEXT",
      description = "The log_format of an nginx log, as in its configuration.")
  private String logFormat = "";

  @Mixin final HelpOption help = new HelpOption();

  public ConvertCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Trouble {
    ScenarioFile source =
        ScenarioFile.read(file, from, new ImportOptions(unsafe, logFormat), surroundings);
    source.imported().notes().forEach(note -> surroundings.terminal().say("note: " + note));
    Scenario scenario = source.imported().scenario();
    String text = text(journeysOnly ? scenario.journeys() : scenario);
    if (output == null) {
      surroundings.terminal().print(text);
    } else {
      AtomicFile.write(surroundings.resolve(output), text);
      noteFiles(scenario, source.file(), surroundings.resolve(output));
    }
    return ExitCode.OK;
  }

  /// Files of data are looked for beside the scenario, which may be elsewhere now.
  private void noteFiles(Scenario scenario, Path before, Path after) {
    List<String> files =
        scenario.feeds().stream()
            .flatMap(feed -> feed.source().file().stream())
            .distinct()
            .toList();
    boolean moved =
        !Objects.equals(before.toAbsolutePath().getParent(), after.toAbsolutePath().getParent());
    if (moved && !files.isEmpty()) {
      surroundings
          .terminal()
          .say(
              "note: files of data are looked for beside "
                  + output
                  + ": "
                  + String.join(", ", files));
    }
  }

  private String text(Scenario scenario) throws Trouble {
    try {
      if (to.equals(YAML)) {
        return ScenarioYaml.write(scenario);
      }
      Target target =
          Target.named(to)
              .orElseThrow(() ->
                  new Trouble(
                      "--to " + to + " is not known", "Known: yaml, k6, locust, hyperfoil"));
      return target.write(scenario);
    } catch (ExportException e) {
      throw new Trouble(
          "%s cannot say all of %s:%n%s"
              .formatted(
                  to,
                  file,
                  e.refusals().stream()
                      .map(refusal -> "  " + refusal)
                      .collect(Collectors.joining("\n"))),
          "For phases and thresholds: --journeys-only leaves them out.");
    } catch (EvaluationException e) {
      throw new Trouble(String.valueOf(e.getMessage()), "--journeys-only leaves phases out.");
    }
  }
}
