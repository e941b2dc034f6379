package dev.backlight.cli.load;

import dev.backlight.cli.ExitCode;
import dev.backlight.cli.HelpOption;
import dev.backlight.cli.Surroundings;
import dev.backlight.cli.Trouble;
import dev.backlight.load.measure.CaseFolder;
import dev.backlight.load.measure.ResultJson;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.prove.StoredRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `backlight compare`.
@Command(
    name = "compare",
    description = "Compare stored runs, if they can be compared.",
    sortOptions = false,
    footerHeading = "%nExamples%n",
    footer = {
      "  backlight compare runs/monday runs/tuesday       two runs: no verdict, only figures",
      "  backlight compare before/ after/                 folders of runs, paired in order",
      "",
      "Each argument is a case folder, a result.json, or a folder of such. Exit codes: 0 compared,",
      "1 not comparable, 2 wrong usage."
    })
public final class CompareCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(
      index = "0",
      paramLabel = "BEFORE",
      description = "A stored run, or a folder of them.")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "AFTER", description = "The same.")
  private Path after = Path.of("");

  @Mixin final HelpOption help = new HelpOption();

  public CompareCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Trouble {
    StoredRuns.Outcome outcome = StoredRuns.compare(read(before), read(after));
    surroundings.terminal().print(outcome.text());
    return outcome.comparable() ? ExitCode.OK : ExitCode.GATE;
  }

  private List<RunResult> read(Path given) throws Trouble {
    Path path = surroundings.resolve(given);
    List<Path> files = new ArrayList<>();
    if (Files.isRegularFile(path)) {
      files.add(path);
    } else if (Files.exists(path.resolve(CaseFolder.RESULT))) {
      files.add(path.resolve(CaseFolder.RESULT));
    } else if (Files.isDirectory(path)) {
      files.addAll(inside(path));
    }
    if (files.isEmpty()) {
      throw new Trouble(
          "there is no stored run in " + given, "Keep one: backlight load URL --case " + given);
    }
    List<RunResult> results = new ArrayList<>();
    for (Path file : files) {
      try {
        results.add(ResultJson.read(Files.readString(file)));
      } catch (IOException | IllegalArgumentException e) {
        throw new Trouble("cannot read " + file + ": " + e.getMessage(), "");
      }
    }
    return results;
  }

  private static List<Path> inside(Path folder) throws Trouble {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .sorted()
          .map(entry -> Files.isDirectory(entry) ? entry.resolve(CaseFolder.RESULT) : entry)
          .filter(file -> file.toString().endsWith(".json") && Files.isRegularFile(file))
          .toList();
    } catch (IOException e) {
      throw new Trouble("cannot read " + folder + ": " + e.getMessage(), "");
    }
  }
}
