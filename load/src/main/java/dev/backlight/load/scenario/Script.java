package dev.backlight.load.scenario;

import dev.backlight.load.engine.Once;
import dev.backlight.load.engine.Population;
import dev.backlight.load.engine.UserStopped;
import dev.backlight.load.engine.Visit;
import dev.backlight.load.engine.Work;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/// A scenario made ready to run: its variables computed, its feeds open.
public final class Script {

  /// Different errors that are told apart; later ones count under their place alone.
  private static final int MAX_ERRORS = 200;

  /// Who does what is done once.
  private static final UserKind NOBODY =
      new UserKind(
          "nobody",
          1,
          0,
          Expression.NOTHING,
          new TaskSet(TaskSet.Order.RANDOM, Think.NONE, List.of(), List.of(), List.of()));

  private final Scenario scenario;

  /// What all users share: computed before the run, and set by `setup`.
  private volatile Map<String, Value> constants;

  private final Map<String, Procedure> procedures = new HashMap<>();
  private final Map<String, OpenFeed> feeds;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private final Set<String> errors = ConcurrentHashMap.newKeySet();

  private Script(
      Scenario scenario,
      Map<String, Value> constants,
      Map<String, OpenFeed> feeds,
      Map<String, String> environment,
      InstantSource clock) {
    this.scenario = scenario;
    this.constants = constants;
    this.feeds = feeds;
    this.environment = environment;
    this.clock = clock;
  }

  /// Reads feeds from `folder` and draws what variables draw from `seed`.
  ///
  /// @throws EvaluationException where a variable has no value or a feed cannot be read
  public static Script prepare(
      Scenario scenario,
      Path folder,
      Map<String, String> environment,
      InstantSource clock,
      long seed)
      throws EvaluationException {
    Map<String, OpenFeed> feeds = new HashMap<>();
    for (Feed feed : scenario.feeds()) {
      feeds.put(feed.name(), OpenFeed.open(feed, folder));
    }
    Map<String, Value> constants = new LinkedHashMap<>();
    Script script = new Script(scenario, constants, feeds, environment, clock);
    for (Procedure procedure : scenario.procedures()) {
      script.procedures.put(procedure.name(), procedure);
    }
    Scope scope = script.scope(new SplittableRandom(seed), 0);
    for (Map.Entry<String, Expression> variable : scenario.variables().entrySet()) {
      constants.put(variable.getKey(), Evaluator.evaluate(variable.getValue(), scope));
    }
    return script;
  }

  /// What the engine runs.
  public Work.Journeys work() {
    List<Population> populations = new ArrayList<>();
    for (UserKind kind : scenario.users()) {
      populations.add(
          new Population(
              kind.name(), kind.weight(), kind.fixedCount(), () -> new Journey(this, kind)));
    }
    return new Work.Journeys(
        populations,
        scenario.setup().isEmpty() ? Once.NOTHING : this::setUp,
        scenario.teardown().isEmpty() ? Once.NOTHING : this::tearDown);
  }

  private void setUp(Visit visit) throws InterruptedException, UserStopped {
    Scope scope = around(scenario.setup(), visit);
    Map<String, Value> shared = new LinkedHashMap<>(constants);
    shared.putAll(scope.own());
    constants = shared;
  }

  private void tearDown(Visit visit) throws InterruptedException, UserStopped {
    around(scenario.teardown(), visit);
  }

  private Scope around(List<Step> steps, Visit visit) throws InterruptedException, UserStopped {
    Scope scope = scope(visit.random(), visit.user());
    try {
      new Interpreter(this, NOBODY, scope, visit).start(steps);
    } catch (JourneyException e) {
      throw new UserStopped(e.place() + ": " + e.getMessage());
    }
    return scope;
  }

  Scenario scenario() {
    return scenario;
  }

  Scope scope(SplittableRandom random, long user) {
    return new Scope(constants, environment, clock, random, user, feed -> feed(feed).all());
  }

  Procedure procedure(String name) throws EvaluationException {
    Procedure procedure = procedures.get(name);
    if (procedure == null) {
      throw new EvaluationException("there is no procedure '" + name + "'");
    }
    return procedure;
  }

  OpenFeed feed(String name) throws EvaluationException {
    OpenFeed feed = feeds.get(name);
    if (feed == null) {
      throw new EvaluationException("there is no feed '" + name + "'");
    }
    return feed;
  }

  InstantSource clock() {
    return clock;
  }

  /// The name that an error is counted under.
  String error(Place place, String message) {
    String whole = "no error at " + place + ": " + message;
    if (errors.contains(whole) || (errors.size() < MAX_ERRORS && errors.add(whole))) {
      return whole;
    }
    return "no error at " + place;
  }
}
