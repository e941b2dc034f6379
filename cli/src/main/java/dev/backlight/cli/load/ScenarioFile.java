package dev.backlight.cli.load;

import dev.backlight.cli.Surroundings;
import dev.backlight.cli.Trouble;
import dev.backlight.load.imports.AccessLog;
import dev.backlight.load.imports.Format;
import dev.backlight.load.imports.ImportException;
import dev.backlight.load.imports.ImportException.Refusal;
import dev.backlight.load.imports.ImportOptions;
import dev.backlight.load.imports.Imported;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.ScenarioException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A file of journeys, in whatever format it is written.
record ScenarioFile(Path file, Imported imported) {

  private static final int SHOWN = 25;

  /// The same file, of which only a part is wanted.
  ScenarioFile with(Scenario part) {
    return new ScenarioFile(file, new Imported(part, imported.notes()));
  }

  /// Reads `name`; `from` is the format where the user says it.
  static ScenarioFile read(
      String name, @Nullable String from, ImportOptions options, Surroundings surroundings)
      throws Trouble {
    Path file = surroundings.resolve(Path.of(name));
    String text = text(name, file);
    Format format = format(name, from, text);
    try {
      return new ScenarioFile(file, format.read(name, text, log -> times(file, log), options));
    } catch (ScenarioException e) {
      throw new Trouble(String.valueOf(e.getMessage()), "");
    } catch (ImportException e) {
      throw refused(name, format, e.refusals());
    }
  }

  /// The rhythm of an access log that stands beside the scenario.
  private static List<Duration> times(Path scenario, String log) {
    Path file = scenario.resolveSibling(log);
    try {
      return AccessLog.times(log, Files.readString(file));
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + file, e);
    }
  }

  private static String text(String name, Path file) throws Trouble {
    if (!Files.exists(file)) {
      throw new Trouble(
          "there is no file " + name, "Name a URL (http://…), a scenario, or a file to import.");
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new Trouble("cannot read " + name + ": " + e.getMessage(), "It must be text in UTF-8.");
    }
  }

  private static Format format(String name, @Nullable String from, String text) throws Trouble {
    String known =
        Arrays.stream(Format.values()).map(Format::word).collect(Collectors.joining(", "));
    if (from != null) {
      return Format.named(from)
          .orElseThrow(() -> new Trouble("--from " + from + " is not known", "Known: " + known));
    }
    return Format.of(name, text)
        .orElseThrow(() ->
            new Trouble("cannot tell what " + name + " is written in", "Say --from " + known));
  }

  private static Trouble refused(String name, Format format, List<Refusal> refusals) {
    String places =
        refusals.stream()
            .limit(SHOWN)
            .map(refusal -> "  " + refusal)
            .collect(Collectors.joining("\n"));
    String more = refusals.size() > SHOWN ? "\n  and " + (refusals.size() - SHOWN) + " more" : "";
    return new Trouble(
        "%s is %s of which %d %s no translation:%n%s%s"
            .formatted(
                name,
                format.meaning(),
                refusals.size(),
                refusals.size() == 1 ? "place has" : "places have",
                places,
                more),
        "Nothing is dropped in silence. docs/importing.md says what is translated.");
  }
}
