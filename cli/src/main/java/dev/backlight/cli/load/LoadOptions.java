package dev.backlight.cli.load;

import dev.backlight.cli.Terminal;
import dev.backlight.load.imports.ImportOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// What `load` can be told.
final class LoadOptions {

  /// The long names of the options that were typed, where that makes a difference.
  Set<String> given = Set.of();

  /// Either how much comes, or how many are there.
  static final class Model {
    @Option(
        names = "--rate",
        paramLabel = "N",
        description =
            "Open model: N arrivals per second, whether or not the server keeps up. 10..500 ramps,"
                + " 30/m is per minute.")
    @Nullable String rate;

    @Option(
        names = {"-u", "--users"},
        paramLabel = "N",
        description =
            "Closed model: N users, each waiting for its answer (default: 10). 1..50 ramps.")
    @Nullable String users;
  }

  @ArgGroup(heading = "%nHow much%n", order = 1)
  @Nullable Model model;

  @ArgGroup(validate = false, heading = "", order = 2)
  Amount amount = new Amount();

  static final class Amount {
    @Option(
        names = {"-d", "--duration"},
        paramLabel = "TIME",
        description = "How long, as 40s or 5m (default: 10s).")
    String duration = "10s";

    @Option(
        names = "--warm-up",
        paramLabel = "TIME",
        description = "The same load before, shown but not counted.")
    @Nullable String warmUp;

    @Option(
        names = "--poisson",
        description = "Let arrivals come at random, as independent users do.")
    boolean poisson;

    @Option(names = "--seed", paramLabel = "N", description = "For what is random (default: 1).")
    long seed = 1;

    @Option(
        names = "--max-in-flight",
        paramLabel = "N",
        description = "Safety: most requests at work at once (default: 10000).")
    int maxInFlight = 10_000;
  }

  @ArgGroup(validate = false, heading = "%nScenario%n", order = 5)
  Scenario scenario = new Scenario();

  static final class Scenario {
    @Option(
        names = "--target",
        paramLabel = "URL",
        description = "Where a scenario's requests go; before what the scenario says.")
    @Nullable String target;

    @Option(
        names = "--tag",
        paramLabel = "TAG",
        split = ",",
        description = "Only tasks with one of these tags; several with commas.")
    List<String> tags = new ArrayList<>();

    @Option(
        names = "--exclude-tag",
        paramLabel = "TAG",
        split = ",",
        description = "No task with one of these tags.")
    List<String> excludedTags = new ArrayList<>();

    @Option(
        names = "--from",
        paramLabel = "FORMAT",
        description = "What FILE is written in, where that is not clear: ${COMPLETION-CANDIDATES}.",
        completionCandidates = FormatWords.class)
    @Nullable String from;

    @Option(
        names = "--unsafe",
        description = "Of OpenAPI and access logs, also send what changes data.")
    boolean unsafe;

    @Option(
        names = "--log-format",
        paramLabel = "TEXT",
        description = "The log_format of an nginx log, as in its configuration.")
    String logFormat = "";

    ImportOptions importing() {
      return new ImportOptions(unsafe, logFormat);
    }
  }

  @ArgGroup(validate = false, heading = "%nRequest%n", order = 3)
  Request request = new Request();

  static final class Request {
    @Option(
        names = {"-X", "--method"},
        paramLabel = "NAME",
        description = "Default: GET, or POST with --body.")
    @Nullable String method;

    @Option(
        names = {"-H", "--header"},
        paramLabel = "'NAME: VALUE'",
        description = "A header; may be repeated.")
    List<String> headers = new ArrayList<>();

    @Option(
        names = "--body",
        paramLabel = "TEXT",
        description = "What to send; @FILE sends a file.")
    @Nullable String body;

    @Option(
        names = "--timeout",
        paramLabel = "TIME",
        description = "For a whole response (default: 30s).")
    String timeout = "30s";

    @Option(
        names = "--http2",
        description = "HTTP/2: by ALPN over TLS, by prior knowledge without.")
    boolean http2;

    @Option(names = "--insecure", description = "Accept any certificate.")
    boolean insecure;

    @Option(
        names = "--i-own-this-target",
        description = "Allow a target that is neither on this machine nor on a private network.")
    boolean owned;
  }

  @ArgGroup(validate = false, heading = "%nResult%n", order = 4)
  Result result = new Result();

  static final class Result {
    @Option(
        names = {"-t", "--threshold"},
        paramLabel = "RULE",
        description = "Exit with 1 unless it holds: 'p95<300ms', 'errors<0.5%%', 'rate>100/s'.")
    List<String> thresholds = new ArrayList<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Write all results as JSON.")
    @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with charts.")
    @Nullable Path html;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write Markdown.")
    @Nullable Path markdown;

    @Option(
        names = "--case",
        paramLabel = "DIR",
        description =
            "Keep the run in a folder, written second by second: plan, seconds, histograms,"
                + " result.json.")
    @Nullable Path folder;

    @Option(
        names = "--metrics-port",
        paramLabel = "PORT",
        description = "Serve the live figures to Prometheus on 127.0.0.1.")
    int metricsPort;

    @Option(
        names = "--remote-write",
        paramLabel = "URL",
        description = "Send the live figures to Prometheus by remote write.")
    @Nullable String remoteWrite;

    @Option(
        names = {"-q", "--quiet"},
        description = "No live view; only the result and errors.")
    boolean quiet;

    @Option(
        names = "--color",
        paramLabel = "WHEN",
        description = "auto, always or never (default: auto; NO_COLOR is obeyed).")
    Terminal.Color color = Terminal.Color.AUTO;
  }
}
