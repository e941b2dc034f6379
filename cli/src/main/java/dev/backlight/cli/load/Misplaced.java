package dev.backlight.cli.load;

import dev.backlight.cli.Trouble;
import java.util.List;
import java.util.Set;

/// Refuses options that would mean nothing where they are given, instead of passing over them.
final class Misplaced {

  private static final List<String> OF_URLS = List.of("--method", "--header", "--body");

  private static final List<String> OF_FILES =
      List.of("--target", "--tag", "--exclude-tag", "--from", "--unsafe", "--log-format");

  private static final List<String> OF_SEARCHES =
      List.of(
          "--objective", "--start-rate", "--highest-rate", "--budget", "--confirm", "--postgres");

  private static final List<String> OF_RUNS =
      List.of(
          "--rate",
          "--users",
          "--duration",
          "--warm-up",
          "--poisson",
          "--threshold",
          "--html",
          "--markdown",
          "--case",
          "--metrics-port",
          "--remote-write");

  private Misplaced() {}

  /// `given` are the options of the command line, by their long names.
  static void refuse(Set<String> given, boolean url, boolean search) throws Trouble {
    if (url) {
      require(given, OF_FILES, " is for a scenario or a file to import", "A URL is all there is.");
    } else {
      require(
          given, OF_URLS, " is for a URL", "A scenario says its requests itself: headers, json.");
    }
    if (search) {
      require(
          given,
          OF_RUNS,
          " is not for --find-capacity",
          "It finds the rate itself, takes --budget, and writes --json.");
    } else {
      require(given, OF_SEARCHES, " is for --find-capacity", "Say --find-capacity as well.");
    }
  }

  private static void require(Set<String> given, List<String> none, String why, String remedy)
      throws Trouble {
    for (String option : none) {
      if (given.contains(option)) {
        throw new Trouble(option + why, remedy);
      }
    }
  }
}
