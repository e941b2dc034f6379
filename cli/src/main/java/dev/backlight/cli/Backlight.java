package dev.backlight.cli;

import dev.backlight.cli.load.CompareCommand;
import dev.backlight.cli.load.ConvertCommand;
import dev.backlight.cli.load.LoadCommand;
import dev.backlight.cli.load.ProveCommand;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line: parses, runs a command, and turns what went wrong into a line and a code.
@Command(
    name = "backlight",
    description = "The Lighthouse for backends: finds performance crimes, prices and scores them.",
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    optionListHeading = "%nOptions%n",
    commandListHeading = "%nCommands%n",
    footerHeading = "%nFirst steps%n",
    footer = {
      "  backlight review                         what is slow here, and what it costs",
      "  backlight explain n-plus-one-query       why, and how to mend it",
      "  backlight review --html report.html      the same as a page",
      "  backlight init && backlight baseline     then gate new findings in CI:",
      "  backlight review --fail-on high",
      "  backlight load http://127.0.0.1:8000/ --rate 100   what users would wait",
      "",
      "Each command has examples: backlight review --help"
    })
final class Backlight implements Runnable {

  private static final int NARROWEST_HELP = 60;
  private static final int WIDEST_HELP = 96;

  private final Surroundings surroundings;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  @Mixin final HelpOption help = new HelpOption();

  Backlight(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /// Runs one command line and returns its exit code; never throws.
  static int run(Surroundings surroundings, String... arguments) {
    Backlight root = new Backlight(surroundings);
    boolean debug = List.of(arguments).contains("--debug");
    try {
      return root.commandLine(debug).execute(arguments);
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      return root.defect(e, debug);
    }
  }

  @Override
  public void run() {
    try {
      surroundings.terminal().print(commandLine(false).getUsageMessage(ansi()));
    } catch (Trouble e) {
      throw new IllegalStateException(e);
    }
  }

  private CommandLine commandLine(boolean debug) {
    CommandLine command =
        new CommandLine(this)
            .addSubcommand(new ReviewCommand(surroundings))
            .addSubcommand(new LoadCommand(surroundings))
            .addSubcommand(new ProveCommand(surroundings))
            .addSubcommand(new CompareCommand(surroundings))
            .addSubcommand(new ConvertCommand(surroundings))
            .addSubcommand(new ExplainCommand(surroundings))
            .addSubcommand(new InitCommand(surroundings))
            .addSubcommand(new BaselineCommand(surroundings))
            .addSubcommand(new SchemaCommand(surroundings))
            .addSubcommand(new Shop())
            .addSubcommand(new CommandLine.HelpCommand());
    command.getCommandSpec().version("backlight " + Surroundings.VERSION);
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setColorScheme(CommandLine.Help.defaultColorScheme(ansi()));
    command.setUsageHelpWidth(
        Math.clamp(surroundings.terminal().columns(), NARROWEST_HELP, WIDEST_HELP));
    command.setOut(Streams.writer(surroundings.terminal().out()));
    command.setErr(Streams.writer(surroundings.terminal().err()));
    command.setParameterExceptionHandler((e, _) -> usage(e));
    command.setExecutionExceptionHandler((e, _, _) -> failed(e, debug));
    return command;
  }

  private Ansi ansi() {
    Terminal terminal = surroundings.terminal();
    return terminal.color(Terminal.Color.AUTO, terminal.outIsTerminal()) ? Ansi.ON : Ansi.OFF;
  }

  private int usage(ParameterException e) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    error(message(e), "Help: " + name + " --help");
    return ExitCode.USAGE;
  }

  private String message(ParameterException e) {
    String message = String.valueOf(e.getMessage()).replaceFirst("^Error: ", "");
    if (message.contains("expected only one match")) {
      return "an option is given twice";
    }
    if (!(e instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return message;
    }
    String first = unmatched.getUnmatched().getFirst();
    List<String> near = unmatched.getSuggestions();
    String suggestion = near.isEmpty() ? "" : "; did you mean '" + near.getFirst() + "'?";
    boolean command = e.getCommandLine().getParent() == null && !first.startsWith("-");
    if (!command) {
      return message + suggestion;
    }
    return "unknown command '"
        + first
        + "'"
        + (isPath(first) ? "; did you mean 'backlight review " + first + "'?" : suggestion);
  }

  private boolean isPath(String text) {
    try {
      return Files.exists(surroundings.folder().resolve(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private int failed(Exception e, boolean debug) {
    if (e instanceof Trouble trouble) {
      error(String.valueOf(trouble.getMessage()), trouble.remedy());
      if (debug) {
        trouble.printStackTrace(surroundings.terminal().err());
      }
      return ExitCode.USAGE;
    }
    return defect(e, debug);
  }

  private int defect(Throwable e, boolean debug) {
    if (e instanceof OutOfMemoryError) {
      error("out of memory", "Give it more: BACKLIGHT_OPTS=-Xmx2g backlight …");
    } else {
      error(
          "this is a defect of Backlight: " + e,
          debug ? "" : "Run it again with --debug and report what it prints.");
    }
    if (debug) {
      e.printStackTrace(surroundings.terminal().err());
    }
    return ExitCode.INTERNAL;
  }

  private void error(String message, String remedy) {
    Terminal terminal = surroundings.terminal();
    Paint paint = new Paint(terminal.color(Terminal.Color.AUTO, terminal.errIsTerminal()));
    terminal.say(paint.red("error:") + " " + message);
    if (!remedy.isEmpty()) {
      terminal.say("  " + remedy);
    }
  }

  /// `backlight shop`, as far as it is seen from here: the launcher starts the shop with a class
  /// path of its own, so that no other command loads a server.
  @Command(
      name = "shop",
      description = "Open the reference shop, guilty or redeemed, to try things on.",
      abbreviateSynopsis = true,
      optionListHeading = "%nOptions%n",
      footerHeading = "%nExamples%n",
      footer = {
        "  backlight shop --edition guilty      every crime, running",
        "  backlight shop --edition redeemed    the same answers without them",
        "  backlight shop --prove --quick       measure both",
        "  backlight shop --help                everything else"
      })
  private static final class Shop implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("unused")
    final HelpOption help = new HelpOption();

    @Override
    public Integer call() throws Trouble {
      throw new Trouble(
          "the shop is started by the launcher, not by this class path",
          "Run ./backlight shop, or dev.backlight.reference.Shop with the jars of reference/target.");
    }
  }
}
