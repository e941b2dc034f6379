package dev.backlight.cli.load;

import dev.backlight.cli.AtomicFile;
import dev.backlight.cli.ExitCode;
import dev.backlight.cli.HelpOption;
import dev.backlight.cli.Surroundings;
import dev.backlight.cli.Terminal;
import dev.backlight.cli.Trouble;
import dev.backlight.load.compare.Blocks.Side;
import dev.backlight.load.compare.Metric;
import dev.backlight.load.compare.Rules;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.engine.PlanRefused;
import dev.backlight.load.postgres.Statements;
import dev.backlight.load.prove.Experiment;
import dev.backlight.load.prove.LoadTrial;
import dev.backlight.load.prove.LoadTrial.Setting;
import dev.backlight.load.prove.Proof;
import dev.backlight.load.prove.Proof.Requirement;
import dev.backlight.load.prove.ProofText;
import dev.backlight.load.prove.RunFigures;
import dev.backlight.load.prove.StartException;
import dev.backlight.load.prove.Version;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `backlight prove`.
@Command(
    name = "prove",
    description = "Prove that a change made a service better, or no worse.",
    abbreviateSynopsis = true,
    sortOptions = false,
    optionListHeading = "%nOptions%n",
    footerHeading = "%nExamples%n",
    footer = {
      "  backlight prove --before 'old/bin/shop' --after 'new/bin/shop' \\",
      "      --scenario http://127.0.0.1:8000/orders --rate 200",
      "  backlight prove --before 'java -jar old.jar' --after 'java -jar new.jar' \\",
      "      --port-env PORT --scenario 'http://127.0.0.1:{port}/' --rate 300",
      "  backlight prove … --scenario shop.yaml --target http://127.0.0.1:8000 --rate 20",
      "  backlight prove … --postgres postgresql://u:p@127.0.0.1/shop --require no-worse",
      "",
      "It starts each version afresh for every run, in random order, loads it alike (both by turns",
      "where --port-env lets them be up at once), and compares runs, not requests. Use a rate of 60 to 80 %% of the lower capacity: docs/proving.md.",
      "",
      "Exit codes: 0 ok, 1 not what --require demands, 2 wrong usage or a service that does not",
      "start, 70 a defect of Backlight."
    })
public final class ProveCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  private final Terminal terminal;

  @Option(
      names = "--before",
      required = true,
      paramLabel = "CMD|URL",
      description = "Starts the old version; or where it runs.")
  private String before = "";

  @Option(
      names = "--after",
      required = true,
      paramLabel = "CMD|URL",
      description = "Starts the new version; or where it runs.")
  private String after = "";

  @Option(
      names = "--scenario",
      required = true,
      paramLabel = "URL|FILE",
      description = "What to load, as for backlight load.")
  private String scenario = "";

  @Option(names = "--target", paramLabel = "URL", description = "Where a scenario's requests go.")
  private @Nullable String target;

  @Option(
      names = "--rate",
      required = true,
      paramLabel = "N",
      description = "Arrivals per second, the same for both.")
  private double rate;

  @Option(names = "--pairs", paramLabel = "N", description = "Pairs of runs (default: 8).")
  private int pairs = 8;

  @Option(
      names = "--control",
      paramLabel = "N",
      description = "Pairs of the old version against itself, first (default: 4; 0 for none).")
  private int control = 4;

  @Option(
      names = {"-d", "--duration"},
      paramLabel = "TIME",
      description = "Measured time of a run (default: 15s).")
  private String duration = "15s";

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      description = "Load before that, not counted (default: 5s).")
  private String warmUp = "5s";

  @Option(
      names = "--ready",
      paramLabel = "URL",
      description = "Answers when the service is up (default: the target).")
  private @Nullable String ready;

  @Option(
      names = "--port-env",
      paramLabel = "NAME",
      description = "Tell the service a free port by this variable; {port} in URLs is that port.")
  private String portVariable = "";

  @Option(
      names = "--one-at-a-time",
      description =
          "Never have both versions up at once. With --port-env they are loaded by turns, which"
              + " tells more.")
  private boolean oneAtATime;

  @Option(
      names = "--start-timeout",
      paramLabel = "TIME",
      description = "How long a start may take (default: 60s).")
  private String startTimeout = "60s";

  @Option(
      names = "--postgres",
      paramLabel = "URL",
      description = "Count statements per request by pg_stat_statements of this database.")
  private @Nullable String postgres;

  @Option(
      names = "--minimum",
      paramLabel = "PERCENT",
      description = "The smallest change worth having (default: 5).")
  private double minimumPercent = 5;

  @Option(
      names = "--require",
      paramLabel = "WHAT",
      description = "better or no-worse: exit with 1 unless it is proven.")
  private @Nullable String require;

  @Option(names = "--seed", paramLabel = "N", description = "For the order (default: 1).")
  private long seed = 1;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the proof as JSON.")
  private @Nullable Path json;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Write it as Markdown.")
  private @Nullable Path markdown;

  @Option(
      names = "--logs",
      paramLabel = "DIR",
      description =
          "Keep the services' output there (default: only if something goes wrong, in a temporary"
              + " folder).")
  private @Nullable Path logs;

  @Mixin final HelpOption help = new HelpOption();

  public ProveCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.terminal = surroundings.terminal();
  }

  @Override
  public Integer call() throws Trouble {
    Requirement requirement = requirement();
    Experiment.Design design = design();
    try (Statements counted = statements();
        ServiceLogs output = ServiceLogs.open(surroundings, logs)) {
      Setting setting = setting(output.folder());
      terminal.say("  " + plannedRuns());
      LoadTrial trial = new LoadTrial(setting, this::plan, Optional.ofNullable(counted));
      return conduct(new Experiment(design, trial, shown(output)), requirement, output);
    } catch (SQLException e) {
      throw PostgresTrouble.of(e);
    }
  }

  private String plannedRuns() {
    String first = control == 0 ? "" : 2 * control + " control runs, then ";
    return first + 2 * pairs + " runs of both. Ctrl-C ends it and keeps what was measured.";
  }

  private int conduct(Experiment experiment, Requirement requirement, ServiceLogs output)
      throws Trouble {
    try (Interruption interruption = new Interruption(experiment::stop)) {
      Proof proof = conduct(experiment, output);
      boolean interrupted = interruption.interrupted();
      if (!interrupted && !proof.ended().isEmpty()) {
        output.keep();
      }
      report(proof, output);
      // Here, because after Ctrl-C nothing runs once the interruption is over.
      output.close();
      if (interrupted) {
        return ExitCode.INTERRUPTED;
      }
      if (!proof.ended().isEmpty()) {
        throw new Trouble(proof.ended(), "What was measured until then is above.");
      }
      return proof.meets(requirement) ? ExitCode.OK : ExitCode.GATE;
    }
  }

  /// The terminal first: a disk that is full must not cost the answer.
  private void report(Proof proof, ServiceLogs output) throws Trouble {
    terminal.print(ProofText.terminal(proof));
    if (!output.words().isEmpty()) {
      terminal.say("  " + output.words());
    }
    if (json != null) {
      AtomicFile.write(surroundings.resolve(json), ProofText.json(proof));
    }
    if (markdown != null) {
      AtomicFile.write(surroundings.resolve(markdown), ProofText.markdown(proof));
    }
  }

  private Proof conduct(Experiment experiment, ServiceLogs output) throws Trouble {
    try {
      return experiment.conduct(version(before), version(after));
    } catch (StartException e) {
      output.keep();
      throw new Trouble(String.valueOf(e.getMessage()), output.words());
    } catch (PlanRefused e) {
      throw new Trouble(String.valueOf(e.getMessage()), e.remedy());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Trouble("interrupted", "");
    }
  }

  private static Version version(String text) throws Trouble {
    return UrlPlan.isUrl(text) ? new Version.Running(UrlPlan.url(text)) : new Version.Command(text);
  }

  private Requirement requirement() throws Trouble {
    return switch (require) {
      case null -> Requirement.NONE;
      case "better" -> Requirement.BETTER;
      case "no-worse" -> Requirement.NO_WORSE;
      default -> throw new Trouble("--require " + require, "Known: better, no-worse.");
    };
  }

  private Experiment.Design design() throws Trouble {
    try {
      return new Experiment.Design(pairs, control, new Rules(minimumPercent / 100, 0.05), seed);
    } catch (IllegalArgumentException e) {
      throw new Trouble(String.valueOf(e.getMessage()), "");
    }
  }

  private Setting setting(Path folder) throws Trouble {
    if (!(rate > 0)) {
      throw new Trouble("a rate of " + rate + " is no load", "Write it as --rate 200.");
    }
    String where = UrlPlan.isUrl(scenario) ? scenario : target;
    if (where == null) {
      throw new Trouble("where to? " + scenario + " is a file", "Say --target http://127.0.0.1:80");
    }
    boolean hasPort = where.contains(LoadTrial.PORT);
    if (hasPort == portVariable.isEmpty()) {
      throw new Trouble(
          "{port} in the URL and --port-env belong together",
          "--port-env PORT --scenario 'http://127.0.0.1:{port}/'");
    }
    var _ = UrlPlan.url(where.replace(LoadTrial.PORT, "1"));
    return new Setting(
        where,
        ready == null ? where : ready,
        portVariable,
        rate,
        !oneAtATime,
        time(warmUp, "--warm-up"),
        time(duration, "--duration"),
        time(startTimeout, "--start-timeout"),
        surroundings.folder(),
        folder,
        UrlPlan.policy(new LoadOptions()));
  }

  private static Duration time(String text, String option) throws Trouble {
    return UrlPlan.duration(text, option);
  }

  private @Nullable Statements statements() throws SQLException {
    return postgres == null ? null : new Statements(postgres);
  }

  private Plan plan(URI where) throws StartException {
    LoadOptions options = new LoadOptions();
    options.amount.seed = seed;
    try {
      if (UrlPlan.isUrl(scenario)) {
        return UrlPlan.of(where.toString(), options, surroundings);
      }
      options.scenario.target = where.toString();
      return ScenarioPlan.of(
          ScenarioFile.read(scenario, null, options.scenario.importing(), surroundings),
          options,
          surroundings);
    } catch (Trouble e) {
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }

  private Experiment.Listener shown(ServiceLogs output) {
    return new Experiment.Listener() {
      @Override
      public void run(String stage, int run, int of, Side side, RunFigures figures) {
        show(stage, run, of, side, figures);
        if (figures.errorShare() > Experiment.TOLERATED_ERRORS) {
          output.keep();
        }
      }

      @Override
      public void spoiled(String why) {
        terminal.say("  no times: the generator did not keep up (" + why + ")");
      }
    };
  }

  private void show(String stage, int run, int of, Side side, RunFigures figures) {
    StringBuilder line = new StringBuilder();
    String version = stage.equals("control") ? "before" : side.name().toLowerCase(Locale.ROOT);
    line.append(String.format(Locale.ROOT, "  %-7s %2d/%-2d  %-6s", stage, run, of, version));
    for (Metric metric :
        new Metric[] {Metric.P50, Metric.P99, Metric.CPU, Metric.ALLOCATIONS, Metric.STATEMENTS}) {
      Double value = figures.values().get(metric);
      if (value != null) {
        line.append(
            String.format(Locale.ROOT, "  %s %.3f %s", metric.name(), value, metric.unit()));
      }
    }
    terminal.say(line.toString().stripTrailing());
  }
}
