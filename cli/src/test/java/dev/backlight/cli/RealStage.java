package dev.backlight.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/// The whole command with captured streams and a clock that stands still.
final class RealStage {

  record Result(int code, String out, String err) {}

  private RealStage() {}

  static Result run(Path folder, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            out, new PrintStream(err, false, StandardCharsets.UTF_8), false, false, 100, Map.of());
    Clock clock = Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);
    int code =
        Backlight.run(
            new Surroundings(terminal, folder, clock, new SourceReview(), new ReportOutputs()),
            arguments);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
