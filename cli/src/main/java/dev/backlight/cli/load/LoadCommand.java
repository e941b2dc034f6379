package dev.backlight.cli.load;

import dev.backlight.cli.HelpOption;
import dev.backlight.cli.Surroundings;
import dev.backlight.cli.Trouble;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.Tags;
import dev.backlight.load.scenario.Threshold;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `backlight load`.
@Command(
    name = "load",
    description = "Put load on a service and measure honestly what it does.",
    abbreviateSynopsis = true,
    sortOptions = false,
    optionListHeading = "%nOptions%n",
    parameterListHeading = "%n",
    footerHeading = "%nExamples%n",
    footer = {
      "  backlight load http://127.0.0.1:8000/            10 users for 10 s, at once",
      "  backlight load URL --rate 500 -d 40s             500 arrivals per second: what users see",
      "  backlight load URL --rate 10..500 -d 2m --html run.html",
      "  backlight load URL --users 50 --warm-up 20s      50 users that wait for their answers",
      "  backlight load URL -X POST -H 'Content-Type: application/json' --body @order.json",
      "  backlight load URL --rate 200 -t 'p95<300ms' -t 'errors<0.5%%'   for CI: exit 1 if not",
      "  backlight load URL --find-capacity --objective 'p99<50ms'    how much it takes",
      "  backlight load URL --rate 500 --case runs/one    keep everything, also after Ctrl-C",
      "  backlight load shop.yaml --target http://127.0.0.1:8000   journeys: docs/scenarios.md",
      "  backlight load locustfile.py --target URL --users 50     also k6 scripts and others",
      "",
      "Open or closed? Real users do not wait for each other: --rate sends on when the server",
      "stalls, and counts each request from when it should have started. --users measures how",
      "fast a fixed number of clients is served, and cannot see what others would have waited.",
      "",
      "Limits: 50,000 arrivals per second, 20,000 users, 4 hours. Only this machine and private",
      "networks, unless you say --i-own-this-target.",
      "",
      "Exit codes: 0 ok, 1 a threshold does not hold or no user gets through on_start,",
      "2 wrong usage or no such target, 130 interrupted (results are kept), 70 a defect of",
      "Backlight."
    })
public final class LoadCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(
      index = "0",
      paramLabel = "URL|FILE",
      description =
          "What to load, as http://127.0.0.1:8000/path; or what to do there: a scenario, a Locust"
              + " file, a k6 script.")
  private String target = "";

  @Mixin private final LoadOptions options = new LoadOptions();

  @Mixin private final CapacityOptions capacity = new CapacityOptions();

  @Mixin final HelpOption help = new HelpOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  public LoadCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Trouble {
    options.given = given();
    Misplaced.refuse(options.given, UrlPlan.isUrl(target), capacity.search.wanted);
    if (!UrlPlan.isUrl(target)) {
      return scenario();
    }
    Plan plan = UrlPlan.of(target, options, surroundings);
    return run(plan, List.of());
  }

  /// The long names of the options that were typed.
  private Set<String> given() {
    return spec.commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .collect(Collectors.toSet());
  }

  private Integer scenario() throws Trouble {
    ScenarioFile file =
        ScenarioFile.read(
            target, options.scenario.from, options.scenario.importing(), surroundings);
    if (!options.result.quiet) {
      file.imported().notes().forEach(note -> surroundings.terminal().say("  note: " + note));
    }
    Scenario scenario = tagged(file.imported().scenario());
    Plan plan = ScenarioPlan.of(file.with(scenario), options, surroundings);
    return run(plan, scenario.thresholds());
  }

  private Scenario tagged(Scenario scenario) throws Trouble {
    List<String> wanted = options.scenario.tags;
    List<String> excluded = options.scenario.excludedTags;
    if (wanted.isEmpty() && excluded.isEmpty()) {
      return scenario;
    }
    Set<String> known = Tags.of(scenario);
    return Tags.select(scenario, wanted, excluded)
        .orElseThrow(() ->
            new Trouble(
                "no task is left by these tags",
                known.isEmpty()
                    ? "No task has a tag."
                    : "The tags are: " + String.join(", ", known)));
  }

  private int run(Plan plan, List<Threshold> thresholds) throws Trouble {
    return capacity.search.wanted
        ? new FindingCapacity(surroundings, options, capacity.search).run(plan)
        : new Loading(surroundings, options).run(plan, thresholds);
  }
}
