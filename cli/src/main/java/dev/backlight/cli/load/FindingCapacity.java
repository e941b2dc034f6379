package dev.backlight.cli.load;

import dev.backlight.cli.AtomicFile;
import dev.backlight.cli.ExitCode;
import dev.backlight.cli.Surroundings;
import dev.backlight.cli.Terminal;
import dev.backlight.cli.Trouble;
import dev.backlight.load.capacity.Capacity;
import dev.backlight.load.capacity.CapacitySearch;
import dev.backlight.load.capacity.CapacityText;
import dev.backlight.load.capacity.EngineProbe;
import dev.backlight.load.capacity.GeneratorMaximum;
import dev.backlight.load.capacity.Objective;
import dev.backlight.load.capacity.Searching;
import dev.backlight.load.capacity.Usl;
import dev.backlight.load.engine.Engine;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.engine.PlanRefused;
import dev.backlight.load.engine.RunListener;
import dev.backlight.load.engine.Work;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.report.Figures;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Searches a capacity for the command line.
final class FindingCapacity {

  private static final Duration COUNTING = Duration.ofSeconds(10);

  private final Surroundings surroundings;
  private final Terminal terminal;
  private final LoadOptions options;
  private final CapacityOptions.Search search;

  FindingCapacity(Surroundings surroundings, LoadOptions options, CapacityOptions.Search search) {
    this.surroundings = surroundings;
    this.terminal = surroundings.terminal();
    this.options = options;
    this.search = search;
  }

  /// Returns the exit code.
  int run(Plan plan) throws Trouble {
    Objective objective = objective();
    try (Engine engine = Engine.start(plan.http())) {
      Capacity capacity = find(engine, plan, objective);
      Usl usl = Usl.of(capacity.steps());
      if (options.result.json != null) {
        AtomicFile.write(
            surroundings.resolve(options.result.json), CapacityText.json(capacity, objective, usl));
      }
      terminal.print(
          "%n  %s: %s%n  %s%n".formatted(objective.text(), capacity.words(), usl.words()));
      return ExitCode.OK;
    } catch (PlanRefused e) {
      throw new Trouble(String.valueOf(e.getMessage()), e.remedy());
    } catch (IOException e) {
      throw new Trouble("the generator cannot test itself: " + e.getMessage(), "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Trouble("interrupted", "");
    }
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

  private Capacity find(Engine engine, Plan plan, Objective objective)
      throws IOException, InterruptedException, Trouble {
    double most = GeneratorMaximum.measure(engine);
    double perArrival = requestsPerArrival(engine, plan);
    double arrivals = most / perArrival;
    Searching how = searching(arrivals);
    if (!options.result.quiet) {
      terminal.say(
          "  this generator makes %s/s at most; searching from %s/s to %s/s"
              .formatted(
                  Figures.rate(arrivals),
                  Figures.rate(how.startRate()),
                  Figures.rate(how.highestRate())));
    }
    return new CapacitySearch(
            new EngineProbe(engine, plan, objective, perArrival),
            objective,
            how,
            step -> {
              if (!options.result.quiet) {
                terminal.say(CapacityText.line(step, objective));
              }
            })
        .search();
  }

  private Searching searching(double generatorMax) throws Trouble {
    double highest = search.highestRate > 0 ? search.highestRate : generatorMax / 2;
    try {
      return Searching.from(search.startRate, highest, generatorMax)
          .confirming(search.confirmations);
    } catch (IllegalArgumentException e) {
      throw new Trouble(
          String.valueOf(e.getMessage()), "Choose --start-rate and --highest-rate otherwise.");
    }
  }

  /// A journey makes several requests; how many is seen in a short run.
  private double requestsPerArrival(Engine engine, Plan plan) throws InterruptedException {
    if (plan.work() instanceof Work.Single) {
      return 1;
    }
    RunResult result =
        engine.run(
            plan.with(List.of(Phase.poisson("count", search.startRate, COUNTING))),
            RunListener.NONE);
    long arrivals = result.phases().getFirst().intended();
    return arrivals == 0 ? 1 : Math.max(1, (double) result.total().count() / arrivals);
  }
}
