package dev.backlight.cli.load;

import dev.backlight.cli.Surroundings;
import dev.backlight.cli.Trouble;
import dev.backlight.load.engine.Limits;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.pace.Arrivals;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.scenario.EvaluationException;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.Script;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes a plan of a scenario and options. What the command line says goes before what the scenario
/// says.
final class ScenarioPlan {

  private ScenarioPlan() {}

  static Plan of(ScenarioFile source, LoadOptions options, Surroundings surroundings)
      throws Trouble {
    Scenario scenario = source.imported().scenario();
    URI target = target(scenario, options.scenario.target);
    List<Phase> phases = phases(scenario.phases(), options);
    Script script;
    try {
      script =
          Script.prepare(
              scenario,
              Objects.requireNonNull(source.file().toAbsolutePath().getParent()),
              surroundings.terminal().environment(),
              surroundings.clock(),
              options.amount.seed);
    } catch (EvaluationException e) {
      throw new Trouble(scenario.name() + ": " + e.getMessage(), "");
    }
    return new Plan(
        target,
        script.work(),
        phases,
        UrlPlan.policy(options),
        Limits.USUAL.inFlight(options.amount.maxInFlight),
        options.amount.seed,
        "%s (%s) against %s".formatted(scenario.name(), fingerprint(source.file()), target));
  }

  /// The scenario's own unless the command line says how much comes. How long that takes can be
  /// said alone where there is one phase.
  private static List<Phase> phases(List<Phase> own, LoadOptions options) throws Trouble {
    if (own.isEmpty() || options.model != null) {
      return UrlPlan.phases(options);
    }
    for (String option : List.of("--warm-up", "--poisson")) {
      if (options.given.contains(option)) {
        throw new Trouble(
            option + ", where the scenario says its phases",
            "Say --rate or --users as well, which take the place of its phases, or write it there.");
      }
    }
    if (!options.given.contains("--duration")) {
      return own;
    }
    List<Phase> counted = own.stream().filter(phase -> !phase.warmUp()).toList();
    if (counted.size() != 1
        || counted.getFirst() instanceof Phase.Open open
            && open.arrivals() instanceof Arrivals.Replay) {
      throw new Trouble(
          "--duration of %d phases".formatted(counted.size()),
          "Say --rate or --users as well, which take the place of the scenario's phases.");
    }
    Duration duration = UrlPlan.duration(options.amount.duration, "--duration");
    return own.stream().map(phase -> phase.warmUp() ? phase : lasting(phase, duration)).toList();
  }

  private static Phase lasting(Phase phase, Duration duration) {
    return switch (phase) {
      case Phase.Closed closed ->
          new Phase.Closed(closed.name(), duration, closed.users(), closed.warmUp());
      case Phase.Open open ->
          new Phase.Open(open.name(), duration, open.arrivals(), open.rhythm(), open.warmUp());
    };
  }

  /// Tells two journeys of the same name apart.
  private static String fingerprint(Path file) throws Trouble {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (IOException e) {
      throw new Trouble("cannot read " + file, "");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static URI target(Scenario scenario, @Nullable String given) throws Trouble {
    String target = given == null ? scenario.target() : given;
    if (target.isEmpty()) {
      throw new Trouble(
          "where to? " + scenario.name() + " names no target",
          "Say --target http://127.0.0.1:8000");
    }
    if (!UrlPlan.isUrl(target)) {
      throw new Trouble("'" + target + "' is not a target", "Write it as http://127.0.0.1:8000.");
    }
    return UrlPlan.url(target.endsWith("/") ? target.substring(0, target.length() - 1) : target);
  }
}
