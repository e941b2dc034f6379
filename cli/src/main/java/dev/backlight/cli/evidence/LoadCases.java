package dev.backlight.cli.evidence;

import dev.backlight.cli.Trouble;
import dev.backlight.load.measure.CaseFolder;
import dev.backlight.load.measure.ResultJson;
import dev.backlight.load.measure.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Opens stored load runs.
public final class LoadCases {

  private LoadCases() {}

  /// A stored run; `name` is where it is, as the user wrote it.
  public record LoadCase(String name, RunResult result) {}

  /// Reads a case folder, or the `result.json` of one. What is none is said in words.
  public static LoadCase read(Path path, String name) throws Trouble {
    Path file = Files.isDirectory(path) ? path.resolve(CaseFolder.RESULT) : path;
    if (!Files.exists(path)) {
      throw new Trouble("there is no " + name, "Keep a run: backlight load URL --case " + name);
    }
    if (!Files.exists(file)) {
      throw unfinished(path, name);
    }
    try {
      return new LoadCase(name, ResultJson.read(Files.readString(file)));
    } catch (IllegalArgumentException e) {
      throw new Trouble(
          "%s: %s".formatted(name, e.getMessage()),
          "It must be what 'backlight load --case' kept.");
    } catch (IOException e) {
      throw new Trouble("cannot read %s: %s".formatted(name, e.getMessage()), "");
    }
  }

  private static Trouble unfinished(Path folder, String name) {
    return Files.exists(folder.resolve(CaseFolder.WINDOWS))
        ? new Trouble(
            name + " holds a run that did not end: it has no " + CaseFolder.RESULT,
            "Is it still running? Ctrl-C ends a run and keeps what it measured; kill -9 does not.")
        : new Trouble(
            name + " holds no load run: it has no " + CaseFolder.RESULT,
            "Keep a run: backlight load URL --case FOLDER");
  }
}
