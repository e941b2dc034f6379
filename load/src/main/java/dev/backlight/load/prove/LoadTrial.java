package dev.backlight.load.prove;

import dev.backlight.load.compare.Metric;
import dev.backlight.load.engine.Engine;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.engine.RunListener;
import dev.backlight.load.http.HttpPolicy;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// Starts a version, waits until it answers, warms it up, loads it, and ends it.
public final class LoadTrial implements Trial {

  /// Stands for the port in a URL.
  public static final String PORT = "{port}";

  private static final String WARM_UP = "warm-up";
  private static final String MEASURE = "measure";

  /// What to do to a version that answers at a URL.
  public interface Planner {
    Plan plan(URI target) throws StartException;
  }

  /// How runs are made. `portVariable` is the environment variable that tells the service its port;
  /// empty where it knows. `target` and `ready` may hold [#PORT] then.
  public record Setting(
      String target,
      String ready,
      String portVariable,
      double ratePerSecond,
      Duration warmUp,
      Duration measured,
      Duration startTimeout,
      Path folder,
      Path logs,
      HttpPolicy policy) {}

  private final Setting setting;
  private final Planner planner;
  private final Optional<Statements> statements;
  private int runs;
  private volatile Optional<Engine> running = Optional.empty();

  public LoadTrial(Setting setting, Planner planner, Optional<Statements> statements) {
    this.setting = setting;
    this.planner = planner;
    this.statements = statements;
  }

  @Override
  public RunFigures run(Version version) throws StartException, InterruptedException {
    runs++;
    return switch (version) {
      case Version.Running(URI url) -> load(url, Optional.empty());
      case Version.Command(String command) -> fresh(command);
    };
  }

  private RunFigures fresh(String command) throws StartException, InterruptedException {
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
    try (ServiceProcess service =
        ServiceProcess.start(command, environment, setting.folder(), log)) {
      service.awaitReady(ready, setting.startTimeout(), setting.policy());
      RunFigures figures = load(target, Optional.of(service));
      if (!service.isAlive()) {
        throw new StartException("'" + command + "' ended during the run; see " + log);
      }
      return figures;
    }
  }

  private static int freePort() throws StartException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new StartException("no free port: " + e.getMessage());
    }
  }

  /// Reads the service's counters when the measured phase begins and when its last second ends.
  private final class Counters implements RunListener, AutoCloseable {
    private final Optional<ServiceProcess> service;
    private final Allocations allocations;
    private OptionalDouble cpuAtStart = OptionalDouble.empty();
    private OptionalLong allocatedAtStart = OptionalLong.empty();
    private long statementsAtStart;

    Counters(Optional<ServiceProcess> service) {
      this.service = service;
      this.allocations =
          Allocations.of(service.map(s -> s.tree().pids()).orElse(List.of()), Path.of("/proc"));
    }

    @Override
    public void phase(Phase phase) {
      if (!phase.warmUp()) {
        cpuAtStart = cpu();
        statementsAtStart = executed();
        allocatedAtStart = allocations.bytes();
      }
    }

    private OptionalDouble cpu() {
      return service.map(s -> s.tree().cpuSeconds()).orElse(OptionalDouble.empty());
    }

    private long executed() {
      try {
        return statements.isPresent() ? statements.get().executed() : 0;
      } catch (SQLException e) {
        return -1;
      }
    }

    void into(Map<Metric, Double> values, long requests) {
      OptionalDouble cpu = cpu();
      if (cpu.isPresent() && cpuAtStart.isPresent()) {
        values.put(Metric.CPU, 1000 * (cpu.getAsDouble() - cpuAtStart.getAsDouble()) / requests);
      }
      OptionalLong allocated = allocations.bytes();
      if (allocated.isPresent() && allocatedAtStart.isPresent()) {
        long bytes = allocated.getAsLong() - allocatedAtStart.getAsLong();
        values.put(Metric.ALLOCATIONS, bytes / 1000.0 / requests);
      }
      service
          .map(s -> s.tree().peakBytes())
          .filter(OptionalDouble::isPresent)
          .ifPresent(bytes -> values.put(Metric.MEMORY, bytes.getAsDouble() / 1e6));
      long now = executed();
      if (statements.isPresent() && now >= 0 && statementsAtStart >= 0) {
        values.put(Metric.STATEMENTS, (double) (now - statementsAtStart) / requests);
      }
    }

    @Override
    public void close() {
      allocations.close();
    }
  }

  private RunFigures load(URI target, Optional<ServiceProcess> service)
      throws StartException, InterruptedException {
    Plan plan =
        planner
            .plan(target)
            .with(
                List.of(
                    Phase.poisson(WARM_UP, setting.ratePerSecond(), setting.warmUp()).asWarmUp(),
                    Phase.poisson(MEASURE, setting.ratePerSecond(), setting.measured())))
            .seeded(runs);
    try (Counters counters = new Counters(service);
        Engine engine = Engine.start(plan.http())) {
      running = Optional.of(engine);
      return figures(engine.run(plan, counters), counters);
    } finally {
      running = Optional.empty();
    }
  }

  @Override
  public void stop() {
    running.ifPresent(Engine::stop);
  }

  private static RunFigures figures(RunResult result, Counters counters) throws StartException {
    TaskResult total = result.phaseTotal(MEASURE);
    if (total.response().isEmpty()) {
      throw new StartException("no request was answered: " + total.errors());
    }
    Map<Metric, Double> values = new HashMap<>();
    values.put(Metric.P50, total.response().percentileMillis(50));
    values.put(Metric.P99, total.response().percentileMillis(99));
    counters.into(values, total.count());
    PhaseResult phase = result.phases().getLast();
    return new RunFigures(
        values,
        total.count(),
        total.errorShare(),
        phase.intended() == 0 ? 1 : (double) total.count() / phase.intended(),
        phase.voidReason());
  }
}
