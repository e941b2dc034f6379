package dev.backlight.cli.load;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// What the search for a capacity can be told.
final class CapacityOptions {

  @ArgGroup(validate = false, heading = "%nCapacity%n", order = 6)
  Search search = new Search();

  static final class Search {
    @Option(
        names = "--find-capacity",
        description = "Find the highest rate at which the objective is kept; see --budget.")
    boolean wanted;

    @Option(
        names = "--objective",
        paramLabel = "RULES",
        description = "What must be kept: 'p99<50ms' or 'p95<300ms, errors<0.5%%'.")
    String objective = "";

    @Option(
        names = "--start-rate",
        paramLabel = "N",
        description = "Where to begin, per second (default: 20).")
    double startRate = 20;

    @Option(
        names = "--highest-rate",
        paramLabel = "N",
        description = "Where to stop (default: half of what this generator makes).")
    double highestRate;

    @Option(
        names = "--budget",
        paramLabel = "TIME",
        description = "How long to search: longer is more precise (default: 2m; at least 1m).")
    String budget = "2m";

    @Option(
        names = "--confirm",
        paramLabel = "N",
        description = "How often a rate below the answer must keep it (default: 3; 0 for none).")
    int confirmations = 3;

    @Option(
        names = "--postgres",
        paramLabel = "URL",
        description = "The service's database: are its connections or locks the bottleneck?")
    @Nullable String postgres;
  }
}
