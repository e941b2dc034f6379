package dev.backlight.load.scenario;

import dev.backlight.load.pace.Arrivals;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Users;
import dev.backlight.load.scenario.Yaml.Mapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads phases: `users` for the closed model, `rate` and `replay` for the open one.
public final class PhaseReader {

  /// Gives the times of an access log's requests, from its first.
  @FunctionalInterface
  public interface Logs {
    Logs NONE =
        file -> {
          throw new IllegalArgumentException("no access logs can be read here: " + file);
        };

    /// Throws IllegalArgumentException, with the reason, where it cannot be read.
    List<Duration> times(String file);
  }

  static final List<String> KEYS =
      List.of(
          "name", "users", "rate", "replay", "for", "speed", "spike", "after", "lasting", "rhythm",
          "warm_up");
  private static final Pattern RATE =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(?:/\\s*(s|m|min|h))?");

  private final Yaml yaml;
  private final Logs logs;

  PhaseReader(Yaml yaml, Logs logs) {
    this.yaml = yaml;
    this.logs = logs;
  }

  List<Phase> phases(Node node) throws ScenarioException {
    List<Phase> phases = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Node item : yaml.list(node, "phases")) {
      Phase phase = phase(item, phases.size() + 1);
      if (!names.add(phase.name())) {
        throw yaml.problem(item, "two phases are named '" + phase.name() + "'");
      }
      phases.add(phase);
    }
    return List.copyOf(phases);
  }

  private Phase phase(Node node, int number) throws ScenarioException {
    Mapping own = yaml.mapping(node, "a phase", KEYS);
    List<String> models = List.of("users", "rate", "replay").stream().filter(own::has).toList();
    if (models.size() != 1) {
      throw yaml.problem(
          node,
          "a phase has one of users (closed model), rate (open model) and replay (an access log)");
    }
    String name = own.read("name", "phase " + number, each -> yaml.text(each, "name"));
    try {
      Phase phase =
          switch (models.getFirst()) {
            case "users" ->
                new Phase.Closed(name, lasting(own, node), users(own.get("users")), false);
            case "rate" ->
                new Phase.Open(name, lasting(own, node), arrivals(own), rhythm(own), false);
            default -> replay(name, own);
          };
      return own.read("warm_up", false, each -> yaml.truth(each, "warm_up"))
          ? phase.asWarmUp()
          : phase;
    } catch (IllegalArgumentException e) {
      throw yaml.problem(node, e.getMessage() + "");
    }
  }

  private Duration lasting(Mapping own, Node node) throws ScenarioException {
    if (!own.has("for")) {
      throw yaml.problem(node, "a phase needs 'for', how long it lasts");
    }
    return duration(own.get("for"));
  }

  private Duration duration(Node node) throws ScenarioException {
    try {
      return Durations.parse(yaml.text(node, "a duration"));
    } catch (IllegalArgumentException e) {
      throw yaml.problem(node, e.getMessage() + "");
    }
  }

  private Users users(Node node) throws ScenarioException {
    if (node instanceof SequenceNode sequence) {
      List<Integer> steps = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        steps.add(count(item, yaml.text(item, "users")));
      }
      return new Users.Steps(steps);
    }
    String text = yaml.text(node, "users").strip();
    int cut = text.indexOf("..");
    return cut < 0
        ? new Users.Constant(count(node, text))
        : new Users.Ramp(count(node, text.substring(0, cut)), count(node, text.substring(cut + 2)));
  }

  private int count(Node node, String text) throws ScenarioException {
    try {
      int count = Integer.parseInt(text.strip());
      if (count >= 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      throw yaml.problem(node, "write users as 50, 0..50 or [10, 20], not '" + text + "'");
    }
    throw yaml.problem(node, "there cannot be " + text + " users");
  }

  private Arrivals arrivals(Mapping own) throws ScenarioException {
    Node node = own.get("rate");
    if (node instanceof SequenceNode sequence) {
      List<Double> steps = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        steps.add(rate(item, yaml.text(item, "rate")));
      }
      return new Arrivals.Steps(steps);
    }
    String text = yaml.text(node, "rate").strip();
    int cut = text.indexOf("..");
    if (own.has("spike")) {
      Node spike = own.get("spike");
      return new Arrivals.Spike(
          rate(node, text),
          rate(spike, yaml.text(spike, "spike")),
          own.read("after", Duration.ZERO, this::duration),
          own.read("lasting", Duration.ofSeconds(10), this::duration));
    }
    return cut < 0
        ? new Arrivals.Constant(rate(node, text))
        : new Arrivals.Ramp(
            rate(node, text.substring(0, cut)), rate(node, text.substring(cut + 2)));
  }

  private double rate(Node node, String text) throws ScenarioException {
    Matcher matcher = RATE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw yaml.problem(
          node, "write a rate as 100/s, 10/s..500/s or [100/s, 200/s], not '" + text + "'");
    }
    double rate = Double.parseDouble(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m", "min" -> rate / 60;
      case "h" -> rate / 3600;
      case null, default -> rate;
    };
  }

  private Phase.Rhythm rhythm(Mapping own) throws ScenarioException {
    return own.read(
        "rhythm",
        Phase.Rhythm.EVEN,
        node ->
            switch (yaml.text(node, "rhythm")) {
              case "even" -> Phase.Rhythm.EVEN;
              case "poisson" -> Phase.Rhythm.POISSON;
              case String other ->
                  throw yaml.problem(node, "'" + other + "' is no rhythm; use even or poisson");
            });
  }

  /// All arrivals of a log, or those that fall into `for`, at `speed` times their pace.
  private Phase replay(String name, Mapping own) throws ScenarioException {
    Node node = own.get("replay");
    double speed = own.read("speed", 1.0, each -> yaml.number(each, "speed"));
    if (!(speed > 0)) {
      throw yaml.problem(own.get("speed"), "a speed must be more than 0");
    }
    List<Duration> times;
    try {
      times = logs.times(yaml.text(node, "replay"));
    } catch (IllegalArgumentException e) {
      throw yaml.problem(node, e.getMessage() + "");
    }
    List<Duration> scaled =
        times.stream().map(time -> Duration.ofNanos((long) (time.toNanos() / speed))).toList();
    Duration whole =
        scaled.isEmpty() ? Duration.ZERO : scaled.getLast().plus(Duration.ofSeconds(1));
    Duration lasting = own.read("for", whole, this::duration);
    List<Duration> kept = scaled.stream().filter(time -> time.compareTo(lasting) < 0).toList();
    return new Phase.Open(name, lasting, new Arrivals.Replay(kept), Phase.Rhythm.EVEN, false);
  }
}
