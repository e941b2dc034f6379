package dev.backlight.load.prove;

import dev.backlight.load.compare.Metric;
import dev.backlight.load.engine.Engine;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.engine.RunListener;
import dev.backlight.load.http.HttpPolicy;
import dev.backlight.load.measure.Distribution;
import dev.backlight.load.measure.PhaseResult;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.TaskResult;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.postgres.Statements;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// Starts a version, waits until it answers, warms it up, loads it, and ends it. Two versions that
/// can be up at once are loaded by turns, a slice of about a second each: what slows the machine
/// for longer than that slows both (in the spirit of Bulej et al., "Duet Benchmarking", ICPE 2020,
/// which loads both at the same time).
public final class LoadTrial implements Trial {

  /// Stands for the port in a URL.
  public static final String PORT = "{port}";

  private static final int MOST_SLICES = 20;
  private static final String WARM_UP = "warm-up";
  private static final String MEASURE = "measure";

  /// What to do to a version that answers at a URL.
  public interface Planner {
    Plan plan(URI target) throws StartException;
  }

  /// How runs are made. `portVariable` is the environment variable that tells the service its port;
  /// empty where it knows. `target` and `ready` may hold [#PORT] then. `byTurns` allows both
  /// versions of a pair to be up at once.
  public record Setting(
      String target,
      String ready,
      String portVariable,
      double ratePerSecond,
      boolean byTurns,
      Duration warmUp,
      Duration measured,
      Duration startTimeout,
      Path folder,
      Path logs,
      HttpPolicy policy) {}

  private final Setting setting;
  private final Planner planner;
  private final Optional<Statements> statements;
  private Optional<String> uncounted = Optional.empty();
  private int runs;
  private int pairs;
  private volatile Optional<Engine> running = Optional.empty();
  private volatile boolean stopped;

  public LoadTrial(Setting setting, Planner planner, Optional<Statements> statements) {
    this.setting = setting;
    this.planner = planner;
    this.statements = statements;
  }

  @Override
  public RunFigures run(Version version) throws StartException, InterruptedException {
    pairs++;
    try (Loaded loaded = up(version)) {
      loaded.warmUp();
      loaded.slice(0, setting.measured());
      return loaded.figures();
    }
  }

  @Override
  public List<RunFigures> pair(Version first, Version second)
      throws StartException, InterruptedException {
    boolean bothRun = first instanceof Version.Running && second instanceof Version.Running;
    if (!setting.byTurns() || setting.portVariable().isEmpty() && !bothRun) {
      return Trial.super.pair(first, second);
    }
    pairs++;
    try (Loaded one = up(first);
        Loaded other = up(second)) {
      one.warmUp();
      other.warmUp();
      int slices = Math.clamp(setting.measured().toSeconds(), 1, MOST_SLICES);
      Duration slice = setting.measured().dividedBy(slices);
      for (int i = 0; i < slices && !stopped; i++) {
        (i % 2 == 0 ? one : other).slice(i, slice);
        (i % 2 == 0 ? other : one).slice(i, slice);
      }
      return List.of(one.figures(), other.figures());
    }
  }

  private Loaded up(Version version) throws StartException, InterruptedException {
    if (stopped) {
      throw new StartException("interrupted");
    }
    runs++;
    return switch (version) {
      case Version.Running(URI url) -> new Loaded(url, Optional.empty(), version.text());
      case Version.Command(String command) -> fresh(command);
    };
  }

  private Loaded fresh(String command) throws StartException, InterruptedException {
    Map<String, String> environment = new HashMap<>();
    String port = "";
    if (!setting.portVariable().isEmpty()) {
      port = Integer.toString(freePort());
      environment.put(setting.portVariable(), port);
    }
    URI target = URI.create(setting.target().replace(PORT, port));
    URI ready = URI.create(setting.ready().replace(PORT, port));
    if (ServiceProcess.answer(ready, setting.policy()).isPresent()) {
      throw new StartException(
          "something answers at " + ready + " before the service was started; end it first");
    }
    Path log = setting.logs().resolve(String.format(Locale.ROOT, "run-%03d.log", runs));
    ServiceProcess service = ServiceProcess.start(command, environment, setting.folder(), log);
    try {
      service.awaitReady(ready, setting.startTimeout(), setting.policy());
      return new Loaded(target, Optional.of(service), "'" + command + "'; see " + log);
    } catch (StartException | InterruptedException | RuntimeException e) {
      service.close();
      throw e;
    }
  }

  private static int freePort() throws StartException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new StartException("no free port: " + e.getMessage());
    }
  }

  /// A version that answers, and what was measured of it.
  private final class Loaded implements AutoCloseable {
    private final Plan plan;
    private final Optional<ServiceProcess> service;
    private final String name;
    private final Engine engine;
    private final Counters counters;
    private final List<RunResult> slices = new ArrayList<>();

    Loaded(URI target, Optional<ServiceProcess> service, String name) throws StartException {
      this.plan = planner.plan(target);
      this.service = service;
      this.name = name;
      this.engine = Engine.start(plan.http());
      this.counters = new Counters(service);
    }

    void warmUp() throws InterruptedException {
      load(Phase.poisson(WARM_UP, setting.ratePerSecond(), setting.warmUp()), 0);
    }

    /// The arrivals of a slice are the same for both versions of a pair.
    void slice(int index, Duration length) throws InterruptedException {
      counters.begin();
      slices.add(load(Phase.poisson(MEASURE, setting.ratePerSecond(), length), index + 1));
      counters.end();
    }

    private RunResult load(Phase phase, int index) throws InterruptedException {
      running = Optional.of(engine);
      try {
        return engine.run(
            plan.with(List.of(phase)).seeded((MOST_SLICES + 1L) * pairs + index), RunListener.NONE);
      } finally {
        running = Optional.empty();
      }
    }

    RunFigures figures() throws StartException {
      if (service.isPresent() && !service.get().isAlive()) {
        throw new StartException("the service ended during the run: " + name);
      }
      List<Optional<String>> startless = slices.stream().map(RunResult::startless).toList();
      if (!startless.isEmpty() && startless.stream().allMatch(Optional::isPresent)) {
        throw new StartException(name + ": " + startless.getFirst().orElseThrow());
      }
      List<TaskResult> totals = slices.stream().map(slice -> slice.phaseTotal(MEASURE)).toList();
      Distribution response =
          Distribution.merge(totals.stream().map(TaskResult::response).toList());
      if (response.isEmpty()) {
        throw new StartException(
            "no request to " + plan.target() + " was answered: " + why(totals));
      }
      long count = totals.stream().mapToLong(TaskResult::count).sum();
      long failed = totals.stream().mapToLong(TaskResult::failed).sum();
      List<PhaseResult> phases = slices.stream().map(slice -> slice.phases().getLast()).toList();
      long intended = phases.stream().mapToLong(PhaseResult::intended).sum();
      Map<Metric, Double> values = new HashMap<>();
      values.put(Metric.P50, response.percentileMillis(50));
      values.put(Metric.P99, response.percentileMillis(99));
      counters.into(values, count);
      return new RunFigures(
          values,
          count,
          count == 0 ? 0 : (double) failed / count,
          intended == 0 ? 1 : (double) count / intended,
          phases.stream()
              .map(PhaseResult::voidReason)
              .filter(why -> !why.isEmpty())
              .findFirst()
              .orElse(""));
    }

    /// The reasons of all slices, each once.
    private static String why(List<TaskResult> totals) {
      return totals.stream()
          .flatMap(total -> total.errors().keySet().stream())
          .distinct()
          .sorted()
          .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
      counters.close();
      engine.close();
      service.ifPresent(ServiceProcess::close);
    }
  }

  /// Adds up the service's counters over the slices in which it is loaded.
  private final class Counters implements AutoCloseable {
    private final Optional<ServiceProcess> service;
    private final Allocations allocations;
    private double cpuSeconds;
    private double allocatedBytes;
    private double executions;

    Counters(Optional<ServiceProcess> service) {
      this.service = service;
      this.allocations =
          Allocations.of(service.map(s -> s.tree().pids()).orElse(List.of()), Path.of("/proc"));
    }

    void begin() {
      add(-1);
    }

    void end() {
      add(1);
    }

    /// What cannot be read once makes the sum NaN: it is left out then.
    private void add(int sign) {
      cpuSeconds += sign * cpu().orElse(Double.NaN);
      OptionalLong bytes = allocations.bytes();
      allocatedBytes += sign * (bytes.isPresent() ? bytes.getAsLong() : Double.NaN);
      executions += sign * executed();
    }

    private OptionalDouble cpu() {
      return service.map(s -> s.tree().cpuSeconds()).orElse(OptionalDouble.empty());
    }

    private double executed() {
      try {
        return statements.isPresent() ? statements.get().executed() : Double.NaN;
      } catch (SQLException e) {
        uncounted = Optional.of("Statements could not be counted: " + e.getMessage());
        return Double.NaN;
      }
    }

    void into(Map<Metric, Double> values, long requests) {
      put(values, Metric.CPU, 1000 * cpuSeconds / requests);
      put(values, Metric.ALLOCATIONS, allocatedBytes / 1000.0 / requests);
      put(values, Metric.STATEMENTS, executions / requests);
      service
          .map(s -> s.tree().peakBytes())
          .filter(OptionalDouble::isPresent)
          .ifPresent(bytes -> values.put(Metric.MEMORY, bytes.getAsDouble() / 1e6));
    }

    private static void put(Map<Metric, Double> values, Metric metric, double value) {
      if (!Double.isNaN(value)) {
        values.put(metric, value);
      }
    }

    @Override
    public void close() {
      allocations.close();
    }
  }

  @Override
  public List<String> notes() {
    return uncounted.stream().toList();
  }

  @Override
  public void stop() {
    stopped = true;
    running.ifPresent(Engine::stop);
  }
}
