package dev.backlight.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;

/// The process: real streams, real time, real rooms.
public final class Main {

  private static final int USUAL_COLUMNS = 100;

  private Main() {}

  public static void main(String[] arguments) {
    Terminal terminal = terminal();
    AtomicBoolean finished = new AtomicBoolean();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupted(terminal, finished.get())));
    int code =
        Backlight.run(
            new Surroundings(
                terminal,
                Path.of("").toAbsolutePath(),
                Clock.systemUTC(),
                new SourceReview(),
                new ReportOutputs()),
            arguments);
    finished.set(true);
    System.exit(code);
  }

  /// After Ctrl-C the live line goes, and the shell sees 130 or 143 from the virtual machine.
  private static void interrupted(Terminal terminal, boolean finished) {
    if (!finished) {
      terminal.say((terminal.errIsTerminal() ? "\r\u001b[2K" : "") + "interrupted");
    }
  }

  /// The launcher says which streams are terminals and how wide: the virtual machine cannot tell.
  private static Terminal terminal() {
    String terminals = System.getProperty("backlight.terminals", "");
    return new Terminal(
        new FileOutputStream(FileDescriptor.out),
        new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8),
        terminals.contains("out"),
        terminals.contains("err"),
        Integer.getInteger("backlight.columns", USUAL_COLUMNS),
        System.getenv());
  }
}
