package dev.backlight.load.imports;

import dev.backlight.load.pace.Arrivals;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Users;
import dev.backlight.load.scenario.Constants;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Threshold;
import dev.backlight.load.scenario.Value;
import dev.backlight.source.code.Expr;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Translates `options` of k6 scripts: phases, who does what in them, and thresholds.
final class K6Options {

  private static final Duration DEFAULT_MAXIMUM = Duration.ofMinutes(10);
  private static final Set<String> HARMLESS =
      Set.of(
          "summaryTrendStats",
          "discardResponseBodies",
          "systemTags",
          "ext",
          "cloud",
          "batch",
          "batchPerHost",
          "setupTimeout",
          "teardownTimeout",
          "tags",
          "dns",
          "summaryTimeUnit",
          "tlsVersion",
          "noUsageReport");

  private static final Set<String> OF_SCENARIOS =
      Set.of(
          "executor",
          "exec",
          "vus",
          "startVUs",
          "duration",
          "maxDuration",
          "stages",
          "rate",
          "startRate",
          "timeUnit",
          "iterations",
          "startTime",
          "preAllocatedVUs",
          "maxVUs",
          "gracefulStop",
          "gracefulRampDown",
          "tags");

  /// Which function users run, with what share, and after how many iterations they stop (0: never).
  record Runner(String function, double weight, long iterations) {}

  private final Code code;
  private final K6Names names;
  private final List<Phase> phases = new ArrayList<>();
  private final List<Threshold> thresholds = new ArrayList<>();
  private final List<Runner> runners = new ArrayList<>();
  private Expression userAgent = Expression.NOTHING;
  private boolean keepsCookies;

  K6Options(Code code, K6Names names) {
    this.code = code;
    this.names = names;
  }

  List<Phase> phases() {
    return phases;
  }

  List<Threshold> thresholds() {
    return thresholds;
  }

  List<Runner> runners() {
    return runners;
  }

  /// What users call themselves; nothing where the script does not say.
  Expression userAgent() {
    return userAgent;
  }

  /// Whether users keep their cookies from one iteration to the next, as k6's do not by themselves.
  boolean keepsCookies() {
    return keepsCookies;
  }

  void read() throws RefusedException {
    Optional<Expr> exported = names.exported("options");
    if (exported.isPresent()) {
      Expr written = names.resolved(exported.get());
      if (!(written instanceof Expr.Collection collection)) {
        throw new RefusedException(written, "computed options");
      }
      options(collection);
    }
    if (runners.isEmpty()) {
      runners.add(new Runner("default", 1, 0));
    }
  }

  private void options(Expr.Collection options) throws RefusedException {
    Map<String, Expr> entries = new LinkedHashMap<>();
    for (Expr.Collection.Entry entry : options.entries()) {
      String key = entry.key() instanceof Expr.Literal literal ? literal.text() : "";
      if (entry.spread() || key.isEmpty()) {
        throw new RefusedException(entry.value(), "options of this kind");
      }
      entries.put(key, entry.value());
    }
    for (Map.Entry<String, Expr> entry : entries.entrySet()) {
      Expr at = entry.getValue();
      switch (entry.getKey()) {
        case "vus", "duration", "iterations" -> {}
        case "stages" -> {
          Value vus = entries.containsKey("vus") ? value(entries.get("vus")) : Value.of(1);
          stages("stage", value(at), number(vus, at), false, 1, at);
        }
        case "scenarios" -> scenarios(value(at), at);
        case "thresholds" ->
            thresholds.addAll(new K6Thresholds(code).read(fields(value(at), at), at));
        case "userAgent" -> userAgent = names.expressions().translate(at, new Frame());
        case "insecureSkipTLSVerify" ->
            code.note(at.start(), "for certificates of one's own: --insecure");
        case "noCookiesReset" ->
            keepsCookies =
                names.expressions().translate(at, new Frame()).equals(Expression.truth(true));
        default -> {
          if (!HARMLESS.contains(entry.getKey())) {
            throw new RefusedException(at, "the option " + entry.getKey());
          }
          code.note(at.start(), "the option " + entry.getKey() + " is left out");
        }
      }
    }
    plain(entries);
  }

  private void plain(Map<String, Expr> entries) throws RefusedException {
    if (!phases.isEmpty()) {
      return;
    }
    Expr vus = entries.get("vus");
    Expr duration = entries.get("duration");
    Expr iterations = entries.get("iterations");
    int users = vus == null ? 1 : (int) number(value(vus), vus);
    if (iterations != null) {
      shared(users, (long) number(value(iterations), iterations), iterations);
      Duration longest = duration == null ? DEFAULT_MAXIMUM : time(value(duration), duration);
      phases.add(new Phase.Closed("iterations", longest, new Users.Constant(users), false));
    } else if (duration != null) {
      phases.add(
          new Phase.Closed(
              "constant", time(value(duration), duration), new Users.Constant(users), false));
    }
  }

  /// Iterations that all users share are dealt out evenly.
  private void shared(int users, long iterations, Expr at) {
    long each = Math.max(1, Math.ceilDiv(iterations, (long) Math.max(1, users)));
    code.note(at.start(), "shared iterations are dealt out: " + each + " for each user");
    runners.add(new Runner("default", 1, each));
  }

  private void scenarios(Value value, Expr at) throws RefusedException {
    if (!(value instanceof Value.Fields(Map<String, Value> scenarios)) || scenarios.isEmpty()) {
      throw new RefusedException(at, "computed scenarios");
    }
    if (inTurn(scenarios, at)) {
      return;
    }
    boolean together = scenarios.size() > 1;
    List<Phase> all = new ArrayList<>();
    for (Map.Entry<String, Value> entry : scenarios.entrySet()) {
      phases.clear();
      scenario(entry.getKey(), fields(entry.getValue(), at), at);
      if (together && phases.size() != 1) {
        throw new RefusedException(
            at, "several scenarios at once of which '" + entry.getKey() + "' has stages");
      }
      all.addAll(phases);
    }
    phases.clear();
    phases.addAll(together ? List.of(joined(all, at)) : all);
    long functions = runners.stream().map(Runner::function).distinct().count();
    if (!together && functions > 1) {
      throw new RefusedException(at, "one scenario with several functions");
    }
  }

  /// Scenarios that begin one after the other with the same function are phases in turn.
  private boolean inTurn(Map<String, Value> scenarios, Expr at) throws RefusedException {
    List<Map.Entry<Duration, String>> starts = new ArrayList<>();
    for (Map.Entry<String, Value> entry : scenarios.entrySet()) {
      Value start = fields(entry.getValue(), at).getOrDefault("startTime", Value.of("0s"));
      starts.add(Map.entry(time(start, at), entry.getKey()));
    }
    if (starts.stream().allMatch(start -> start.getKey().isZero())) {
      return false;
    }
    starts.sort(Map.Entry.comparingByKey());
    Duration end = Duration.ZERO;
    for (Map.Entry<Duration, String> start : starts) {
      Value own = scenarios.getOrDefault(start.getValue(), Value.NOTHING);
      if (start.getKey().compareTo(end) < 0) {
        throw new RefusedException(
            at, "the startTime of '" + start.getValue() + "' before the others' end");
      }
      int before = phases.size();
      scenario(start.getValue(), fields(own, at), at);
      Duration length =
          phases.subList(before, phases.size()).stream()
              .map(Phase::duration)
              .reduce(Duration.ZERO, Duration::plus);
      end = start.getKey().plus(length);
    }
    if (runners.stream().map(Runner::function).distinct().count() > 1
        || runners.stream().anyMatch(runner -> runner.iterations() > 0)) {
      throw new RefusedException(at, "scenarios in turn with several functions or iterations");
    }
    Runner only = runners.getFirst();
    runners.clear();
    runners.add(only);
    code.note(at.start(), "scenarios that begin later are phases in turn, without gaps");
    return true;
  }

  /// Scenarios that run at the same time are one phase whose users differ.
  private static Phase joined(List<Phase> phases, Expr at) throws RefusedException {
    Set<Duration> durations = new HashSet<>();
    phases.forEach(phase -> durations.add(phase.duration()));
    int users = 0;
    double rate = 0;
    boolean closed = false;
    boolean open = false;
    for (Phase phase : phases) {
      switch (phase) {
        case Phase.Closed(String _, Duration _, Users.Constant(int count), boolean _) -> {
          users += count;
          closed = true;
        }
        case Phase.Open(
                String _,
                Duration _,
                Arrivals.Constant(double perSecond),
                var _,
                boolean _) -> {
          rate += perSecond;
          open = true;
        }
        default -> throw new RefusedException(at, "several scenarios at once that change");
      }
    }
    if (durations.size() != 1 || closed == open) {
      throw new RefusedException(
          at, "scenarios at once of different lengths or models; split them into two files");
    }
    Duration duration = durations.iterator().next();
    return closed
        ? Phase.users("together", users, duration)
        : Phase.rate("together", rate, duration);
  }

  private void scenario(String name, Map<String, Value> own, Expr at) throws RefusedException {
    String executor = text(own.getOrDefault("executor", Value.NOTHING));
    String function = text(own.getOrDefault("exec", Value.of("default")));
    for (String key : own.keySet()) {
      if (!OF_SCENARIOS.contains(key)) {
        throw new RefusedException(at, key + " of '" + name + "'");
      }
    }
    double vus = own.containsKey("vus") ? number(own.get("vus"), at) : 1;
    switch (executor) {
      case "constant-vus" -> {
        phases.add(Phase.users(name, (int) vus, time(required(own, "duration", at), at)));
        runners.add(new Runner(function, Math.max(1, vus), 0));
      }
      case "ramping-vus" -> {
        double from = own.containsKey("startVUs") ? number(own.get("startVUs"), at) : 1;
        stages(name, required(own, "stages", at), from, false, 1, at);
        runners.add(new Runner(function, 1, 0));
      }
      case "constant-arrival-rate" -> {
        double rate = number(required(own, "rate", at), at) / unit(own, at);
        phases.add(Phase.rate(name, rate, time(required(own, "duration", at), at)));
        runners.add(new Runner(function, rate, 0));
      }
      case "ramping-arrival-rate" -> {
        double from = own.containsKey("startRate") ? number(own.get("startRate"), at) : 0;
        stages(name, required(own, "stages", at), from, true, unit(own, at), at);
        runners.add(new Runner(function, 1, 0));
      }
      case "per-vu-iterations", "shared-iterations" -> {
        double iterations = own.containsKey("iterations") ? number(own.get("iterations"), at) : 1;
        boolean shared = executor.startsWith("shared");
        long each = (long) (shared ? Math.ceil(iterations / vus) : iterations);
        Duration longest =
            own.containsKey("maxDuration") ? time(own.get("maxDuration"), at) : DEFAULT_MAXIMUM;
        phases.add(Phase.users(name, (int) vus, longest));
        runners.add(new Runner(function, Math.max(1, vus), Math.max(1, each)));
      }
      default -> throw new RefusedException(at, "the executor '" + executor + "'");
    }
  }

  private static Value required(Map<String, Value> own, String key, Expr at)
      throws RefusedException {
    Value value = own.get(key);
    if (value == null) {
      throw new RefusedException(at, "a scenario without " + key);
    }
    return value;
  }

  private static double unit(Map<String, Value> own, Expr at) throws RefusedException {
    Value unit = own.get("timeUnit");
    return unit == null ? 1 : time(unit, at).toNanos() / 1e9;
  }

  /// Each stage goes from where the one before ended to its target.
  private void stages(String name, Value stages, double from, boolean open, double unit, Expr at)
      throws RefusedException {
    if (!(stages instanceof Value.Items(List<Value> items)) || items.isEmpty()) {
      throw new RefusedException(at, "stages that are not written here");
    }
    double before = from;
    int number = 1;
    for (Value item : items) {
      Map<String, Value> stage = fields(item, at);
      double target = number(required(stage, "target", at), at);
      Duration duration = time(required(stage, "duration", at), at);
      String label = name + " " + number++;
      if (duration.isPositive()) {
        phases.add(
            open
                ? new Phase.Open(
                    label,
                    duration,
                    before == target
                        ? new Arrivals.Constant(target / unit)
                        : new Arrivals.Ramp(before / unit, target / unit),
                    Phase.Rhythm.EVEN,
                    false)
                : new Phase.Closed(
                    label,
                    duration,
                    before == target
                        ? new Users.Constant((int) target)
                        : new Users.Ramp((int) before, (int) target),
                    false));
      }
      before = target;
    }
  }

  private Value value(Expr expr) throws RefusedException {
    return Constants.of(names.expressions().translate(names.resolved(expr), new Frame()))
        .orElseThrow(() -> new RefusedException(expr, "options that are computed"));
  }

  private static Map<String, Value> fields(Value value, Expr at) throws RefusedException {
    if (value instanceof Value.Fields(Map<String, Value> fields)) {
      return fields;
    }
    throw new RefusedException(at, "options of this kind");
  }

  private static String text(Value value) {
    return value instanceof Value.Text(String text) ? text : "";
  }

  private static double number(Value value, Expr at) throws RefusedException {
    return switch (value) {
      case Value.Whole(long number) -> number;
      case Value.Decimal(double number) -> number;
      default -> throw new RefusedException(at, "a number that is computed");
    };
  }

  private static Duration time(Value value, Expr at) throws RefusedException {
    return K6Parameters.duration(text(value), at);
  }
}
