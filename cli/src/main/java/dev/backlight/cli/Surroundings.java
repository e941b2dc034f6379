package dev.backlight.cli;

import java.nio.file.Path;
import java.time.Clock;

/// Everything outside of the command: where it stands, what it writes to, and the rooms it calls.
public record Surroundings(
    Terminal terminal, Path folder, Clock clock, Review review, Outputs outputs) {

  /// The version, also in reports.
  public static final String VERSION = "0.1.0";

  public Path resolve(Path path) {
    return folder.resolve(path).normalize();
  }

  public long milliseconds() {
    return clock.millis();
  }
}
