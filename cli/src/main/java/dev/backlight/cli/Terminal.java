package dev.backlight.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Where the command writes: the result to `out`, everything else to `err`.
public record Terminal(
    OutputStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    int columns,
    Map<String, String> environment) {

  /// When to use colour, as the user says.
  public enum Color {
    AUTO,
    ALWAYS,
    NEVER
  }

  /// Whether a stream gets colour: the option first, then `NO_COLOR`, `FORCE_COLOR` and `TERM`,
  /// then whether it is a terminal.
  public boolean color(Color wish, boolean isTerminal) {
    return switch (wish) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO -> {
        if (!variable("NO_COLOR").isEmpty()) {
          yield false;
        }
        boolean forced = !variable("FORCE_COLOR").isEmpty() && !variable("FORCE_COLOR").equals("0");
        yield forced || (isTerminal && !variable("TERM").equals("dumb"));
      }
    };
  }

  private String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  /// Writes the result. A reader that went away (`| head`) is no trouble.
  public void print(String text) throws Trouble {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.contains("Broken pipe") && !reason.contains("Stream closed")) {
        throw new Trouble(
            "cannot write to standard output: " + reason, "Free space, or write to another place.");
      }
    }
  }

  /// A line of the error stream.
  public void say(String line) {
    err.println(line);
    err.flush();
  }
}
