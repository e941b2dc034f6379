package dev.backlight.cli;

import picocli.CommandLine.Option;

/// What every command understands.
public final class HelpOption {

  @Option(
      names = {"-h", "--help"},
      order = 99,
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(names = "--debug", hidden = true, description = "Show stack traces of defects.")
  boolean debug;
}
