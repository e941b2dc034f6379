package dev.backlight.cli.load;

import dev.backlight.cli.AtomicFile;
import dev.backlight.cli.ExitCode;
import dev.backlight.cli.Surroundings;
import dev.backlight.cli.Terminal;
import dev.backlight.cli.Trouble;
import dev.backlight.load.capacity.Bottleneck;
import dev.backlight.load.capacity.Bottleneck.Observed;
import dev.backlight.load.capacity.Capacity;
import dev.backlight.load.capacity.CapacitySearch;
import dev.backlight.load.capacity.CapacityText;
import dev.backlight.load.capacity.EngineProbe;
import dev.backlight.load.capacity.GeneratorMaximum;
import dev.backlight.load.capacity.JudgedStep;
import dev.backlight.load.capacity.Objective;
import dev.backlight.load.capacity.Searching;
import dev.backlight.load.capacity.Usl;
import dev.backlight.load.capacity.Vitals.Database;
import dev.backlight.load.capacity.Witness;
import dev.backlight.load.engine.Engine;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.engine.PlanRefused;
import dev.backlight.load.engine.RunListener;
import dev.backlight.load.engine.Work;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.postgres.Sessions;
import dev.backlight.load.report.Figures;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Searches a capacity for the command line.
final class FindingCapacity {

  private static final Duration COUNTING = Duration.ofSeconds(10);

  private final Surroundings surroundings;
  private final Terminal terminal;
  private final LoadOptions options;
  private final CapacityOptions.Search search;
  private final List<Observed> observed = new ArrayList<>();

  FindingCapacity(Surroundings surroundings, LoadOptions options, CapacityOptions.Search search) {
    this.surroundings = surroundings;
    this.terminal = surroundings.terminal();
    this.options = options;
    this.search = search;
  }

  /// Returns the exit code.
  int run(Plan plan) throws Trouble {
    Objective objective = objective();
    FirstRequest.send(plan, terminal);
    try (Engine engine = Engine.start(plan.http());
        Sessions sessions = sessions();
        Witness witness = new Witness(port(plan.target()), () -> database(sessions))) {
      return find(engine, plan, objective, witness);
    } catch (SQLException e) {
      throw PostgresTrouble.of(e);
    } catch (PlanRefused e) {
      throw new Trouble(String.valueOf(e.getMessage()), e.remedy());
    } catch (IOException e) {
      throw new Trouble("the generator cannot test itself: " + e.getMessage(), "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Trouble("interrupted", "");
    }
  }

  /// The terminal first: a disk that is full must not cost the answer.
  private void report(Capacity capacity, Objective objective) throws Trouble {
    Usl usl = Usl.of(capacity.steps());
    Bottleneck bottleneck =
        Bottleneck.of(capacity, observed, Runtime.getRuntime().availableProcessors());
    terminal.print(
        "%n  %s: %s%n  bottleneck: %s%n  USL: %s%n"
            .formatted(objective.text(), capacity.words(), bottleneck.words(), usl.words()));
    if (options.result.json != null) {
      AtomicFile.write(
          surroundings.resolve(options.result.json),
          CapacityText.json(capacity, objective, usl, bottleneck));
    }
  }

  private void show(JudgedStep step, Objective objective, Witness witness) {
    observed.add(new Observed(step, witness.lately(step.step().length())));
    if (!options.result.quiet) {
      terminal.say(CapacityText.line(step, objective));
    }
  }

  private @Nullable Sessions sessions() throws SQLException {
    return search.postgres == null ? null : new Sessions(search.postgres);
  }

  private static Database database(@Nullable Sessions sessions) {
    return Optional.ofNullable(sessions)
        .flatMap(Sessions::count)
        .map(c -> new Database(true, c.all(), c.busy(), c.waitingForLocks()))
        .orElse(Database.UNSEEN);
  }

  private static int port(URI target) {
    if (target.getPort() > 0) {
      return target.getPort();
    }
    return "https".equalsIgnoreCase(target.getScheme()) ? 443 : 80;
  }

  private Objective objective() throws Trouble {
    if (search.objective.isEmpty()) {
      throw new Trouble("capacity for what?", "Say --objective 'p99<50ms'.");
    }
    try {
      return Objective.parse(search.objective);
    } catch (IllegalArgumentException e) {
      throw new Trouble("--objective: " + e.getMessage(), "");
    }
  }

  private int find(Engine engine, Plan plan, Objective objective, Witness witness)
      throws IOException, InterruptedException, Trouble {
    double most = GeneratorMaximum.measure(engine);
    double perArrival = requestsPerArrival(engine, plan);
    double arrivals = most / perArrival;
    Searching how = searching(arrivals);
    if (!options.result.quiet) {
      terminal.say(
          "  this generator makes %s/s at most; searching from %s/s to %s/s for %s"
              .formatted(
                  Figures.rate(arrivals),
                  Figures.rate(how.startRate()),
                  Figures.rate(how.highestRate()),
                  Figures.seconds(how.budget().toSeconds())));
      terminal.say("  Ctrl-C ends it and says what is known by then.");
    }
    CapacitySearch running =
        new CapacitySearch(
            new EngineProbe(engine, plan, objective, perArrival),
            objective,
            how,
            step -> show(step, objective, witness));
    try (Interruption interruption =
        new Interruption(() -> {
          running.stop();
          engine.stop();
        })) {
      Capacity capacity = running.search();
      report(capacity, objective);
      return interruption.interrupted() ? ExitCode.INTERRUPTED : ExitCode.OK;
    }
  }

  private Searching searching(double generatorMax) throws Trouble {
    double highest = search.highestRate > 0 ? search.highestRate : generatorMax / 2;
    try {
      return Searching.from(search.startRate, highest, generatorMax)
          .within(UrlPlan.duration(search.budget, "--budget"))
          .confirming(search.confirmations);
    } catch (IllegalArgumentException e) {
      throw new Trouble(
          String.valueOf(e.getMessage()),
          "Choose --start-rate, --highest-rate or --budget otherwise.");
    }
  }

  /// A journey makes several requests; how many is seen in a short run.
  private double requestsPerArrival(Engine engine, Plan plan) throws InterruptedException, Trouble {
    if (plan.work() instanceof Work.Single) {
      return 1;
    }
    RunResult result =
        engine.run(
            plan.with(List.of(Phase.poisson("count", search.startRate, COUNTING))),
            RunListener.NONE);
    Optional<String> startless = result.startless();
    if (startless.isPresent()) {
      throw new Trouble(startless.get(), "There is nothing to load: see the journey's on_start.");
    }
    long arrivals = result.phases().getFirst().intended();
    return arrivals == 0 ? 1 : Math.max(1, (double) result.total().count() / arrivals);
  }
}
